"""Did anything change, here, in a lab or by another process? Asked again and again, in a worker."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.hand_over import Holding
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.shell.seat import Seat

log = logging.getLogger(__name__)

EVERY_MS = 1500
SLOW = 20
"""Time passes too: every so many beats the zones are read though nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What one look found. `zones` is None where nothing can differ."""

    version: int
    zones: tuple[ZoneSummary, ...] | None
    lab_running: bool | None
    now: datetime | None
    """The shown zone's time."""
    trouble: str = ""
    holding: Holding | None = None
    """Who holds the database, where that was looked at."""


class Heartbeat(QObject):
    """Looks at the store every moment; collects what lab devices did; never two looks at once.

    Signals:
        beaten(Beat): a look is done.
        due(int): the activation date of this zone's change has come while zenca ran.
    """

    beaten = Signal(object)
    due = Signal(int)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self._zone: ZoneId | None = None
        self._version = -1
        self._beats = 0
        self._under_way = self._again = False
        self._last_now: dict[ZoneId, datetime] = {}
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        """Begin, and look at once."""
        self._timer.start()
        self.beat()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def watch(self, zone: ZoneId | None) -> None:
        """Tell of this zone's lab."""
        self._zone = zone

    @Slot()
    def hurry(self) -> None:
        """Look now, and read everything: something was done here."""
        self._version = -1
        self.beat()

    @Slot()
    def beat(self) -> None:
        """Look once, unless a look is under way; then once more after it when asked to hurry."""
        if self._under_way:
            self._again = self._again or self._version == -1
            return
        self._under_way = True
        self._beats += 1
        slow = self._beats % SLOW == 0
        known, zone = self._version, self._zone
        self._seat.tasks.run(
            lambda: self._look(known, zone, slow=slow),
            then=self._landed,
            failed=self._failed,
            owner=self,
        )

    def _look(self, known: int, zone: ZoneId | None, *, slow: bool) -> Beat:
        console = self._seat.console
        trouble = ""
        every = console.zones.all()
        labs = [z for z in every if z.lab]
        holding = console.hand_over.holding()
        for each in every if holding.writable else ():
            try:
                if each.lab:
                    console.reports.collect(each.id)
                if each.lab or slow:
                    console.rollout_stages.look(each.id)
            except ZencaError as error:
                trouble = error.title
        if slow and holding.writable:
            console.revocation_lists.renew_due()
        version = console.desk.store.version()
        fast = any(lab.time.speed > 1 for lab in labs)
        summaries = None
        if version != known or fast or slow:
            summaries = tuple(console.overview.zones())
        shown = next((z for z in console.zones.all() if z.id == zone), None)
        return Beat(
            version=version,
            zones=summaries,
            lab_running=console.labs.running(shown.id) if shown and shown.lab else None,
            now=console.desk.now(shown) if shown else None,
            trouble=trouble,
            holding=holding,
        )

    def _landed(self, beat: Beat) -> None:
        self._under_way = False
        self._version = -1 if self._again else beat.version
        self.beaten.emit(beat)
        self._look_for_due(beat)
        if self._again:
            self._again = False
            self.beat()

    def _failed(self, error: Exception) -> None:
        self._under_way = self._again = False
        if not isinstance(error, ZencaError):
            self.stop()
            raise error  # a bug: it goes to the crash window, once
        log.info("the store was not looked at: %s", error.title)
        self.beaten.emit(
            Beat(version=self._version, zones=None, lab_running=None, now=None, trouble=error.title)
        )

    def _look_for_due(self, beat: Beat) -> None:
        """Say when a date passes between two looks; one that passed before is the operator's."""
        for summary in beat.zones or ():
            zone, change = summary.zone, summary.change
            now = self._seat.console.desk.now(zone)
            before = self._last_now.get(zone.id)
            self._last_now[zone.id] = now
            at = change.activation if change and change.state is ChangeState.ASSIGNED else None
            if before is not None and at is not None and before < at <= now:
                self.due.emit(int(zone.id))
