"""Does a person have the passphrase of a key that no keyring will keep? Before it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.asking import Answer, Unkept
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.sheet import as_text
from zenca_gui.services.backup import write_private
from zenca_gui.services.recovery import is_check_group, new_sheet
from zenca_gui.ui.change.recovery_card import SheetDialog
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.away_words import away_words
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.sheet_pdf import pdf
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import CONTROL, GAP, STEP, WIDE, Tone, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 620


def writing(unkept: Unkept, path: Path) -> Callable[[], None]:
    """Lay the sheet out, a PDF where the name says so; return what writes it 0600, in a worker."""
    sheet = new_sheet(unkept.secrets)
    laid_out = pdf(sheet) if path.suffix == ".pdf" else as_text(sheet).encode()
    return lambda: write_private(path, laid_out)


class NewPassphraseDialog(Dialog):
    """Says that no keyring keeps it; goes on once it is in a file, or was copied by hand.

    Signals:
        answered(Answer): a person has it, or the keyring is to be tried again.
        saved(Path): the file it was written to.
    """

    answered = Signal(object)
    saved = Signal(object)

    def __init__(self, unkept: Unkept, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unkept, self._tasks = unkept, tasks
        self.setObjectName("new-passphrase")
        self.setWindowTitle(_("New passphrase"))
        self.setAccessibleName(_("New passphrase"))
        about = _(
            "{why} The new key's passphrase would be kept in memory only, and lost when zenca "
            "ends. No key is made before you have it: save it as a file that only you can read, "
            "or copy it by hand and type the check group at its end."
        ).format(why=away_words(unkept.why))
        self.setAccessibleDescription(about)
        self.pdf = Button(_("Save as &PDF…"), "export", object_name="save-new-pdf")
        self.text = Button(_("Save as te&xt…"), "export", object_name="save-new-text")
        self.show_it = Button(_("S&how…"), "eye", object_name="show-new")
        self.again = Button(_("&Try the keyring again"), "refresh", object_name="try-keyring")
        self.group = fields.line(_("Check group"), "check-group")
        self.said = Words(unkept.refusal, wrap=True, tone=Tone.STOP if unkept.refusal else None)
        self.said.setVisible(bool(unkept.refusal))
        self.do = PrimaryButton(_("&Make the key"), object_name="do-it")
        self.do.setDefault(True)
        self.do.setEnabled(False)
        cancel = Button(_("&Cancel"), object_name="cancel")
        self._arrange(about, cancel)
        self._safe = False
        self.fit(scaled(WIDTH))

        self.pdf.clicked.connect(self._save_pdf)
        self.text.clicked.connect(self._save_text)
        self.show_it.clicked.connect(self._show)
        self.again.clicked.connect(self._try_again)
        self.group.textChanged.connect(self._follow)
        cancel.clicked.connect(self.reject)
        self.do.clicked.connect(self._go_on)
        let_enter_press(self)
        self.text.setFocus()

    def _arrange(self, about: str, cancel: Button) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        title = _("No keyring keeps the new passphrase")
        box.addWidget(Words(title, Type.LEAD, strong=True, wrap=True))
        box.addWidget(Words(about, wrap=True))
        ways = QHBoxLayout()
        ways.setSpacing(STEP)
        for button in (self.text, self.pdf, self.show_it):
            ways.addWidget(button)
        ways.addStretch()
        box.addLayout(ways)
        by_hand = QHBoxLayout()
        by_hand.setSpacing(STEP)
        label = Words(_("Check &group"))
        label.setMinimumHeight(CONTROL)
        label.setBuddy(self.group)
        by_hand.addWidget(label)
        by_hand.addWidget(self.group, 1)
        box.addLayout(by_hand)
        box.addWidget(self.said)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.again)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.do)
        box.addLayout(row)

    def _save_pdf(self) -> None:
        self._save("zenca-new-keys.pdf", _("PDF (*.pdf)"))

    def _save_text(self) -> None:
        self._save("zenca-new-keys.txt", _("Text (*.txt)"))

    def _save(self, name: str, kind: str) -> None:
        path = files.ask_save(self, _("Save the passphrase"), name, kind)
        if path is None:
            return
        self._tasks.run(
            writing(self._unkept, path),
            then=lambda _none: self._written(path),
            failed=self._not_written,
            owner=self,
        )

    def _not_written(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error
        self._say(error.title, Tone.STOP)

    def _written(self, path: Path) -> None:
        self._safe = True
        self.saved.emit(path)
        self._say(_("Saved as {path}; only you can read it.").format(path=path), None)
        self._follow()
        self.do.setFocus()

    def _show(self) -> None:
        sheet = SheetDialog(new_sheet(self._unkept.secrets), self)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _follow(self) -> None:
        right = is_check_group(self.group.text(), self._unkept.secrets)
        self.do.setEnabled(self._safe or right)

    def _say(self, sentence: str, tone: Tone | None) -> None:
        self.said.put(sentence, tone)
        self.said.show()
        grow(self)

    def _try_again(self) -> None:
        self.answered.emit(Answer(again=True))
        self.accept()

    def _go_on(self) -> None:
        self.answered.emit(Answer())
        self.accept()
