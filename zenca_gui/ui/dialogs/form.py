"""How is something asked, done and refused in one place? Fields, one filled button, a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.ui.change.failure_line import FailureLine
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tasks import Progress, TaskRunner
from zenca_gui.ui.tokens import CONTROL, GAP, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 560
PATIENCE_MS = 400
BAR_WIDTH = 120


class FormDialog(Dialog):
    """Base of the dialogs that do something. The work runs in a worker; a refusal stands above the
    buttons, and what was typed stays.

    Signals:
        succeeded(object): the work is done; arg: what it returned.
    """

    succeeded = Signal(object)

    def __init__(
        self,
        tasks: TaskRunner,
        *,
        title: str,
        button: str,
        about: str = "",
        heading: str = "",
        object_name: str,
        width: int = WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.busy = False
        self.setObjectName(object_name)
        self.setWindowTitle(title.rstrip("…"))
        self.setAccessibleName(title.rstrip("…?"))
        self.body = QVBoxLayout()
        self.form = QFormLayout()
        self.failure = FailureLine()
        self.do = PrimaryButton(button, object_name="do-it")
        self.do.setDefault(True)
        self.cancel = Button(_("&Cancel"), object_name="cancel")
        self._words = Words("", quiet=True)
        self._bar = QProgressBar()
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._progress: Progress | None = None
        self._arrange(heading or title.rstrip("…"), about)
        self.fit(scaled(width))

        self.do.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self._patience.timeout.connect(self._show_bar)

    def work(self) -> Callable[[], Any] | None:
        """Read the fields; return what a worker does, None to do nothing. May raise ZencaError."""
        raise NotImplementedError

    def finish(self, value: Any) -> None:
        """Hand the result over and close; a dialog that goes on overrides this."""
        self.succeeded.emit(value)
        self.accept()

    def refuse(self, error: ZencaError) -> None:
        """Show why it was not done."""
        self.failure.tell(error, again=False)
        grow(self)

    def add(self, label: str, field: QWidget, hint: str = "") -> None:
        """Put a field under the others, with its label and a sentence below it."""
        words = Words(label)
        # As high as the field, so that it stands beside it and not between field and hint.
        words.setFixedHeight(max(CONTROL, words.sizeHint().height()))
        words.setBuddy(field)
        if not hint:
            self.form.addRow(words, field)
            return
        both = QVBoxLayout()
        both.setSpacing(2)
        both.addWidget(field)
        both.addWidget(Words(hint, Type.CAPTION, quiet=True, wrap=True))
        self.form.addRow(words, both)

    def words_while(self) -> str:
        """Say what is being done, once it takes a while."""
        return _("Working…")

    @Slot()
    def submit(self) -> None:
        """Do it, unless it is being done."""
        if self.busy:
            return
        self.failure.hide()
        try:
            work = self.work()
        except ZencaError as error:
            self.refuse(error)
            return
        if work is None:
            return
        self._set_busy(busy=True)
        self._tasks.run(work, then=self._done, failed=self._broke, owner=self)

    def progress(self) -> Progress:
        """Return what the work may tell how far it is."""
        return self._tasks.progress_to(self._tell, owner=self)

    def reject(self) -> None:
        """Override Qt's: what was begun is waited for."""
        if not self.busy:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Override ours: now every button is here."""
        let_enter_press(self)
        super().showEvent(event)

    def _arrange(self, heading: str, about: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(heading, Type.LEAD, strong=True, wrap=True))
        if about:
            box.addWidget(Words(about, wrap=True))
        self.form.setHorizontalSpacing(GAP)
        self.form.setVerticalSpacing(STEP)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(GAP)
        self.body.addLayout(self.form)
        box.addLayout(self.body, 1)
        box.addWidget(self.failure)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(BAR_WIDTH, STEP)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self._bar)
        row.addWidget(self._words, 1)
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.do)
        box.addLayout(row)
        self._bar.hide()
        self._words.hide()

    def _set_busy(self, *, busy: bool) -> None:
        self.busy = busy
        self.do.setEnabled(not busy)
        self.cancel.setEnabled(not busy)
        if busy:
            self._tell(0, 0, self.words_while())
            self._patience.start()
        else:
            self._patience.stop()
            self._bar.hide()
            self._words.hide()

    def _show_bar(self) -> None:
        self._bar.show()
        self._words.show()

    def _tell(self, done: int, total: int, words: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if words:
            self._words.setText(words)

    def _done(self, value: Any) -> None:
        self._set_busy(busy=False)
        self.finish(value)

    def _broke(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if not isinstance(error, ZencaError):
            raise error  # a bug: it goes to the crash window
        self.refuse(error)
