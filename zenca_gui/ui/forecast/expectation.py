"""What does the board show while another date is looked at? What is expected then, until let go."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from zenca_gui.core.forecast_board import Counts, ExpectedBoard
from zenca_gui.core.zone import DeviceKind
from zenca_gui.services.forecasts import Outlook
from zenca_gui.services.rollout import Board


class Expectation(QObject):
    """Answers a date at once, from the forecast and the board that are there.

    Signals:
        changed(object): an `ExpectedBoard`, or None: the board shows what is so now.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: Counts = {}
        self._outlook: Outlook | None = None
        self._at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """The date that is looked at, None while the board shows what is so now."""
        return self._at

    def put(self, board: Board) -> None:
        """Take in how the board stands now."""
        self._counts = {DeviceKind(line.key): line.counts for line in board.stages}
        self._tell()

    def look(self, outlook: Outlook, at: datetime) -> None:
        """Show what is expected on a date."""
        self._outlook, self._at = outlook, at
        self._tell()

    def end(self) -> None:
        """Go back to what is so now."""
        if self._at is not None:
            self._at = None
            self.changed.emit(None)

    def _tell(self) -> None:
        if self._outlook is None or self._at is None:
            return
        found: ExpectedBoard | None = self._outlook.board(self._at, self._counts)
        self.changed.emit(found)
