"""How does a list of things look, with what can be done to the chosen one below it?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import GAP, PAD, STEP, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words


class ListDialog(Dialog):
    """Heading, work, table and buttons in one order; what is done in a form reads the list again.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(
        self, seat: Seat, *, title: str, name: str, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._seat, self._title = seat, title
        self.setObjectName(object_name)
        self.setWindowTitle(title)
        self.setAccessibleName(name)
        self.working = WorkPlace(seat.tasks)

    def arrange(self, table: Table, none: Words, buttons: Sequence[Button], size: QSize) -> None:
        """Lay it out; `none` stands above an empty table, the buttons act on what is chosen."""
        closing = PrimaryButton(_("C&lose"), object_name="close")
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        row.addWidget(closing)
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, PAD, PAD, GAP)
        box.setSpacing(GAP)
        box.addWidget(Words(self._title, Type.LEAD, strong=True))
        box.addWidget(self.working)
        box.addWidget(none)
        box.addWidget(table, 1)
        box.addLayout(row)
        self.resize(size)
        table.show_order(0)
        closing.clicked.connect(self.accept)
        table.selectionModel().selectionChanged.connect(self.follow)
        let_enter_press(self)

    def refresh(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def follow(self) -> None:
        """Let the buttons follow what is chosen."""
        raise NotImplementedError

    def broke(self, error: Exception) -> None:
        """Say that the list could not be read."""
        if not isinstance(error, ZencaError):
            raise error  # a bug: it goes to the crash window
        self.working.tell(error)

    def open_form(self, form: FormDialog) -> None:
        """Ask in a form; once it succeeded the list is read again."""
        form.succeeded.connect(self._succeeded)
        form.finished.connect(form.deleteLater)
        form.open()

    def _succeeded(self) -> None:
        self.changed.emit()
        self.refresh()
