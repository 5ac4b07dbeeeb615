"""Which room answers which call of the Pki port?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.ports.pki import (
    Contents,
    Form,
    ListRead,
    Member,
    Order,
    Request,
    Revoked,
    Signer,
    Verifier,
)
from zenca_gui.core.secret import Secret
from zenca_gui.pki import (
    archive,
    authority,
    chain,
    containers,
    export,
    keys,
    reading,
    request,
    revocation,
    server_certificate,
)


class PkiToolbox:
    """Everything that makes or reads key material (the Pki port). Holds nothing."""

    def new_passphrase(self) -> Secret:
        """Ask keys: 256 random bits, 13 groups of four."""
        return keys.new_passphrase()

    def new_key(self, kind: KeyKind) -> Signer:
        """Ask keys. RSA takes seconds."""
        return keys.make(kind)

    def seal(self, signer: Signer, passphrase: Secret) -> bytes:
        """Ask keys: encrypted PKCS#8."""
        return keys.seal(signer, passphrase)

    def unseal(self, pem: bytes, passphrase: Secret) -> Signer:
        """Ask keys: what `seal` made."""
        return keys.unseal(pem, passphrase)

    def key_pem(self, signer: Signer) -> Secret:
        """Ask keys: not encrypted, for a server."""
        return keys.key_pem(signer)

    def root(
        self,
        signer: Signer,
        *,
        subject: str,
        not_before: datetime,
        not_after: datetime,
        path_length: int | None = None,
    ) -> Certificate:
        """Ask authority for a self-signed CA."""
        return authority.root(
            signer,
            subject=subject,
            not_before=not_before,
            not_after=not_after,
            path_length=path_length,
        )

    def renew(
        self, old: Certificate, *, signer: Signer, not_before: datetime, not_after: datetime
    ) -> Certificate:
        """Ask authority for a CA anew under its own key."""
        return authority.renew(old, signer=signer, not_before=not_before, not_after=not_after)

    def cross(
        self,
        subject: Certificate,
        *,
        issuer: Certificate,
        signer: Signer,
        not_before: datetime,
        not_after: datetime,
    ) -> Certificate:
        """Ask authority for one CA's word on another's key."""
        return authority.cross(
            subject, issued_by=issuer, signer=signer, not_before=not_before, not_after=not_after
        )

    def request(self, signer: Signer, names: Sequence[str]) -> bytes:
        """Ask request for a PKCS#10."""
        return request.make(signer, names)

    def read_request(self, data: bytes) -> Request:
        """Ask request what a PKCS#10 wants."""
        return request.read(data)

    def issue(
        self,
        orders: Iterable[Order],
        *,
        issuer: Certificate,
        signer: Signer,
        not_before: datetime,
        not_after: datetime,
    ) -> Iterator[Certificate]:
        """Ask server_certificate, one after the other."""
        return server_certificate.issue(
            orders, issued_by=issuer, signer=signer, not_before=not_before, not_after=not_after
        )

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
        """Ask revocation for a signed list."""
        return revocation.crl(
            revoked,
            issued_by=issuer,
            signer=signer,
            number=number,
            this_update=this_update,
            next_update=next_update,
        )

    def read_crl(self, der: bytes) -> ListRead:
        """Ask revocation what a list says."""
        return revocation.read(der)

    def read_certificate(self, der: bytes) -> Certificate:
        """Ask reading."""
        return reading.certificate(der)

    def members(self, data: bytes, *, name: str) -> Iterator[Member] | None:
        """Ask archive."""
        return archive.members(data, name=name) if archive.is_zip(data) else None

    def read(
        self, data: bytes, *, name: str, password: Secret | None = None, whole: bool = True
    ) -> Contents:
        """Ask containers."""
        return containers.read(data, name=name, password=password, whole=whole)

    def export(
        self, certificates: Sequence[Certificate], form: Form, *, password: Secret | None = None
    ) -> bytes:
        """Ask export."""
        return export.export(certificates, form, password=password)

    def request_pem(self, der: bytes) -> bytes:
        """Ask request for its text."""
        return request.pem(der)

    def crl_pem(self, der: bytes) -> bytes:
        """Ask revocation."""
        return revocation.pem(der)

    def signed_by(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Ask reading whether the issuer's key made this signature."""
        return reading.signed_by(certificate, issuer)

    def verify(
        self,
        presented: Sequence[Certificate],
        *,
        trust: Sequence[Certificate],
        at: datetime,
        name: str = "",
    ) -> str:
        """Ask chain, once."""
        return chain.TrustStore(trust).refusal(presented, at=at, name=name)

    def verifier(self, trust: Sequence[Certificate]) -> Verifier:
        """Ask chain, many times."""
        return chain.TrustStore(trust)
