"""What does a certification request (PKCS#10) ask for, and is its own signature right?"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import LONGEST_ATTRIBUTE, host_name, shown
from zenca_gui.core.ports.pki import Request, Signer
from zenca_gui.pki import extensions, keys, reading, signature, subjects

_SMALLEST_RSA = 2048
_CURVES = {KeyKind.EC_P256.value, KeyKind.EC_P384.value, KeyKind.EC_P521.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A request whose own signature holds, and the key that made it."""

    parsed: x509.CertificateSigningRequest = field(repr=False)
    public: CertificatePublicKeyTypes = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a server is to be called in its certificate."""

    names: tuple[str, ...]
    common_name: str
    """"" where no name fits into one (64 characters): the subject is empty then."""
    alternative: x509.SubjectAlternativeName = field(repr=False)

    @property
    def subject(self) -> x509.Name:
        """The subject: its CN alone, or nothing."""
        if not self.common_name:
            return x509.Name([])
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.common_name)])


def named(names: Sequence[str]) -> Named:
    """Tell DNS names from addresses; refuse what is neither, and nothing at all."""
    entries: list[x509.GeneralName] = []
    written: list[str] = []
    common = ""
    for name in dict.fromkeys(names):
        address = _address(name)
        if address is not None:
            entries.append(x509.IPAddress(address))
            written.append(str(address))
            continue
        host = "*." + host_name(name[2:]) if name.startswith("*.") else host_name(name)
        entries.append(x509.DNSName(host))
        written.append(host)
        if not common and len(host) <= LONGEST_ATTRIBUTE:
            common = host
    if not entries:
        raise BadMaterial(
            _("A server certificate needs a name."),
            _("Nothing was signed. Give the server a name such as zen01.example.org."),
        )
    if not common and isinstance(entries[0], x509.IPAddress):
        common = written[0]
    return Named(
        names=tuple(written),
        common_name=common,
        alternative=x509.SubjectAlternativeName(entries),
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if ":" not in name and not name[-1:].isdigit():
        return None  # quick: nearly all names are DNS names
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def make(signer: Signer, names: Sequence[str]) -> bytes:
    """Make a request in DER, signed by its own key.

    It asks for all that a server needs, so that who copies its extensions edits nothing.
    """
    key, asked = keys.held(signer), named(names)
    decrypts = isinstance(key.private, rsa.RSAPrivateKey)
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(asked.subject)
        .add_extension(asked.alternative, critical=not asked.common_name)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(encipherment=decrypts), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key.private, keys.hash_for(key.private))
        .public_bytes(serialization.Encoding.DER)
    )


def usage(*, encipherment: bool) -> x509.KeyUsage:
    """Return what a server's key may do: sign, and with RSA decrypt."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def load(data: bytes) -> Loaded:
    """Read PKCS#10, PEM or DER; BadMaterial where it is none or its signature does not hold."""
    try:
        binary = data.startswith(b"\x30")  # the tag of a SEQUENCE
        parsed = x509.load_der_x509_csr(data) if binary else x509.load_pem_x509_csr(data)
        public = parsed.public_key()
        holds = signature.made_by(public, parsed, parsed.tbs_certrequest_bytes)
        kind = keys.kind_of(public)
    except reading.UNREADABLE as error:
        raise BadMaterial(
            _("This is not a certification request that zenca can read."),
            _("Nothing was signed. Give a PKCS#10 request, in PEM or DER."),
        ) from error
    if not holds:
        raise BadMaterial(
            _("The signature of this certification request does not hold."),
            _("Nothing was signed. It was changed or damaged on its way: ask for it again."),
        )
    return Loaded(parsed=parsed, public=public, kind=kind)


def read(data: bytes) -> Request:
    """Read a request and say what it asks for."""
    loaded = load(data)
    parsed = loaded.parsed
    try:
        wanted = [
            name
            for extension in parsed.extensions
            if isinstance(extension.value, x509.SubjectAlternativeName)
            for name in extensions.names(extension.value)
        ]
        return Request(
            der=parsed.public_bytes(serialization.Encoding.DER),
            subject=subjects.text(parsed.subject),
            names=tuple(wanted),
            key=loaded.kind,
            public_sha256=hashlib.sha256(keys.public_der(loaded.public)).hexdigest(),
        )
    except reading.UNREADABLE as error:
        raise BadMaterial(
            _("This certification request says something that zenca cannot read."),
            _("Nothing was signed. Ask for a plain request with names and a key."),
        ) from error


def load_for_server(data: bytes) -> Loaded:
    """Read a request; BadMaterial for a kind of key that servers or devices refuse."""
    loaded = load(data)
    public = loaded.public
    if loaded.kind in _CURVES or (
        isinstance(public, rsa.RSAPublicKey) and public.key_size >= _SMALLEST_RSA
    ):
        return loaded
    raise BadMaterial(
        _("A server's key cannot be of the kind {kind}.").format(kind=shown(loaded.kind)),
        _("Nothing was signed. Use RSA with 2048 bits or more, or EC P-256, P-384 or P-521."),
    )


def pem(der: bytes) -> bytes:
    """Write a request (DER) as text: `CERTIFICATE REQUEST` (RFC 7468)."""
    text = base64.encodebytes(der).replace(b"\n", b"")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return b"\n".join(
        (b"-----BEGIN CERTIFICATE REQUEST-----", *lines, b"-----END CERTIFICATE REQUEST-----", b"")
    )
