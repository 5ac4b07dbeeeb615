"""When is a zone read from ZENworks by itself? At start and every so many hours, one at a time."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from zenca_gui.core.errors import Busy, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.zenworks import ReadingStopped
from zenca_gui.core.zone import Zone
from zenca_gui.services.sync_result import SyncResult
from zenca_gui.ui.shell.seat import Seat

log = logging.getLogger(__name__)

EVERY_MS = 30_000
FIRST_MS = 2_000
"""The window is shown first."""


class SyncSchedule(QObject):
    """Looks now and then whether a reading is due. A failure is kept with the zone, and told there.

    Signals:
        busy(str): what is being read, "" when that is done.
        synced(): devices may be different now.
        troubled(str): why a reading did not come to its end, "" once one did.
    """

    busy = Signal(str)
    synced = Signal()
    troubled = Signal(str)

    def __init__(self, seat: Seat, started: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat, self._started = seat, started
        self._under_way = False
        self._stopping = threading.Event()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look soon, and then again and again."""
        QTimer.singleShot(FIRST_MS, self, self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more; what is being read is left at a good place, and gone on with later."""
        self._timer.stop()
        self._stopping.set()

    def look(self) -> None:
        """Read the first zone that is due, in a worker; the next at the next look."""
        if self._under_way or self._stopping.is_set():
            return
        self._under_way = True
        syncing, started = self._seat.console.syncing, self._started
        self._seat.tasks.run(
            lambda: syncing.due(started=started), then=self._found, failed=self._failed, owner=self
        )

    def _found(self, due: list[Zone]) -> None:
        if not due or self._stopping.is_set():
            self._under_way = False
            return
        zone, syncing, by = due[0], self._seat.console.syncing, self._seat.by
        self.busy.emit(_("Reading {zone} from ZENworks…").format(zone=zone.name))
        self._seat.tasks.run(
            lambda: syncing.run(zone.id, by=by, cancelled=self._stopping.is_set),
            then=self._landed, failed=self._failed, owner=self,
        )  # fmt: skip

    def _landed(self, _result: SyncResult) -> None:
        self._under_way = False
        self.busy.emit("")
        self.troubled.emit("")
        self.synced.emit()

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        self.busy.emit("")
        if not isinstance(error, ZencaError):
            self.stop()
            raise error  # a bug: it goes to the crash window, once
        log.info("a scheduled reading ended early: %s", error.title)
        if not isinstance(error, Busy | ReadingStopped):
            self.troubled.emit(_("ZENworks: {why}").format(why=error.title))
        self.synced.emit()
