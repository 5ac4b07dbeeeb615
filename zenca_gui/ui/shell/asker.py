"""How do a worker's questions come to the person at the window, and the answers back?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from zenca_gui.core.asking import Answer, Asking, Question, Reply, Unkept, Wanted
from zenca_gui.core.errors import StoreError
from zenca_gui.ui.dialogs.new_passphrase import NewPassphraseDialog, writing
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
        self._writer = TaskRunner(self, workers=1)
        """Its own: those of `tasks` may all be waiting for an answer."""
        self._file: Path | None = None
        self._shown: QDialog | None = None
        self._asked.connect(self._ask, Qt.ConnectionType.QueuedConnection)
        tasks.rested.connect(self._rest)
        mailbox.listen(self._asked.emit)

    def end(self) -> None:
        """Let whoever waits for an answer go on without one, and finish what is being written."""
        self._mailbox.close()
        self._writer.shutdown()

    @Slot()
    def _rest(self) -> None:
        self._file = None
        self._mailbox.at_rest()

    @Slot(object, object)
    def _ask(self, question: Question, reply: Reply) -> None:
        if isinstance(question, Wanted):
            self._open(PassphraseDialog(question, _over()), reply)
            return
        if self._file is None or question.refusal:
            self._offer(question, reply)
            return
        self._writer.run(
            writing(question, self._file),
            then=lambda _none: reply(Answer()),
            failed=lambda error: self._offer_another_place(error, question, reply),
            owner=self,
        )

    def _offer_another_place(self, error: Exception, question: Unkept, reply: Reply) -> None:
        self._file = None
        self._offer(question, reply)
        if not isinstance(error, StoreError):
            raise error

    def _offer(self, question: Unkept, reply: Reply) -> None:
        dialog = NewPassphraseDialog(question, self._writer, _over())
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
    """Return what is uppermost and stays: a dialog that waits for this one, or the window."""
    over = QApplication.activeModalWidget() or QApplication.activeWindow()
    while isinstance(over, PassphraseDialog | NewPassphraseDialog):  # answered, on its way out
        over = over.parentWidget()
    if over is not None:
        return over
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    return next((each for each in shown if isinstance(each, QMainWindow)), None)
