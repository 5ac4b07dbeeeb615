"""How does a pane come by what it shows? It is read in a worker, one reading at a time."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.change.failure_line import FailureLine
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tasks import Task
from zenca_gui.ui.tokens import GAP, PAD

V = TypeVar("V")
LEAST_HEIGHT = 320


class Pane(QWidget, Generic[V]):
    """Base of the panes: `read` runs in a worker, `put` shows its answer.

    Signals:
        wanted(str): a step that the window holds, by its key (`back-up`, `probe`, …).
        changed(): something in the zone is different now.
    """

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, seat: Seat, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.zone: ZoneId | None = None
        self._asked: Task | None = None
        self._again = False
        self.setAccessibleName(name)
        self.failure = FailureLine()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(PAD, GAP, PAD, GAP)
        self.box.setSpacing(GAP)
        self.box.addWidget(self.failure)
        self.failure.again.connect(self.refresh)

    def read(self, zone: ZoneId) -> V:
        """Return what is to be shown; runs in a worker."""
        raise NotImplementedError

    def put(self, value: V) -> None:
        """Show it."""
        raise NotImplementedError

    def empty(self) -> None:
        """Show nothing of the zone before: another one was chosen."""

    def show_zone(self, zone: ZoneId | None) -> None:
        """Show another zone, None for none."""
        if zone != self.zone:
            if self._asked is not None:
                self._asked.cancel()
            self.zone, self._asked, self._again = zone, None, False
            self.failure.hide()
            self.empty()
        self.refresh()

    def refresh(self) -> None:
        """Read again; while it is being read, once more after it."""
        zone = self.zone
        if zone is None:
            return
        if self._asked is not None:
            self._again = True
            return
        self._asked = self.seat.tasks.run(
            lambda: self.read(zone), then=self._landed, failed=self._broke, owner=self
        )

    def search_field(self) -> QWidget | None:
        """Return the field that Ctrl+F leads to, None where there is nothing to search."""
        return None

    def minimumSizeHint(self) -> QSize:
        """Override Qt's: wrapped words ask for their height at the least width, which is too much;
        the scroll area asks for the height at the width there is."""
        return QSize(super().minimumSizeHint().width(), LEAST_HEIGHT)

    def to_search(self) -> None:
        """Put the keyboard into the search field."""
        field = self.search_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _landed(self, value: V) -> None:
        self._asked = None
        self.failure.hide()
        self.put(value)
        self._once_more()

    def _broke(self, error: Exception) -> None:
        self._asked = None
        if not isinstance(error, ZencaError):
            raise error  # a bug: it goes to the crash window
        self.failure.tell(error)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()
