"""What zenca asks of its database: rows as values, and one transaction for one change.

Reading methods may be called from any thread at any time. Writing methods work only inside
`with store.transaction()`, on the thread that opened it; outside they are a bug (AssertionError).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import (
    ChangeId,
)
from zenca_gui.core.delivery import Delivery
from zenca_gui.core.follow_up import FollowUp, FollowUpId
from zenca_gui.core.journal import Detail, Entry, Head
from zenca_gui.core.ports.authorities import AuthorityRows
from zenca_gui.core.ports.contacts import ContactRows
from zenca_gui.core.ports.hand_over import HandOvers
from zenca_gui.core.ports.inventory import (
    AdministratorRows,
    DeviceRows,
    ServerRows,
    SubscriptionRows,
    ZoneRows,
)
from zenca_gui.core.ports.rollout_stages import StageRows
from zenca_gui.core.ports.saved_filters import SavedFilterRows
from zenca_gui.core.ports.standing import StandingRows
from zenca_gui.core.ports.zenworks import ZenworksRows
from zenca_gui.core.request import ServerRequest
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.system_update import SystemUpdate
from zenca_gui.core.zone import (
    Actor,
    ServerId,
    Zone,
    ZoneId,
)


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

    def replace_follow_ups(self, follow_ups: Sequence[FollowUp]) -> None:
        """Write all fields of many."""
        ...

    def requests(self, change: ChangeId) -> Mapping[ServerId, ServerRequest]:
        """Return the requests of a change, by server."""
        ...

    def put_requests(self, requests: Sequence[ServerRequest]) -> None:
        """Write many; one of the same change and server is replaced. The ids are not used."""
        ...

    def drop_requests(self, change: ChangeId) -> None:
        """Delete all of a change."""
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
    def saved_filters(self) -> SavedFilterRows:
        """Filters that administrators saved."""
        ...

    @property
    def contacts(self) -> ContactRows:
        """When devices were in contact."""
        ...

    @property
    def standings(self) -> StandingRows:
        """How many devices stand where, and what was last seen of it."""
        ...

    @property
    def subscriptions(self) -> SubscriptionRows:
        """Subscriptions."""
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
    def stages(self) -> StageRows:
        """Stages of rollouts."""
        ...

    @property
    def zenworks(self) -> ZenworksRows:
        """How ZENworks is reached, and what it said."""
        ...

    @property
    def journal(self) -> JournalRows:
        """The journal."""
        ...

    @property
    def hand_overs(self) -> HandOvers:
        """Who holds the database."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a change: waits up to ten seconds for another writer, then Busy.

        ReadOnly at the first change of a zone in a database that is not held here.
        """
        ...

    def sealing(self) -> AbstractContextManager[None]:
        """Hold the right to seal keys, across processes, from reserving an id to storing its key.

        Not to be entered twice by one thread. Waits up to ten seconds, then Busy.
        """
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

    def load_authority(self, dumped: Mapping[str, Any]) -> Zone:
        """Put the dump's generations and CA keys into the zone of its name; NotFound.

        Generations that the dump does not know stay; the active one is the dump's.
        """
        ...

    def load(self, dumped: Mapping[str, Any]) -> Zone:
        """Put a dumped zone in the place of the one of its name, or beside the others."""
        ...
