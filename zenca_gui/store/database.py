"""The database of one account: opened, and its rooms together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.store.administrators import SqliteAdministrators
from zenca_gui.store.authorities import SqliteAuthorities
from zenca_gui.store.changes import SqliteChanges
from zenca_gui.store.connections import Connections, closed_if_it_fails
from zenca_gui.store.contacts import SqliteContacts
from zenca_gui.store.devices import SqliteDevices
from zenca_gui.store.dump import dump_zone
from zenca_gui.store.folder import usable_folder
from zenca_gui.store.hand_overs import SqliteHandOvers
from zenca_gui.store.journal import Recorder, SqliteJournal
from zenca_gui.store.load import load_zone
from zenca_gui.store.load_authority import load_authority
from zenca_gui.store.lock import exclusive
from zenca_gui.store.opening import bring_up_to_date, check_file, make
from zenca_gui.store.rollout_stages import SqliteStages
from zenca_gui.store.saved_filters import SqliteSavedFilters
from zenca_gui.store.servers import SqliteServers
from zenca_gui.store.standings import SqliteStandings
from zenca_gui.store.subscriptions import SqliteSubscriptions
from zenca_gui.store.zenworks import SqliteZenworks
from zenca_gui.store.zones import SqliteZones

if TYPE_CHECKING:
    from zenca_gui.core.ports.store import Store, Transaction

FILE = "zenca.db"
WAIT = 10.0
"""How many seconds a writer waits for another."""


def open_store(folder: Path, *, now: datetime, wait: float = WAIT) -> SqliteStore:
    """Open the database in `folder`, making both where they are missing; StoreError otherwise."""
    was_there = _is_there(folder)
    place = usable_folder(folder)
    path = place / FILE
    try:
        if not path.exists() and not path.is_symlink():
            make(path, now=now)
        check_file(path)
        bring_up_to_date(path, now=now, wait=wait)
        return SqliteStore(path, wait=wait)
    except BaseException:
        if not was_there:
            with contextlib.suppress(OSError):  # it holds something by now
                place.rmdir()
        raise


def _is_there(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:  # it cannot be looked at: what it is instead is said by `usable_folder`
        return True


class SqliteStore:
    """`core.ports.store.Store` over SQLite."""

    def __init__(self, path: Path, *, wait: float) -> None:
        self._wait = wait
        self._link = Connections(path, wait=wait)
        self.administrators = SqliteAdministrators(self._link)
        self.zones = SqliteZones(self._link)
        self.servers = SqliteServers(self._link)
        self.devices = SqliteDevices(self._link)
        self.saved_filters = SqliteSavedFilters(self._link)
        self.contacts = SqliteContacts(self._link)
        self.standings = SqliteStandings(self._link)
        self.subscriptions = SqliteSubscriptions(self._link)
        self.authorities = SqliteAuthorities(self._link)
        self.changes = SqliteChanges(self._link)
        self.stages = SqliteStages(self._link)
        self.zenworks = SqliteZenworks(self._link)
        self.journal = SqliteJournal(self._link)
        self.hand_overs = SqliteHandOvers(self._link, _beside)
        with closed_if_it_fails(self._link):
            self.uuid  # noqa: B018 - a database that cannot be read is refused now

    @property
    def uuid(self) -> str:
        """The database's own random name; part of every keyring entry."""
        with self._link.reading() as db:
            return str(db.execute("select uuid from identity").fetchone()[0])

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._link.path

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change: waits up to ten seconds for another writer, then Busy."""
        with self._link.transaction():
            yield Recorder(self._link)

    @contextmanager
    def sealing(self) -> Iterator[None]:
        """Keep everybody else from sealing keys and from clearing reserved ids."""
        with exclusive(self.path.with_name("sealing.lock"), wait=self._wait):
            yield

    def version(self) -> int:
        """Return a number that differs once anybody, another process too, has committed."""
        return self._link.version()

    def quick_check(self) -> str:
        """Return "" where the database is whole, SQLite's words where it is not."""
        return self._link.quick_check()

    def dump(self, zone: ZoneId) -> Mapping[str, Any]:
        """Return everything of a zone as JSON values, for a backup."""
        return dump_zone(self._link, zone)

    def load(self, dumped: Mapping[str, Any]) -> Zone:
        """Put a dumped zone in the place of the one of its name, or beside the others."""
        return self.zones.get(load_zone(self._link, dumped))

    def load_authority(self, dumped: Mapping[str, Any]) -> Zone:
        """Put the dump's generations and CA keys into the zone of its name; NotFound."""
        return self.zones.get(load_authority(self._link, dumped))

    def close(self) -> None:
        """Close every connection; the store is of no use afterwards."""
        self._link.close()


def _beside(folder: Path, now: datetime) -> SqliteStore:
    return open_store(folder, now=now)


if TYPE_CHECKING:

    def _fits(store: SqliteStore) -> Store:
        return store
