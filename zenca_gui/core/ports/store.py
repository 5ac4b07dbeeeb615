"""What zenca asks of its database: rows as values, and one transaction for one change.

Reading methods may be called from any thread at any time. Writing methods work only inside
`with store.transaction()`, on the thread that opened it; outside they are a bug (AssertionError).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import (
    Certificate,
    ChangeId,
    CrossCertificate,
    Generation,
    GenerationId,
    KeyId,
    SealedKey,
    ServerCertificate,
)
from zenca_gui.core.delivery import Delivery
from zenca_gui.core.device_query import DeviceCount, DeviceQuery
from zenca_gui.core.follow_up import FollowUp, FollowUpId
from zenca_gui.core.journal import Detail, Entry, Head
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.system_update import SystemUpdate
from zenca_gui.core.zone import (
    Actor,
    Administrator,
    Device,
    DeviceId,
    Server,
    ServerId,
    Zone,
    ZoneId,
)


class AdministratorRows(Protocol):
    """Local administrators, and what each was shown."""

    def all(self) -> Sequence[Administrator]:
        """Return every administrator, by name."""
        ...

    def named(self, name: str) -> Administrator | None:
        """Return the one of this name, upper and lower case alike."""
        ...

    def add(self, administrator: Administrator) -> Administrator:
        """Insert; the id given is not used. Returns it with its id."""
        ...

    def replace(self, administrator: Administrator) -> None:
        """Write all its fields."""
        ...

    def shown(self, administrator: str, zone: ZoneId, door: str) -> datetime | None:
        """Return when the warning was last shown through `window` or `check`."""
        ...

    def mark_shown(self, administrator: str, zone: ZoneId, door: str, at: datetime) -> None:
        """Remember that it was shown. Needs no journal line: nothing of the zone changes."""
        ...


class ZoneRows(Protocol):
    """Zones."""

    def all(self) -> Sequence[Zone]:
        """Return every zone, by name."""
        ...

    def get(self, zone: ZoneId) -> Zone:
        """Return one; NotFound."""
        ...

    def named(self, name: str) -> Zone | None:
        """Return the one of this name, upper and lower case alike."""
        ...

    def add(self, zone: Zone) -> Zone:
        """Insert; returns it with its id."""
        ...

    def replace(self, zone: Zone) -> None:
        """Write all its fields."""
        ...

    def remove(self, zone: ZoneId) -> None:
        """Delete it with everything that belongs to it, but for the journal."""
        ...


class ServerRows(Protocol):
    """Servers, and what they were last seen presenting."""

    def of(self, zone: ZoneId) -> Sequence[Server]:
        """Return a zone's servers, by name."""
        ...

    def get(self, server: ServerId) -> Server:
        """Return one; NotFound."""
        ...

    def add(self, server: Server) -> Server:
        """Insert; returns it with its id."""
        ...

    def replace(self, server: Server) -> None:
        """Write all its fields."""
        ...

    def remove(self, server: ServerId) -> None:
        """Delete it with its certificates and sightings."""
        ...

    def saw(self, sightings: Sequence[Sighting]) -> None:
        """Add looks; all are kept. A look changes nothing of the zone: no journal line needed."""
        ...

    def last_seen(self, zone: ZoneId) -> Mapping[ServerId, Sighting]:
        """Return the newest look at each server."""
        ...

    def sightings(self, server: ServerId, limit: int = 50) -> Sequence[Sighting]:
        """Return the newest looks at a server, newest first."""
        ...


class DeviceRows(Protocol):
    """Devices, by the million."""

    def get(self, device: DeviceId) -> Device:
        """Return one; NotFound."""
        ...

    def by_guid(self, zone: ZoneId, guids: Sequence[str]) -> Mapping[str, Device]:
        """Return the devices of these GUIDs."""
        ...

    def named(self, zone: ZoneId, name: str) -> Sequence[Device]:
        """Return the devices of this name, upper and lower case alike."""
        ...

    def ids(self, query: DeviceQuery) -> array[int]:
        """Return the ids of all devices that fit, in the query's order."""
        ...

    def page(self, ids: Sequence[int]) -> Sequence[Device]:
        """Return these devices in this order; ids that are gone are left out."""
        ...

    def counts(self, zone: ZoneId) -> Sequence[DeviceCount]:
        """Return how many devices stand where, without the retired."""
        ...

    def contacts(self, zone: ZoneId) -> Sequence[datetime | None]:
        """Return the last contact of every device that counts (neither retired nor lost)."""
        ...

    def add(self, devices: Sequence[Device]) -> Sequence[Device]:
        """Insert many; returns them with their ids. The ids given are not used."""
        ...

    def replace(self, devices: Sequence[Device]) -> None:
        """Write all fields of many."""
        ...

    def heard(self, contacts: Sequence[tuple[DeviceId, datetime]]) -> None:
        """Move last contacts forward, never back. A heartbeat is no change: no journal line."""
        ...

    def remove(self, devices: Sequence[DeviceId]) -> None:
        """Delete many."""
        ...


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
        """Write its status, custody, key and change."""
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


