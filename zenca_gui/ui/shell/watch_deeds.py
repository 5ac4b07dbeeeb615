"""What looks at the zone at once? *Check now*, and a date that comes while zenca runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZENCA, ZoneId
from zenca_gui.ui.shell.opening import Deed, Opening


class WatchDeeds(Opening):
    """Look at every server, and keep dates.

    Signals:
        busy(str): what is being done meanwhile, "" when it is done.
    """

    busy = Signal(str)

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
