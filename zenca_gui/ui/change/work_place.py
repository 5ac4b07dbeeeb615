"""What is being done, how far is it, how is it stopped, and what went wrong? One strip."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped
from zenca_gui.ui.change.failure_line import FailureLine
from zenca_gui.ui.tasks import TaskRunner, Told
from zenca_gui.ui.tokens import CONTROL, HALF, STEP, Tone
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

T = TypeVar("T")
Work = Callable[[Told, Callable[[], bool]], T]
"""Takes whom to tell how far it is, and whom to ask whether to stop."""
PATIENCE_MS = 400
"""What is done sooner is not worth a line."""
BAR_WIDTH = 160


class WorkPlace(QWidget):
    """Runs one piece of work at a time; shows its progress, and its failure until it is tried anew.

    Signals:
        busy_changed(bool): work began, or ended.
        failed(): the work ended with a sentence, which is shown.
        rested(): the work and what it led to here are over.
    """

    busy_changed = Signal(bool)
    failed = Signal()
    rested = Signal()

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._stopping = threading.Event()
        self._again: Callable[[], None] | None = None
        self.busy = False
        self.failure = FailureLine()
        self._words = Words("")
        self._count = Words("", quiet=True)
        self._bar = QProgressBar()
        self._stop = Button(_("&Stop"), object_name="stop-work")
        self._line = self._make_line()
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)

        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        box.addWidget(self.failure)
        box.addWidget(self._line)
        snug = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setSizePolicy(snug)
        self._line.hide()
        self.hide()

        self._patience.timeout.connect(self._show_line)
        self._stop.clicked.connect(self.stop)
        self.failure.again.connect(self._retry)

    def run(
        self,
        work: Work[T],
        then: Callable[[T], None],
        *,
        words: str,
        stoppable: bool = False,
        again: bool = True,
    ) -> None:
        """Do the work in a worker, then call `then`; while something else runs, do nothing.

        `again` offers to do the same once more where it failed.
        """
        if self.busy:
            return
        stopping = self._stopping = threading.Event()
        self._again = (
            partial(self.run, work, then, words=words, stoppable=stoppable) if again else None
        )
        self.failure.hide()
        self.hide()
        self._tell(0, 0, words)
        self._stop.setVisible(stoppable)
        self._stop.setEnabled(True)
        self._patience.start()
        told = self._tasks.progress_to(self._tell, owner=self)

        def landed(value: T) -> None:
            self._rest()
            then(value)
            self.rested.emit()

        self._set_busy(busy=True)
        self._tasks.run(
            lambda: work(told, stopping.is_set), then=landed, failed=self._broke, owner=self
        )

    def stop(self) -> None:
        """Ask the work to end at a good place."""
        self._stopping.set()
        self._stop.setEnabled(False)
        self._words.setText(_("Stopping at a good place…"))

    def tell(self, error: ZencaError) -> None:
        """Show a failure that came another way."""
        self.failure.tell(error, again=False)
        self.show()

    def _make_line(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(BAR_WIDTH, STEP + HALF)
        line.addWidget(Picture("waiting", Tone.INFO))
        line.addWidget(self._words, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._bar)
        line.addWidget(self._count)
        line.addStretch()
        line.addWidget(self._stop)
        made.setMinimumHeight(CONTROL)
        return made

    def _show_line(self) -> None:
        self._line.show()
        self.show()

    def _tell(self, done: int, total: int, words: str) -> None:
        if words and not self._stopping.is_set():
            self._words.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(
            _("{done} of {total}").format(done=grouped(done), total=grouped(total)) if total else ""
        )
        self._line.setAccessibleName(" ".join((self._words.text(), self._count.text())))

    def _rest(self) -> None:
        self._patience.stop()
        self._line.hide()
        if not self.failure.words():
            self.hide()
        self._set_busy(busy=False)

    def _broke(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            self._rest()
            raise error  # a bug: it goes to the crash window
        self.failure.tell(error, again=self._again is not None)
        self._rest()
        self.show()
        self.failed.emit()
        self.rested.emit()

    def _retry(self) -> None:
        if self._again is not None:
            self._again()

    def _set_busy(self, *, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)
