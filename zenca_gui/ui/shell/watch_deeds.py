"""What looks at the zone at once? *Check now*, a date that comes, and readings by schedule."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZENCA, ZoneId
from zenca_gui.ui.shell.opening import Deed, Opening
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.shell.sync_schedule import SyncSchedule


class WatchDeeds(Opening):
    """Look at every server, and keep dates.

    Signals:
        busy(str): what is being done meanwhile, "" when it is done.
    """

    busy = Signal(str)

    def __init__(self, seat: Seat, window: QWidget, zone: Callable[[], ZoneId | None]) -> None:
        super().__init__(seat, window, zone)
        self.schedule = SyncSchedule(seat, seat.console.desk.now(), self)
        self.schedule.busy.connect(self.busy)
        self.schedule.synced.connect(self.changed)
        self.schedule.start()

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {"check-now": self.check_now}

    def check_now(self) -> None:
        """Look at the servers, then read everything again."""
        zone, probing = self.zone, self.seat.console.probing
        if zone is not None:
            known = zone
            self._run(lambda: probing.look(known), _("Looking at the servers…"))

    @Slot(int)
    def activate(self, zone: int) -> None:
        """Keep the date of a change that came while zenca ran."""
        changes = self.seat.console.changes
        self._run(
            lambda: changes.activate(ZoneId(zone), by=ZENCA, if_due=True),
            _("The activation date has come: switching…"),
        )

    def _run(self, work: Callable[[], object], words: str) -> None:
        self.busy.emit(words)
        self.seat.tasks.run(work, then=self._done, failed=self._failed, owner=self)

    def _done(self, _value: object) -> None:
        self.busy.emit("")
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.busy.emit("")
        self.changed.emit()
        self.refuse(error)
