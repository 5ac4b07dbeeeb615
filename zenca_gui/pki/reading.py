"""What does this certificate say? From DER to the value that all of zenca speaks of."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PSS, PKCS1v15
from cryptography.x509.oid import SignatureAlgorithmOID as Oid

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.pki import der as cut
from zenca_gui.pki import keys, subjects

# A CA of an old zone may have the serial 0. Reading it is right, using it is for others to judge.
warnings.filterwarnings("ignore", message="Parsed a serial number which wasn't positive")

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    OverflowError,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)
"""What cryptography raises, sooner or later, at what is no sound certificate."""

_SIGNATURES = {
    Oid.RSA_WITH_MD5: "MD5 with RSA",
    Oid.RSA_WITH_SHA1: "SHA-1 with RSA",
    Oid.RSA_WITH_SHA224: "SHA-224 with RSA",
    Oid.RSA_WITH_SHA256: "SHA-256 with RSA",
    Oid.RSA_WITH_SHA384: "SHA-384 with RSA",
    Oid.RSA_WITH_SHA512: "SHA-512 with RSA",
    Oid.ECDSA_WITH_SHA1: "SHA-1 with ECDSA",
    Oid.ECDSA_WITH_SHA224: "SHA-224 with ECDSA",
    Oid.ECDSA_WITH_SHA256: "SHA-256 with ECDSA",
    Oid.ECDSA_WITH_SHA384: "SHA-384 with ECDSA",
    Oid.ECDSA_WITH_SHA512: "SHA-512 with ECDSA",
    Oid.DSA_WITH_SHA1: "SHA-1 with DSA",
    Oid.DSA_WITH_SHA256: "SHA-256 with DSA",
    Oid.ED25519: "Ed25519",
    Oid.ED448: "Ed448",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extensions:
    """What zenca looks at among a certificate's extensions."""

    ca: bool
    path_length: int | None
    key_identifier: str
    authority_identifier: str
    names: tuple[str, ...]


def certificate(der: bytes) -> Certificate:
    """Read one DER certificate; BadMaterial where it is none or says what cannot be."""
    try:
        return _read(der, x509.load_der_x509_certificate(der))
    except UNREADABLE as error:
        raise BadMaterial(
            _("This certificate cannot be read."),
            _("Nothing was changed. Ask for it again from where it came."),
        ) from error


def _read(der: bytes, parsed: x509.Certificate) -> Certificate:
    pieces = cut.parts(der)
    kind, public_key = _public_key(parsed, pieces.public_key)
    says = _extensions(parsed.extensions)
    return Certificate(
        der=der,
        subject=subjects.text(parsed.subject),
        issuer=subjects.text(parsed.issuer),
        serial=parsed.serial_number,
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        key=kind,
        signature=_signature(parsed),
        sha256=hashlib.sha256(der).hexdigest(),
        sha1=hashlib.sha1(der, usedforsecurity=False).hexdigest(),
        public_sha256=hashlib.sha256(public_key).hexdigest(),
        ca=says.ca,
        path_length=says.path_length,
        key_identifier=says.key_identifier,
        authority_identifier=says.authority_identifier,
        names=says.names,
        self_signed=pieces.issuer == pieces.subject and _signed_with(parsed, pieces.signed, parsed),
    )


def _public_key(parsed: x509.Certificate, written: bytes) -> tuple[str, bytes]:
    """Return the key's kind and its canonical encoding; what is not known, as it is written."""
    try:
        public = parsed.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return parsed.public_key_algorithm_oid.dotted_string, written
    return keys.kind_of(public), keys.public_der(public)


def _extensions(found: x509.Extensions) -> _Extensions:
    """Pick what zenca looks at."""
    constraints = key_id = authority = alternative = None
    for extension in found:
        match extension.value:
            case x509.BasicConstraints():
                constraints = extension.value
            case x509.SubjectKeyIdentifier():
                key_id = extension.value.digest
            case x509.AuthorityKeyIdentifier():
                authority = extension.value.key_identifier
            case x509.SubjectAlternativeName():
                alternative = extension.value
    return _Extensions(
        ca=constraints is not None and constraints.ca,
        path_length=constraints.path_length if constraints else None,
        key_identifier=(key_id or b"").hex(),
        authority_identifier=(authority or b"").hex(),
        names=names(alternative) if alternative else (),
    )


def names(alternative: x509.SubjectAlternativeName) -> tuple[str, ...]:
    """Return the DNS names and IP addresses, in order."""
    return tuple(
        str(entry.value)
        for entry in alternative
        if isinstance(entry, x509.DNSName | x509.IPAddress)
    )


def _signature(parsed: x509.Certificate) -> str:
    oid = parsed.signature_algorithm_oid
    if oid == Oid.RSASSA_PSS:
        digest = parsed.signature_hash_algorithm
        return f"{(digest.name if digest else '').upper().replace('SHA', 'SHA-')} with RSA-PSS"
    return _SIGNATURES.get(oid, oid.dotted_string)


def signature_words(signer: keys.HeldKey) -> str:
    """Say how this key signs, in the words that reading the result will find."""
    digest = keys.hash_for(signer.private)
    if digest is None:
        return "Ed25519" if isinstance(signer.private, ed25519.Ed25519PrivateKey) else "Ed448"
    family = "RSA" if isinstance(signer.private, rsa.RSAPrivateKey) else "ECDSA"
    return f"{digest.name.upper().replace('SHA', 'SHA-')} with {family}"


def signed_by(signed: Certificate, issuer: Certificate) -> bool:
    """Tell whether the issuer's key made the signature; names are not looked at."""
    try:
        parsed = x509.load_der_x509_certificate(signed.der)
        above = x509.load_der_x509_certificate(issuer.der)
        return _signed_with(parsed, cut.parts(signed.der).signed, above)
    except UNREADABLE:
        return False


def _signed_with(parsed: x509.Certificate, signed: bytes, issuer: x509.Certificate) -> bool:
    """Verify by the issuer's key, whatever the names say."""
    try:
        public, how = issuer.public_key(), parsed.signature_algorithm_parameters
        digest = parsed.signature_hash_algorithm
        match public:
            case rsa.RSAPublicKey() if isinstance(how, PSS | PKCS1v15) and digest is not None:
                public.verify(parsed.signature, signed, how, digest)
            case ec.EllipticCurvePublicKey() if isinstance(how, ec.ECDSA):
                public.verify(parsed.signature, signed, how)
            case ed25519.Ed25519PublicKey() if parsed.signature_algorithm_oid == Oid.ED25519:
                public.verify(parsed.signature, signed)
            case ed448.Ed448PublicKey() if parsed.signature_algorithm_oid == Oid.ED448:
                public.verify(parsed.signature, signed)
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
