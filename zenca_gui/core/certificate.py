"""What zenca knows of a certificate, of a CA generation, and of a server's certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from zenca_gui.core.zone import ServerId, ZoneId

GenerationId = NewType("GenerationId", int)
ServerCertificateId = NewType("ServerCertificateId", int)
CrossId = NewType("CrossId", int)
ChangeId = NewType("ChangeId", int)
KeyId = NewType("KeyId", str)
"""A random name; the keyring entry and the sealed row carry it."""


class KeyKind(Enum):
    """Key types zenca makes. Ed25519 is refused for servers: devices do not take it."""

    RSA_2048 = "rsa-2048"
    RSA_3072 = "rsa-3072"
    RSA_4096 = "rsa-4096"
    EC_P256 = "ec-p256"
    EC_P384 = "ec-p384"
    EC_P521 = "ec-p521"
    ED25519 = "ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One X.509 certificate: its DER and what was read from it (RFC 5280 names)."""

    der: bytes = field(repr=False)
    subject: str
    """RFC 4514, most specific first, as OpenSSL's -nameopt RFC2253 prints it."""
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime
    key: str
    """The public key's kind: a KeyKind value where zenca makes that kind, else what it is."""
    signature: str
    """The signature's hash and algorithm, e.g. `SHA-256 with ECDSA`."""
    sha256: str
    sha1: str
    public_sha256: str
    """SHA-256 of the SubjectPublicKeyInfo: the same CA is the same public key."""
    ca: bool
    path_length: int | None = None
    key_identifier: str = ""
    authority_identifier: str = ""
    authority_serial: int | None = field(default=None, compare=False)
    """The issuer's serial number in the AKI: holds on to one CA certificate."""
    names: tuple[str, ...] = ()
    """SAN entries: DNS names and IP addresses."""
    self_signed: bool = False
    """Issuer equals subject and its own key verifies the signature."""
    # What only reading tells: not kept in rows, and no part of what makes two certificates equal.
    version: int = field(default=3, compare=False)
    key_usage: tuple[str, ...] | None = field(default=None, compare=False)
    """RFC 5280 words (digitalSignature, keyCertSign …); None where it is not stated."""
    extended_key_usage: tuple[str, ...] | None = field(default=None, compare=False)
    """serverAuth, clientAuth, anyExtendedKeyUsage, else the OID; None where it is not stated."""
    critical_unknown: tuple[str, ...] = field(default=(), compare=False)
    """OIDs of critical extensions that OpenSSL does not know either."""
    permitted_names: tuple[str, ...] = field(default=(), compare=False)
    """Name constraints: `dns:example.org`, `ip:192.0.2.0/24`, others `other:…`."""
    excluded_names: tuple[str, ...] = field(default=(), compare=False)


class Custody(Enum):
    """Who holds the CA's key."""

    ZENCA = "zenca"
    SERVER = "server"
    EXTERNAL = "external"


class GenerationStatus(Enum):
    """Where a CA generation stands; at most one is ACTIVE and one FUTURE in a zone."""

    FUTURE = "future"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A CA the zone has, had or will have. `name` is G2.1: second certificate, first key."""

    id: GenerationId
    zone: ZoneId
    number: int
    key_number: int
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()
    """Issuers above it, nearest first, for an external CA."""
    custody: Custody
    status: GenerationStatus
    key_id: KeyId | None = None
    change: ChangeId | None = None
    added_at: datetime

    @property
    def name(self) -> str:
        """Return G<certificate>.<key>."""
        return f"G{self.number}.{self.key_number}"

    @property
    def ends(self) -> datetime:
        """Return the chain's end: the earliest end over the CA and what it hangs on."""
        return min(c.not_after for c in (self.certificate, *self.chain))

    @property
    def anchor(self) -> Certificate:
        """Return what devices trust: the root it hangs on, or the CA itself."""
        return self.chain[-1] if self.chain else self.certificate

    def above(self, leaf: Certificate) -> tuple[Certificate, ...]:
        """Return what a server presents between this leaf and the anchor: issuer first.

        An external CA may have signed from several intermediates; those that were checked when
        they came in lie in `chain`, so that name and key identifier are enough to tell them apart.
        """
        left = [self.certificate, *self.chain[:-1]] if self.chain else []
        found: list[Certificate] = []
        at = leaf
        while (issuer := next((c for c in left if _issued(c, at)), None)) is not None:
            left.remove(issuer)
            found.append(issuer)
            at = issuer
        return tuple(found)


def _issued(issuer: Certificate, certificate: Certificate) -> bool:
    wanted, has = certificate.authority_identifier, issuer.key_identifier
    return issuer.subject == certificate.issuer and (not wanted or not has or wanted == has)


class CertificateStatus(Enum):
    """A server certificate's own status (the update's status is another field)."""

    FUTURE = "future"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """One certificate of one server."""

    id: ServerCertificateId
    zone: ZoneId
    server: ServerId
    generation: GenerationId
    certificate: Certificate
    status: CertificateStatus
    key_id: KeyId | None = None
    change: ChangeId | None = None
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCertificate:
    """One CA's key certified by another: old under new, or new under old."""

    id: CrossId
    zone: ZoneId
    change: ChangeId
    subject_generation: GenerationId
    issuer_generation: GenerationId
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """An encrypted PKCS#8 key; its passphrase lies in the keyring under `wrapped_by`."""

    id: KeyId
    zone: ZoneId
    purpose: str
    """`ca` or `server`."""
    pem: bytes = field(repr=False)
    wrapped_by: KeyId
    public_sha256: str


def fingerprint(digest: str) -> str:
    """Write a hexadecimal digest as people compare it: pairs in capitals, with colons."""
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2)).upper()


def serial_text(serial: int) -> str:
    """Write a serial number in hexadecimal, as OpenSSL prints it: whole bytes, in capitals."""
    digits = f"{abs(serial):X}"
    return ("-" if serial < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)
