"""What opens the CA's key when this workstation is gone? The recovery sheet, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.sheet import Sheet, as_text
from zenca_gui.services.backup import write_private
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.sheet_pdf import pdf
from zenca_gui.ui.theme import fixed_font
from zenca_gui.ui.tokens import GAP, HALF, STEP
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words


class SheetDialog(Dialog):
    """The sheet as it is printed; it can be read and copied here."""

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(sheet.title)
        self.setAccessibleName(sheet.title)
        text = QPlainTextEdit(as_text(sheet))
        text.setReadOnly(True)
        text.setObjectName("sheet")
        text.setAccessibleName(sheet.title)
        text.setFont(fixed_font())
        close = PrimaryButton(_("&Close"), object_name="close")
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        box.setSpacing(STEP)
        box.addWidget(Words(_("Anybody who has this sheet can use the CA's key."), wrap=True))
        box.addWidget(text, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        box.addLayout(row)
        self.resize(760, 600)


class RecoveryCard(Card):
    """Show the sheet, save it as PDF or as text. It is made anew each time and kept nowhere."""

    def __init__(self, desk: ChangeDesk, work: WorkPlace, parent: QWidget | None = None) -> None:
        super().__init__(_("Recovery sheet"), parent=parent)
        self._desk = desk
        self._work = work
        self._done = Words("", quiet=True, wrap=True)
        show = Button(_("S&how…"), "eye", object_name="show-sheet")
        pdf = Button(_("Save as &PDF…"), "export", object_name="save-sheet-pdf")
        text = Button(_("Save as te&xt…"), "export", object_name="save-sheet-text")
        self.body.setSpacing(STEP)
        self.body.addWidget(
            Words(
                _(
                    "With this sheet and a backup the CA's key can be opened without this "
                    "workstation. Print it and lock it away. The check group at its end is asked "
                    "for before the update is assigned."
                ),
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (show, pdf, text):
            row.addWidget(button)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._done)
        self.body.addSpacing(HALF)
        self._done.hide()

        show.clicked.connect(self._show)
        pdf.clicked.connect(self._save_pdf)
        text.clicked.connect(self._save_text)

    def _show(self) -> None:
        desk = self._desk
        self._work.run(
            lambda _told, _stop: desk.console.recovery.sheet(desk.zone, by=desk.by),
            self._shown,
            words=_("Making the sheet…"),
        )

    def _shown(self, sheet: Sheet) -> None:
        dialog = SheetDialog(sheet, self.window())
        dialog.open()
        dialog.finished.connect(dialog.deleteLater)

    def _save_pdf(self) -> None:
        self._save(_("PDF (*.pdf)"), ".pdf", pdf)

    def _save_text(self) -> None:
        self._save(_("Text (*.txt)"), ".txt", lambda sheet: as_text(sheet).encode())

    def _save(self, kind: str, suffix: str, form: Callable[[Sheet], bytes]) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the recovery sheet"), f"zenca-recovery{suffix}", kind
        )
        if not name:
            return
        desk, path = self._desk, Path(name)
        self._work.run(
            lambda _told, _stop: desk.console.recovery.sheet(desk.zone, by=desk.by),
            lambda sheet: self._write(path, form(sheet)),  # Qt lays a page out only here
            words=_("Making the sheet…"),
        )

    def _write(self, path: Path, content: bytes) -> None:
        self._work.run(
            lambda _told, _stop: write_private(path, content),
            lambda _none: self._saved(path),
            words=_("Saving the sheet…"),
        )

    def _saved(self, path: Path) -> None:
        self._done.setText(
            _("Saved as {path}; only you can read it. Print it, then delete the file.").format(
                path=path
            )
        )
        self._done.show()
