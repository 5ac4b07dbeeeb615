"""How does the inventory learn what ZENworks knows? Page by page; nothing is written there."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from zenca_gui.core.errors import Busy, NotFound, RemoteError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.zenworks import NotTrusted, Page, Reading, ReadingStopped
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import (
    Absent,
    DeviceFacts,
    NotRead,
    ZenworksAccess,
    ZoneDevice,
    in_utc,
    is_due,
    resumable,
)
from zenca_gui.core.zone import Actor, DeviceId, DeviceKind, Zone, ZoneId
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.sync_page import PageTaker
from zenca_gui.services.sync_result import SyncResult
from zenca_gui.services.zenworks_trust import ZenworksTrust
from zenca_gui.services.zenworks_ways import ZenworksWays

log = logging.getLogger(__name__)

KINDS = (DeviceKind.SERVER, DeviceKind.WORKSTATION, DeviceKind.MOBILE)
SHOWN = 20
"""So many devices that could not be read, and absent ones, are told by name."""


@dataclass
class Syncing:
    """Read zones from ZENworks. Nothing of a zone is ever changed there."""

    desk: Desk
    ways: ZenworksWays
    trust: ZenworksTrust
    _at_work: set[ZoneId] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def due(self, *, started: datetime) -> list[Zone]:
        """Return the zones whose scheduled reading is due. `started`: when the window opened."""
        now = self.desk.now()
        if not self.desk.store.hand_overs.holding().writable:
            return []
        return [
            self.desk.zone(access.zone)
            for access in self.desk.store.zenworks.all()
            if is_due(access, now=now, started=started)
        ]

    def facts(self, device: DeviceId) -> DeviceFacts | None:
        """Return what ZENworks last said of a device beyond what every list says."""
        return self.desk.store.zenworks.facts(device)

    def test(self, zone: ZoneId, *, by: Actor, password: Secret | None = None) -> str:
        """Ask for the first page only; say that it came. Nothing is kept."""
        access = self.ways.must(zone)
        door = self.trust.door(zone, by=by, keep=False)
        door = replace(door, password=self._password(access, password))
        with self.desk.zenworks.reading(door) as reading:
            next(iter(reading.pages(DeviceKind.SERVER)), None)
        return _("{host} answers as ZENworks does, and lets {account} in.").format(
            host=access.host, account=access.account
        )

    def _password(self, access: ZenworksAccess, given: Secret | None) -> Secret:
        found = given or self.ways.password(access.zone)
        if not found:
            raise _no_password(access)
        return found

    def run(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        password: Secret | None = None,
        dry_run: bool = False,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> SyncResult:
        """Read a whole zone. Where it breaks off, what was read stays, and the next goes on."""
        home, access = self.desk.zone(zone), self.ways.must(zone)
        if not dry_run:
            self.desk.must_hold()
        with self._alone(home):
            try:
                door = self.trust.door(zone, by=by, keep=not dry_run)
                door = replace(door, password=self._password(access, password))
                with self.desk.zenworks.reading(door, cancelled=cancelled) as reading:
                    work = _Work(self.desk, home, reading, by, dry_run=dry_run)
                    return work.whole(progress, cancelled)
            except ZencaError as error:
                if dry_run or isinstance(error, Busy):
                    raise
                raise self._broken_off(home, error) from error

    def _broken_off(self, home: Zone, error: ZencaError) -> ZencaError:
        """Note why a reading ended early, and say what was kept of it."""
        access = self.ways.must(home.id)
        noted = replace(access, tried_at=self.desk.now(), trouble=error.title)
        with self.desk.store.transaction():
            self.desk.store.zenworks.went(noted)
        if not resumable(access, now=self.desk.now()):
            return error
        kept = _("The devices read so far are kept; the next reading goes on from there.")
        kind = ReadingStopped if isinstance(error, ReadingStopped) else RemoteError
        return kind(error.title, f"{error.hint} {kept}")

    @contextmanager
    def _alone(self, home: Zone) -> Iterator[None]:
        with self._guard:
            if home.id in self._at_work:
                raise Busy(
                    _("{zone} is being read from ZENworks already.").format(zone=home.name),
                    _("Nothing was changed. Wait until it is done."),
                )
            self._at_work.add(home.id)
        try:
            yield
        finally:
            with self._guard:
                self._at_work.discard(home.id)


def joined_syncing(desk: Desk) -> Syncing:
    """Join what reading a zone needs."""
    ways = ZenworksWays(desk)
    return Syncing(desk, ways, ZenworksTrust(desk, ways))


class _Work:
    """One reading under way."""

    def __init__(
        self, desk: Desk, home: Zone, reading: Reading, by: Actor, *, dry_run: bool
    ) -> None:
        self._desk, self._home, self._reading = desk, home, reading
        self._rows = desk.store.zenworks
        self._dry_run = dry_run
        self._not_read: list[NotRead] = []
        self._bad = 0
        self._before = 0
        self._taker = PageTaker(desk, home, by=by, dry_run=dry_run, refuse=self._refuse)

    def whole(self, progress: Progress, cancelled: Cancelled) -> SyncResult:
        """Read every kind of device, then what ZENworks says of the account."""
        begun = self._begin()
        for kind in KINDS:
            done = 0
            for page in self._reading.pages(kind):
                self._page(page, begun)
                done += len(page.found)
                progress(done, page.total or 0, _kind_words(kind))
                if cancelled():
                    raise ReadingStopped(
                        _("The reading was stopped."), _("Nothing of the zone was changed.")
                    )
        nagged_at, nag_trouble = self._nagged()
        absent = Absent(number=0) if self._dry_run else self._rows.absent(self._home.id, most=SHOWN)
        result = SyncResult(
            taken=self._taker.taken, before=self._before, not_read=self._bad,
            first_not_read=tuple(self._not_read), absent=absent, nagged_at=nagged_at,
            nag_trouble=nag_trouble, dry_run=self._dry_run,
        )  # fmt: skip
        if not self._dry_run:
            self._end(result, begun)
        return result

    def _begin(self) -> datetime:
        """Begin, or go on with what broke off; return as of when the reading speaks."""
        now = self._desk.now()
        access = self._access()
        if self._dry_run:
            return now
        if access.begun_at is not None and resumable(access, now=now):
            log.info("zone %s: a reading that broke off is gone on with", self._home.id)
            return access.begun_at
        with self._desk.store.transaction():
            self._rows.begin(self._home.id)
            self._rows.went(replace(access, begun_at=now, tried_at=now))
        return now

    def _page(self, page: Page, begun: datetime) -> None:
        guids = [found.guid for found in page.found]
        told = frozenset[str]() if self._dry_run else self._rows.among_told(self._home.id, guids)
        self._before += len(told)
        devices: list[ZoneDevice] = []
        asked: list[str] = []
        for found in page.found:
            if found.guid in told:
                continue
            device = self._reading.device(found, page.kind)
            if device is None:  # a folder, a group, or gone by now
                continue
            asked.append(found.guid)
            if isinstance(device, NotRead):
                self._refuse(device)
            else:
                devices.append(device)
        self._taker.take(devices, asked=asked, begun=begun)

    def _refuse(self, device: NotRead) -> None:
        self._bad += 1
        if len(self._not_read) < SHOWN:
            self._not_read.append(device)

    def _nagged(self) -> tuple[datetime | None, str]:
        """Read when ZENworks last warned; an account without that right is none the worse."""
        try:
            return in_utc(self._reading.nagged()), ""
        except (NotTrusted, ReadingStopped):
            raise
        except RemoteError as error:
            log.info("when ZENworks last warned is not known: %s", error.title)
            return self._access().nagged_at, error.title

    def _end(self, result: SyncResult, begun: datetime) -> None:
        with self._desk.store.transaction():
            self._rows.went(
                replace(
                    self._access(), tried_at=self._desk.now(), trouble="", begun_at=None,
                    read_at=begun, devices=result.read, nagged_at=result.nagged_at,
                )
            )  # fmt: skip

    def _access(self) -> ZenworksAccess:
        access = self._rows.access(self._home.id)
        if access is None:  # another process forgot it meanwhile
            raise NotFound(
                _("ZENworks is not reached for this zone any more."),
                _("The devices read so far are kept."),
            )
        return access


def _kind_words(kind: DeviceKind) -> str:
    return {
        DeviceKind.SERVER: _("Reading servers"),
        DeviceKind.WORKSTATION: _("Reading workstations"),
        DeviceKind.MOBILE: _("Reading mobile devices"),
    }[kind]


def _no_password(access: ZenworksAccess) -> ZencaError:
    return ZencaError(
        _("The password of {account} is not known.").format(account=access.account),
        _("Nothing was read. Give it, or keep it in the keyring."),
    )
