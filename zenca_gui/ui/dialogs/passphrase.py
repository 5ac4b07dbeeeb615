"""Which passphrase opens this key? Typed, or found in a recovery sheet that was saved as text."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.asking import Answer, Wanted
from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.away_words import away_words
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tokens import GAP, STEP, WIDE, Tone, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 640
LARGEST = 1_000_000


class PassphraseDialog(Dialog):
    """Asks for one passphrase; what was wrong with the last one stands under the field.

    Signals:
        answered(Answer): what was given.
    """

    answered = Signal(object)

    def __init__(self, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase")
        self.setWindowTitle(_("Passphrase"))
        self.setAccessibleName(_("Passphrase"))
        about = _("{why} Type the passphrase of {opens}: on the recovery sheet, beside {name}.")
        words = about.format(why=away_words(wanted.why), opens=wanted.opens, name=wanted.name)
        self.setAccessibleDescription(words)
        self.passphrase = fields.line(_("Passphrase"), "passphrase", secret=True)
        self.stays = fields.switch(_("&Keep it in memory until zenca ends"), "keep-in-memory")
        self.refused = Words("", wrap=True, tone=Tone.STOP)
        self.do = PrimaryButton(_("&Go on"), object_name="do-it")
        self.do.setDefault(True)
        self.sheet = Button(_("From a &file…"), "import", object_name="open-sheet")
        self.again = Button(_("&Try the keyring again"), "refresh", object_name="try-keyring")
        cancel = Button(_("&Cancel"), object_name="cancel")
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(_("zenca needs a passphrase"), Type.LEAD, strong=True, wrap=True))
        box.addWidget(Words(words, wrap=True))
        form = QFormLayout()
        form.setHorizontalSpacing(GAP)
        form.setVerticalSpacing(STEP)
        form.addRow(_("&Passphrase"), self.passphrase)
        form.addRow("", self.refused)
        form.addRow("", self.stays)
        box.addLayout(form)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (self.sheet, self.again):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.do)
        box.addLayout(row)
        self.stays.setVisible(wanted.why is not VaultState.READY)
        self.again.setVisible(wanted.why is not VaultState.READY)
        self.refuse(wanted.refusal)
        self.fit(scaled(WIDTH))

        cancel.clicked.connect(self.reject)
        self.do.clicked.connect(self._give)
        self.sheet.clicked.connect(self._open_sheet)
        self.again.clicked.connect(self._try_again)
        let_enter_press(self)
        self.passphrase.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say what was wrong; "" takes it away."""
        self.refused.setText(sentence)
        self.refused.setVisible(bool(sentence))
        if self.isVisible():
            grow(self)

    def _give(self) -> None:
        secret = Secret(self.passphrase.text())
        if not secret:
            self.refuse(_("No passphrase is typed."))
            return
        self.passphrase.clear()
        self._answer(Answer(text=secret, stays=self.stays.isChecked()))

    def _open_sheet(self) -> None:
        path = files.ask_open(self, _("Open a recovery sheet"), _("Text (*.txt);;All files (*)"))
        if path is None:
            return
        try:
            text = files.read_short_text(path, most=LARGEST)
        except StoreError as error:
            self.refuse(error.title)
            return
        self._answer(Answer(text=Secret(text), stays=self.stays.isChecked()))

    def _try_again(self) -> None:
        self._answer(Answer(again=True))

    def _answer(self, answer: Answer) -> None:
        self.answered.emit(answer)
        self.accept()