class ChangeRows(Protocol):
    """CA changes: where each stands, what it carries, what is to be done."""

    def of(self, zone: ZoneId) -> Sequence[Change]:
        """Return a zone's changes, oldest first."""
        ...

    def open(self, zone: ZoneId) -> Change | None:
        """Return the open one."""
        ...

    def get(self, change: ChangeId) -> Change:
        """Return one; NotFound."""
        ...

    def add(self, change: Change) -> Change:
        """Insert; StoreError where one is open already. Returns it with its id."""
        ...

    def replace(self, change: Change) -> None:
        """Write all its fields."""
        ...

    def add_update(self, update: SystemUpdate) -> SystemUpdate:
        """Insert; returns it with its id."""
        ...

    def update(self, change: ChangeId) -> SystemUpdate | None:
        """Return the system update of a change."""
        ...

    def deliveries(self, change: ChangeId) -> Mapping[ServerId, Delivery]:
        """Return where each server stands."""
        ...

    def delivered(self, delivery: Delivery) -> None:
        """Write where a server stands."""
        ...

    def follow_ups(self, zone: ZoneId, *, change: ChangeId | None = None) -> Sequence[FollowUp]:
        """Return follow-ups, oldest first."""
        ...

    def follow_up(self, follow_up: FollowUpId) -> FollowUp:
        """Return one; NotFound."""
        ...

    def add_follow_ups(self, follow_ups: Sequence[FollowUp]) -> Sequence[FollowUp]:
        """Insert many; returns them with their ids."""
        ...

    def replace_follow_up(self, follow_up: FollowUp) -> None:
        """Write all its fields."""
        ...

    def keep(self, change: ChangeId, name: str, text: str) -> None:
        """Keep a document of the change (`preflight`, `evidence`, …), replacing one of its name."""
        ...

    def kept(self, change: ChangeId, name: str) -> str | None:
        """Return such a document."""
        ...


class JournalRows(Protocol):
    """The journal."""

    def head(self) -> Head:
        """Return the newest sequence and hash."""
        ...

    def entries(
        self, *, zone: str | None = None, before: int | None = None, limit: int = 200,
        search: str = "",
    ) -> Sequence[Entry]:  # fmt: skip
        """Return entries, newest first. `zone` by name; `before` a sequence, for the next page."""
        ...

    def count(self, *, zone: str | None = None, search: str = "") -> int:
        """Return how many entries there are."""
        ...

    def walk(self) -> Iterator[Entry]:
        """Yield every entry, oldest first."""
        ...


class Transaction(Protocol):
    """One change under way. Leaving its block commits; an exception takes everything back."""

    def record(
        self,
        *,
        at: datetime,
        zone_time: datetime,
        actor: Actor,
        zone: str,
        kind: str,
        words: str,
        evidence: Evidence,
        detail: Detail,
    ) -> Entry:
        """Append to the journal; part of the transaction."""
        ...


class Store(Protocol):
    """The database."""

    @property
    def uuid(self) -> str:
        """The database's own random name; part of every keyring entry."""
        ...

    @property
    def path(self) -> Path:
        """Where it lies."""
        ...

    @property
    def administrators(self) -> AdministratorRows:
        """Administrators."""
        ...

    @property
    def zones(self) -> ZoneRows:
        """Zones."""
        ...

    @property
    def servers(self) -> ServerRows:
        """Servers."""
        ...

    @property
    def devices(self) -> DeviceRows:
        """Devices."""
        ...

    @property
    def authorities(self) -> AuthorityRows:
        """CA generations, certificates, keys."""
        ...

    @property
    def changes(self) -> ChangeRows:
        """CA changes."""
        ...

    @property
    def journal(self) -> JournalRows:
        """The journal."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a change: waits up to ten seconds for another writer, then Busy."""
        ...

    def version(self) -> int:
        """Return a number that differs once anybody, another process too, has committed."""
        ...

    def quick_check(self) -> str:
        """Return "" where the database is whole, SQLite's words where it is not."""
        ...

    def dump(self, zone: ZoneId) -> Mapping[str, Any]:
        """Return everything of a zone as JSON values, for a backup."""
        ...

    def load(self, dumped: Mapping[str, Any]) -> Zone:
        """Put a dumped zone in the place of the one of its name, or beside the others."""
        ...
