"""In which two steps are devices read? The first rows at once, then all of their order."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.device_query import DeviceQuery, FirstRows
from zenca_gui.core.zone import Device, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.ui.models.device_table import PAGE
from zenca_gui.ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """The first rows of a filter, with their devices."""

    asked: DeviceFilter
    query: DeviceQuery
    rows: FirstRows
    devices: tuple[Device, ...]
    assigned: bool
    """Whether an assigned change is open: only then is there a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """All that a filter found."""

    asked: DeviceFilter
    query: DeviceQuery
    ids: array[int]
    every: int
    """How many devices the zone has, without the retired."""
    assigned: bool
    places: Mapping[int, int] = field(default_factory=dict)
    """In which rows the devices are that were looked for."""


class DeviceReading(QObject):
    """Reads all of an order in a worker; what nobody waits for any more is given up.

    Signals:
        landed(Listed): all of it is here.
        broke(Exception): it could not be read.
    """

    landed = Signal(object)
    broke = Signal(object)

    def __init__(self, console: Console, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._tasks = console, tasks
        self._asked: tuple[ZoneId, DeviceFilter] | None = None
        self._again = False
        self._unwanted = threading.Event()

    def first(self, zone: ZoneId, asked: DeviceFilter) -> FirstLook:
        """Return the first rows; runs in a worker, and is quick."""
        devices = self._console.devices
        query = devices.query(zone, **asked.words())
        rows = devices.first(query, PAGE)
        return FirstLook(
            asked=asked, query=query, rows=rows, devices=tuple(devices.page(rows.ids)),
            assigned=self._is_assigned(zone),
        )  # fmt: skip

    def begin(self, zone: ZoneId, asked: DeviceFilter, seek: Collection[int]) -> None:
        """Read all of it, once more where the same is being read; another reading is given up."""
        if self._asked == (zone, asked):
            self._again = True
            return
        self.stop()
        self._asked, self._unwanted = (zone, asked), threading.Event()
        unwanted = self._unwanted

        def landed(listed: Listed | None) -> None:
            if unwanted is self._unwanted and listed is not None:
                again, self._asked, self._again = self._again, None, False
                self.landed.emit(listed)
                if again and self._asked is None:
                    self.begin(zone, asked, seek)

        def failed(error: Exception) -> None:
            if unwanted is self._unwanted:
                self._asked, self._again = None, False
                self.broke.emit(error)

        work = partial(self._all, zone, asked, frozenset(seek), unwanted)
        self._tasks.run(work, then=landed, failed=failed, owner=self)

    def stop(self) -> None:
        """Give up what is being read."""
        self._unwanted.set()
        self._unwanted = threading.Event()
        self._asked, self._again = None, False

    def _all(
        self, zone: ZoneId, asked: DeviceFilter, seek: Collection[int], unwanted: threading.Event
    ) -> Listed | None:
        devices = self._console.devices
        query = devices.query(zone, **asked.words())
        ids = devices.ids_unless(query, unwanted.is_set)
        if ids is None:
            return None
        every = sum(c.number for c in self._console.desk.store.devices.counts(zone))
        places = {each: row for row, each in enumerate(ids) if each in seek} if seek else {}
        return Listed(
            asked=asked, query=query, ids=ids, every=every, places=places,
            assigned=self._is_assigned(zone),
        )  # fmt: skip

    def _is_assigned(self, zone: ZoneId) -> bool:
        change = self._console.changes.open(zone)
        return change is not None and change.assigned_at is not None


def near(one: DeviceQuery, other: DeviceQuery) -> bool:
    """Tell whether the words of ages and verdicts are the same at both times."""
    if one.now is None or other.now is None or one.activated_at != other.activated_at:
        return False
    return _minute(one.now) == _minute(other.now)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
