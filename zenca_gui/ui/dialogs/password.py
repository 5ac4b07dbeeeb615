"""Which password opens or seals this? Asked in dots, handed on as a Secret."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.growing import scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tokens import GAP, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 460


class PasswordDialog(Dialog):
    """Asks once.

    Signals:
        given(Secret): what was typed.
    """

    given = Signal(object)

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("password-prompt")
        self.setWindowTitle(_("Password"))
        self.setAccessibleName(_("Password"))
        self.setAccessibleDescription(question)
        self.password = fields.line(_("Password"), "password", secret=True)
        self.do = PrimaryButton(_("&Open it"), object_name="do-it")
        self.do.setDefault(True)
        cancel = Button(_("&Cancel"), object_name="cancel")
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(question, Type.LEAD, strong=True, wrap=True))
        form = QFormLayout()
        form.addRow(_("&Password"), self.password)
        box.addLayout(form)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.do)
        box.addLayout(row)
        self.fit(scaled(WIDTH))

        cancel.clicked.connect(self.reject)
        self.do.clicked.connect(self._give)
        let_enter_press(self)

    def _give(self) -> None:
        secret = Secret(self.password.text())
        self.password.clear()
        self.accept()
        self.given.emit(secret)
