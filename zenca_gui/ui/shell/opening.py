"""How does an action come to its dialog? What it needs is read first, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.dialogs.error import show_error
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

T = TypeVar("T")
Deed = Callable[[], None]


class Opening(QObject):
    """Base of what the menus start.

    Signals:
        changed(): something is different now.
        zone_made(int): there is a zone that is to be shown.
    """

    changed = Signal()
    zone_made = Signal(int)

    def __init__(self, seat: Seat, window: QWidget, zone: Callable[[], ZoneId | None]) -> None:
        super().__init__(window)
        self.seat, self.window, self._zone = seat, window, zone

    def deeds(self) -> dict[str, Deed]:
        """Return what each key starts."""
        raise NotImplementedError

    @property
    def zone(self) -> ZoneId | None:
        """The zone that the window shows."""
        return self._zone()

    def read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read what a dialog needs; a refusal is shown over the window."""
        self.seat.tasks.run(work, then=then, failed=self.refuse, owner=self)

    def refuse(self, error: Exception) -> None:
        """Show why it was not done."""
        show_error(self.window, error)

    def open(self, dialog: QDialog) -> None:
        """Show a dialog over the window; it dies when it is closed."""
        dialog.finished.connect(dialog.deleteLater)
        if isinstance(dialog, FormDialog):
            dialog.succeeded.connect(self._said)
        dialog.open()

    def _said(self) -> None:
        self.changed.emit()
