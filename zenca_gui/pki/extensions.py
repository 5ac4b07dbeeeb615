"""What do a certificate's extensions say, among what zenca looks at?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from zenca_gui.pki import subjects

_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
}
_USAGES = (
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)
_KNOWN = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.NAME_CONSTRAINTS,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.CRL_DISTRIBUTION_POINTS,
    ExtensionOID.POLICY_CONSTRAINTS,
    ExtensionOID.POLICY_MAPPINGS,
    ExtensionOID.INHIBIT_ANY_POLICY,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
}
"""What OpenSSL takes when it is critical (X509_supported_extension), and what says only where
to look: a verifier loses nothing by not following those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What zenca looks at among a certificate's extensions."""

    ca: bool = False
    path_length: int | None = None
    key_identifier: str = ""
    authority_identifier: str = ""
    authority_serial: int | None = None
    names: tuple[str, ...] = ()
    key_usage: tuple[str, ...] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    critical_unknown: tuple[str, ...] = ()
    permitted_names: tuple[str, ...] = ()
    excluded_names: tuple[str, ...] = ()


def said(found: x509.Extensions) -> Said:
    """Pick what zenca looks at."""
    facts: dict[str, object] = {}
    unknown = []
    for extension in found:
        if extension.critical and extension.oid not in _KNOWN:
            unknown.append(extension.oid.dotted_string)
        facts |= _facts(extension.value)
    return Said(critical_unknown=tuple(unknown), **facts)  # type: ignore[arg-type]


def _facts(value: x509.ExtensionType) -> dict[str, object]:
    match value:
        case x509.BasicConstraints():
            return {"ca": value.ca, "path_length": value.path_length}
        case x509.SubjectKeyIdentifier():
            return {"key_identifier": value.digest.hex()}
        case x509.AuthorityKeyIdentifier():
            return {
                "authority_identifier": (value.key_identifier or b"").hex(),
                "authority_serial": value.authority_cert_serial_number,
            }
        case x509.SubjectAlternativeName():
            return {"names": names(value)}
        case x509.KeyUsage():
            return {"key_usage": tuple(word for flag, word in _USAGES if getattr(value, flag))}
        case x509.ExtendedKeyUsage():
            return {"extended_key_usage": tuple(_PURPOSES.get(o, o.dotted_string) for o in value)}
        case x509.NameConstraints():
            return {
                "permitted_names": _subtrees(value.permitted_subtrees),
                "excluded_names": _subtrees(value.excluded_subtrees),
            }
        case _:
            return {}


def names(alternative: x509.SubjectAlternativeName) -> tuple[str, ...]:
    """Return the DNS names and IP addresses, in order."""
    return tuple(
        str(entry.value)
        for entry in alternative
        if isinstance(entry, x509.DNSName | x509.IPAddress)
    )


def _subtrees(subtrees: Iterable[x509.GeneralName] | None) -> tuple[str, ...]:
    return tuple(map(_subtree, subtrees or ()))


def _subtree(name: x509.GeneralName) -> str:
    match name:
        case x509.DNSName():
            return f"dns:{name.value}"
        case x509.IPAddress():
            return f"ip:{name.value}"
        case x509.DirectoryName():
            return f"other:{subjects.text(name.value)}"
        case _:
            return f"other:{name.value}"
