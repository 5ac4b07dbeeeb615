"""An external CA of our own making that signs anything, wrong things too."""

import datetime
from dataclasses import dataclass, field
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.reply import Asked, Terms
from zenca_gui.core.zone import ServerId
from zenca_gui.pki import der as cut
from zenca_gui.pki import keys, reading

HOST = "zen01.example.org"
NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
ACTIVE = NOW + datetime.timedelta(days=20)
TERMS = Terms(now=NOW, activation=ACTIVE, old_ends=NOW + datetime.timedelta(days=40))
CERT_SIGN = ("key_cert_sign", "crl_sign")
Dn = list[tuple[x509.ObjectIdentifier, str]]


def days(number: float) -> datetime.datetime:
    return NOW + datetime.timedelta(days=number)


@cache
def key(which: str):
    """Return the key of this name, made once: `rsa:…`, `weak:…`, `ed:…`, `k1:…`, else P-256."""
    kind = which.partition(":")[0]
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "weak":
            return rsa.generate_private_key(65537, 1024)
        case "ed":
            return ed25519.Ed25519PrivateKey.generate()
        case "k1":
            return ec.generate_private_key(ec.SECP256K1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
    return ec.generate_private_key(ec.SECP256R1())


def public_sha256(which: str) -> str:
    return keys.HeldKey(key(which)).public_sha256


def dn(*pairs: tuple[x509.ObjectIdentifier, str] | str) -> x509.Name:
    parts = [(NameOID.COMMON_NAME, p) if isinstance(p, str) else p for p in pairs]
    return x509.Name([x509.NameAttribute(oid, value, _validate=False) for oid, value in parts])


def usage(*flags: str) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in flags for name in names})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One certificate to be made. What is wrong with it is what a test changes."""

    subject: x509.Name
    of: str
    by: str
    issuer: x509.Name
    begins: datetime.datetime = field(default_factory=lambda: days(-5))
    ends: datetime.datetime = field(default_factory=lambda: days(300))
    ca: bool | None = False
    path_length: int | None = None
    usage: tuple[str, ...] | None = ("digital_signature",)
    purposes: tuple[x509.ObjectIdentifier, ...] | None = (Eku.SERVER_AUTH,)
    names: tuple[x509.GeneralName, ...] = ()
    serial: int | None = None
    ski: bytes | None = b""
    aki: bytes | None = b""
    digest: hashes.HashAlgorithm | None = field(default_factory=hashes.SHA256)
    pss: bool = False
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()


def ski_of(which: str) -> bytes:
    return x509.SubjectKeyIdentifier.from_public_key(key(which).public_key()).digest


def made(plan: Plan) -> bytes:
    """Make it, DER."""
    extensions: list[tuple[x509.ExtensionType, bool]] = []
    if plan.ca is not None:
        extensions.append((x509.BasicConstraints(plan.ca, plan.path_length), True))
    if plan.usage is not None:
        extensions.append((usage(*plan.usage), True))
    if plan.purposes is not None:
        extensions.append((x509.ExtendedKeyUsage(plan.purposes), False))
    if plan.names:
        extensions.append((x509.SubjectAlternativeName(plan.names), False))
    if plan.ski is not None:
        extensions.append((x509.SubjectKeyIdentifier(plan.ski or ski_of(plan.of)), False))
    if plan.aki is not None:
        authority = x509.AuthorityKeyIdentifier(plan.aki or ski_of(plan.by), None, None)
        extensions.append((authority, False))
    builder = x509.CertificateBuilder(
        plan.issuer,
        plan.subject,
        key(plan.of).public_key(),
        plan.serial if plan.serial is not None else x509.random_serial_number(),
        plan.begins.replace(tzinfo=None),
        plan.ends.replace(tzinfo=None),
    )
    for extension, critical in (*extensions, *plan.more):
        builder = builder.add_extension(extension, critical)
    signer = key(plan.by)
    digest = None if isinstance(signer, ed25519.Ed25519PrivateKey) else plan.digest
    how = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if plan.pss else None
    return builder.sign(signer, digest, rsa_padding=how).public_bytes(Encoding.DER)


ROOT, OTHER_ROOT = dn("Outside Root"), dn("Older Root")
ISSUING, UPPER = dn("Outside Issuing"), dn("Outside Upper")


def root(**other: object) -> bytes:
    plan: dict[str, object] = {
        "subject": ROOT,
        "issuer": ROOT,
        "of": "root",
        "by": "root",
        "ca": True,
        "usage": CERT_SIGN,
        "purposes": None,
        "begins": days(-900),
        "ends": days(3000),
    }
    return made(Plan(**plan | other))


def issuing(**other: object) -> bytes:
    """The intermediate that signs servers, under the root."""
    plan = {"subject": ISSUING, "issuer": ROOT, "of": "issuing", "by": "root", "ends": days(2000)}
    return root(**plan | {"begins": days(-400)} | other)


def leaf(*dns: str, **other: object) -> bytes:
    names = tuple(x509.DNSName(name) for name in dns or (HOST,))
    plan: dict[str, object] = {
        "subject": dn(HOST),
        "issuer": ISSUING,
        "of": "server",
        "by": "issuing",
        "names": names,
    }
    return made(Plan(**plan | other))


@cache
def fine() -> tuple[bytes, bytes]:
    """The sound intermediate and the sound root."""
    return issuing(), root()


def asked(fqdn: str = HOST, which: str = "server", **other: object) -> Asked:
    plan = {"server": ServerId(1), "fqdn": fqdn, "names": (fqdn,)}
    return Asked(**plan | {"public_sha256": public_sha256(which)} | other)


def read(data: bytes) -> Certificate:
    return reading.certificate(data)


def wrapped(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def resigned(data: bytes, at: int, element: bytes, by: str = "issuing") -> bytes:
    """Put another element in place of a field of the TBSCertificate, and sign it again."""
    whole = cut.inside(data, cut.piece(data))
    fields = [data[f.start : f.end] for f in cut.inside(data, whole[0])]
    fields[at] = element
    signed = wrapped(0x30, b"".join(fields))
    signature = key(by).sign(signed, ec.ECDSA(hashes.SHA256()))
    algorithm = data[whole[1].start : whole[1].end]
    return wrapped(0x30, signed + algorithm + wrapped(0x03, b"\0" + signature))
