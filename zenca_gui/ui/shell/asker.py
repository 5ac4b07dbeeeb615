"""How do a worker's questions come to the person at the window, and the answers back?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from zenca_gui.core.asking import Answer, Asking, Question, Reply, Wanted
from zenca_gui.core.errors import StoreError
from zenca_gui.ui.dialogs.new_passphrase import NewPassphraseDialog, write_new
from zenca_gui.ui.dialogs.passphrase import PassphraseDialog
from zenca_gui.ui.tasks import TaskRunner


class Asker(QObject):
    """Shows one dialog per question over whatever is open; several new keys go into one file.

    Signals:
        _asked(Question, Reply): queued, so that dialogs are made on the main thread.
    """

    _asked = Signal(object, object)

    def __init__(self, mailbox: Asking, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = mailbox
        self._file: Path | None = None
        self._shown: QDialog | None = None
        self._asked.connect(self._ask, Qt.ConnectionType.QueuedConnection)
        tasks.rested.connect(self._rest)
        mailbox.listen(self._asked.emit)

    @Slot()
    def _rest(self) -> None:
        self._file = None
        self._mailbox.at_rest()

    @Slot(object, object)
    def _ask(self, question: Question, reply: Reply) -> None:
        if isinstance(question, Wanted):
            self._open(PassphraseDialog(question, _over()), reply)
            return
        if self._file is not None and not question.refusal:
            try:
                write_new(question, self._file)
            except StoreError:
                self._file = None  # the dialog offers another place
            else:
                reply(Answer())
                return
        dialog = NewPassphraseDialog(question, _over())
        dialog.saved.connect(self._remember)
        self._open(dialog, reply)

    def _open(self, dialog: PassphraseDialog | NewPassphraseDialog, reply: Reply) -> None:
        dialog.answered.connect(reply)
        dialog.rejected.connect(lambda: reply(None))
        dialog.destroyed.connect(lambda: reply(None))
        dialog.finished.connect(dialog.deleteLater)
        self._shown = dialog  # one without a parent would end here
        dialog.open()

    @Slot(object)
    def _remember(self, path: Path) -> None:
        self._file = path


def _over() -> QWidget | None:
    """Return what is uppermost: a dialog that waits for this one, or the window."""
    return QApplication.activeModalWidget() or QApplication.activeWindow()
