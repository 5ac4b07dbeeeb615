"""What zenca asks of the rows of its CAs: generations, certificates, sealed keys, revocations.

Reading methods may be called from any thread at any time; writing ones only inside a transaction
(see store.py, which joins them).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from zenca_gui.core.certificate import (
    Certificate,
    ChangeId,
    CrossCertificate,
    Generation,
    GenerationId,
    KeyId,
    SealedKey,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.zone import (
    ServerId,
    ZoneId,
)


class AuthorityRows(Protocol):
    """CA generations, certificates, sealed keys, revocations."""

    def generations(self, zone: ZoneId) -> Sequence[Generation]:
        """Return a zone's generations, oldest first."""
        ...

    def generation(self, generation: GenerationId) -> Generation:
        """Return one; NotFound."""
        ...

    def add_generation(self, generation: Generation) -> Generation:
        """Insert; returns it with its id."""
        ...

    def replace_generation(self, generation: Generation) -> None:
        """Write its status, custody, key, change and the issuers above it."""
        ...

    def remove_generation(self, generation: GenerationId) -> None:
        """Delete one that never became active, with its certificates, crosses and CRLs."""
        ...

    def server_certificates(
        self, zone: ZoneId, *, server: ServerId | None = None, change: ChangeId | None = None
    ) -> Sequence[ServerCertificate]:
        """Return server certificates, oldest first."""
        ...

    def add_server_certificates(
        self, certificates: Sequence[ServerCertificate]
    ) -> Sequence[ServerCertificate]:
        """Insert many; returns them with their ids."""
        ...

    def replace_server_certificates(self, certificates: Sequence[ServerCertificate]) -> None:
        """Write their status and key."""
        ...

    def remove_server_certificates(self, certificates: Sequence[ServerCertificateId]) -> None:
        """Delete some that never left zenca."""
        ...

    def crosses(
        self, zone: ZoneId, *, change: ChangeId | None = None
    ) -> Sequence[CrossCertificate]:
        """Return cross certificates, oldest first."""
        ...

    def add_cross(self, cross: CrossCertificate) -> CrossCertificate:
        """Insert; returns it with its id."""
        ...

    def certificate(self, sha256: str) -> Certificate | None:
        """Return any certificate zenca ever stored or saw, by fingerprint."""
        ...

    def remember(self, certificates: Sequence[Certificate]) -> None:
        """Keep certificates that were seen somewhere. No journal line needed."""
        ...

    def reserve_key(self, key: KeyId, zone: ZoneId, at: datetime) -> None:
        """First transaction of sealing: the id is taken, nothing lies under it yet."""
        ...

    def reserved_keys(self) -> Sequence[KeyId]:
        """Return the ids that were reserved and under which no key came to lie."""
        ...

    def release_key(self, key: KeyId) -> None:
        """Give a reserved id up."""
        ...

    def add_keys(self, keys: Sequence[SealedKey]) -> None:
        """Store sealed keys; their `wrapped_by` is reserved no more."""
        ...

    def key(self, key: KeyId) -> SealedKey | None:
        """Return a sealed key."""
        ...

    def keys(self, zone: ZoneId) -> Sequence[SealedKey]:
        """Return all sealed keys of a zone."""
        ...

    def destroy_keys(self, keys: Sequence[KeyId]) -> None:
        """Delete sealed keys with secure_delete; after the commit the WAL is truncated."""
        ...

    def revoke(self, generation: GenerationId, serials: Sequence[Revoked]) -> None:
        """Put certificates on their issuer's list; one that is on it stays as it was."""
        ...

    def revoked(self, generation: GenerationId) -> Sequence[Revoked]:
        """Return an issuer's list."""
        ...

    def crl(self, generation: GenerationId) -> tuple[int, bytes] | None:
        """Return the newest CRL's number and DER."""
        ...

    def add_crl(
        self, generation: GenerationId, number: int, der: bytes, next_update: datetime
    ) -> None:
        """Keep a signed CRL."""
        ...
