"""What zenca asks of cryptography: keys, certificates, requests, chains, containers, backups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.secret import Secret


class Form(Enum):
    """How certificates are written into a file."""

    PEM = "pem"
    DER = "der"
    P7B = "p7b"
    P12 = "p12"
    JKS = "jks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A certification request (PKCS#10) that was read and whose own signature holds."""

    der: bytes = field(repr=False)
    subject: str
    names: tuple[str, ...]
    key: str
    public_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One server certificate to be issued: whose public key, and for which names."""

    request: bytes = field(repr=False)
    """PKCS#10, DER or PEM. Its signature is verified; its names are not taken over."""
    names: tuple[str, ...]
    """DNS names and IP addresses; the first DNS name is the subject's CN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """One line of a CRL."""

    serial: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """What a signed CRL says of itself."""

    until: datetime
    """When the next one is due, at the latest."""
    serials: frozenset[int]


class Signer(Protocol):
    """A private key in memory. It prints nothing and is kept only as long as work lasts."""

    @property
    def kind(self) -> str:
        """The KeyKind's value, or what the key is."""
        ...

    @property
    def public_sha256(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo, hex."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file held: certificates in its order, and the keys that were in it."""

    certificates: tuple[Certificate, ...]
    signers: tuple[Signer, ...] = field(default=(), repr=False)
    unread: int = 0
    """How many pieces of it could not be read, where the rest was wanted all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive, or the sentence why it is not taken out."""

    name: str
    data: bytes = field(default=b"", repr=False)
    refusal: str = ""
    hint: str = ""


class Pki(Protocol):
    """Everything that makes or reads key material. Failures are BadMaterial, in sentences."""

    def new_passphrase(self) -> Secret:
        """Return 256 random bits as text: base32 in 13 groups of four, with hyphens."""
        ...

    def new_key(self, kind: KeyKind) -> Signer:
        """Make a key. RSA takes seconds: never on the main thread."""
        ...

    def seal(self, signer: Signer, passphrase: Secret) -> bytes:
        """Return encrypted PKCS#8 in PEM, which any `openssl pkey` opens with the passphrase."""
        ...

    def unseal(self, pem: bytes, passphrase: Secret) -> Signer:
        """Open what `seal` made; BadMaterial for a wrong passphrase."""
        ...

    def key_pem(self, signer: Signer) -> Secret:
        """Return the key unencrypted, for a server that needs it so."""
        ...

    def root(
        self,
        signer: Signer,
        *,
        subject: str,
        not_before: datetime,
        not_after: datetime,
        path_length: int | None = None,
    ) -> Certificate:
        """Make a self-signed CA certificate. `subject` as in core.names.subject."""
        ...

    def renew(
        self, old: Certificate, *, signer: Signer, not_before: datetime, not_after: datetime
    ) -> Certificate:
        """Make a CA's certificate anew under its own key.

        Subject byte for byte, key, key identifier and path length stay; serial, dates and
        signature are new.
        """
        ...

    def cross(
        self,
        subject: Certificate,
        *,
        issuer: Certificate,
        signer: Signer,
        not_before: datetime,
        not_after: datetime,
    ) -> Certificate:
        """Certify one CA's key by another: same subject, key and key identifier (RFC 5280)."""
        ...

    def request(self, signer: Signer, names: Sequence[str]) -> bytes:
        """Make a PKCS#10 request (DER) for these names, signed by its own key."""
        ...

    def read_request(self, data: bytes) -> Request:
        """Read PKCS#10 in PEM or DER; BadMaterial where its signature does not hold."""
        ...

    def issue(
        self,
        orders: Iterable[Order],
        *,
        issuer: Certificate,
        signer: Signer,
        not_before: datetime,
        not_after: datetime,
    ) -> Iterator[Certificate]:
        """Issue server certificates, in the orders' order, each as soon as it is made.

        serverAuth; SAN; SKI and AKI; digitalSignature (and keyEncipherment for RSA); random
        serials of 20 bytes at most. Quick: 10,000 P-256 at no less than 80 % of bare cryptography.
        """
        ...

    def crl(
        self,
        revoked: Sequence[Revoked],
        *,
        issuer: Certificate,
        signer: Signer,
        number: int,
        this_update: datetime,
        next_update: datetime,
    ) -> bytes:
        """Return a signed CRL in DER."""
        ...

    def read_crl(self, der: bytes) -> ListRead:
        """Read one; BadMaterial for what is none."""
        ...

    def read_certificate(self, der: bytes) -> Certificate:
        """Read one DER certificate; BadMaterial for what is none."""
        ...

    def members(self, data: bytes, *, name: str) -> Iterator[Member] | None:
        """Take an archive (zip, nested once) apart, one file at a time; None where it is none.

        Nothing is written to disk. Bounded by size, count and ratio: BadMaterial, while it is
        iterated too, where an archive as a whole is hostile or damaged.
        """
        ...

    def read(
        self, data: bytes, *, name: str, password: Secret | None = None, whole: bool = True
    ) -> Contents:
        """Read any container: PEM, DER, PKCS#7, PKCS#12, PKCS#8/1 keys, mixed.

        `name` is the file's, for the sentence. Not `whole`: certificates that cannot be read are
        counted, not a reason to refuse the file. Raises PasswordNeeded where one is asked for and
        BadMaterial (empty, too big, unreadable, wrong password) otherwise.
        """
        ...

    def export(
        self, certificates: Sequence[Certificate], form: Form, *, password: Secret | None = None
    ) -> bytes:
        """Write certificates; DER holds the first alone, P12 needs a password (or is without).

        JKS takes one too; it is Java's usual word where none is given.
        """
        ...

    def request_pem(self, der: bytes) -> bytes:
        """Return a request in PEM."""
        ...

    def crl_pem(self, der: bytes) -> bytes:
        """Return a CRL in PEM."""
        ...

    def signed_by(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Tell whether `issuer`'s key made this signature; names are not looked at."""
        ...

    def verify(
        self,
        presented: Sequence[Certificate],
        *,
        trust: Sequence[Certificate],
        at: datetime,
        name: str = "",
    ) -> str:
        """Verify a chain as presented, leaf first, by OpenSSL's verifier; "" or OpenSSL's words.

        Purpose is TLS server; `name` ("" for none) must match by OpenSSL's own rule.
        """
        ...

    def verifier(self, trust: Sequence[Certificate]) -> Verifier:
        """Return a verifier that has the trust loaded, for many looks."""
        ...


class Verifier(Protocol):
    """OpenSSL's verifier with a trust store loaded."""

    def refusal(self, presented: Sequence[Certificate], *, at: datetime, name: str = "") -> str:
        """Return "" where the chain is trusted, OpenSSL's own words where it is not."""
        ...


class Backups(Protocol):
    """age files (age-encryption.org/v1)."""

    def identity(self) -> tuple[Secret, str]:
        """Make an X25519 identity; return (AGE-SECRET-KEY-…, age1…)."""
        ...

    def encrypt_to(self, data: bytes, recipient: str) -> bytes:
        """Encrypt to an X25519 recipient."""
        ...

    def encrypt_with(self, data: bytes, passphrase: Secret) -> bytes:
        """Encrypt under a human passphrase (scrypt)."""
        ...

    def decrypt(self, data: bytes, secret: Secret) -> bytes:
        """Decrypt with an identity or a passphrase, told apart by its form; BadMaterial if not."""
        ...
