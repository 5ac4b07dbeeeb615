"""How are certificates given to a page? Dropped anywhere on it, opened, or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.reply import Pasted
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.tokens import HALF, STEP
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.words import Words

Source = Path | Pasted


def given_by(data: QMimeData) -> list[Source]:
    """Return the files, or else the text, that a drop or the clipboard holds."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return list(paths)
    if data.hasText() and data.text().strip():
        return [Pasted(name=_("pasted text"), data=data.text().encode())]
    return []


class GivingRow(QWidget):
    """Buttons for what is not dropped.

    Signals:
        given(list): paths, or pasted text; never empty.
    """

    given = Signal(object)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_files = Button(_("&Open files…"), "import", object_name="open-files")
        self.open_folder = Button(_("Open a &folder…"), "import", object_name="open-folder")
        self.paste = Button(_("&Paste"), "copy", object_name="paste")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(HALF)
        row = self._row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (self.open_files, self.open_folder, self.paste):
            row.addWidget(button)
        row.addStretch()
        box.addLayout(row)
        box.addWidget(Words(hint, quiet=True, wrap=True))

        self.open_files.clicked.connect(self._files)
        self.open_folder.clicked.connect(self._folder)
        self.paste.clicked.connect(self._paste)

    def add(self, button: Button) -> None:
        """Put one more way at the end of the row."""
        self._row.addWidget(button)

    def _files(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(self, _("Open certificates"))
        if chosen:
            self.given.emit([Path(name) for name in chosen])

    def _folder(self) -> None:
        chosen = files.ask_folder(self, _("Open a folder of certificates"))
        if chosen is not None:
            self.given.emit([chosen])

    def _paste(self) -> None:
        found = given_by(QGuiApplication.clipboard().mimeData())
        if found:
            self.given.emit(found)


class GivenPage(ChangePage):
    """A page that takes files: whatever is dropped on it goes the way of its buttons."""

    def __init__(
        self,
        desk: ChangeDesk,
        title: str,
        about: str,
        parent: QWidget | None = None,
        *,
        short: str = "",
    ) -> None:
        super().__init__(desk, title, about, parent, short=short)
        self.giving = GivingRow(_("Or drop files and folders on this page."))
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Override Qt's: files and text are welcome unless work is under way."""
        if not self.work.busy and given_by(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Override Qt's."""
        found = given_by(event.mimeData())
        if found and not self.work.busy:
            event.acceptProposedAction()
            self.giving.given.emit(found)
