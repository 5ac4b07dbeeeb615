"""Who is this? The only question before the window opens."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Administrator
from zenca_gui.services.administrators import LogInRefused
from zenca_gui.services.console import Console
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import CONTROL, GAP, PAD, STEP, WIDE, Tone, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

WIDTH = 440
SECOND_MS = 1000


class LoginDialog(Dialog):
    """Name and password; what went wrong stands above the buttons, the wait on the button itself.

    Signals:
        logged_in(Administrator): name and password fit.
    """

    logged_in = Signal(object)

    def __init__(
        self, console: Console, tasks: TaskRunner, *, last: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._console, self._tasks = console, tasks
        self._wait = 0
        self._busy = False
        self.setObjectName("log-in")
        self.setWindowTitle(_("Log in"))
        self.setAccessibleName(_("Log in"))
        self.name = fields.line(_("Administrator"), "administrator", last)
        self.password = fields.line(_("Password"), "password", secret=True)
        self.log_in = PrimaryButton(_("&Log in"), object_name="log-in-button")
        self.log_in.setDefault(True)
        self.cancel = Button(_("&Cancel"), object_name="cancel")
        self._said = QVBoxLayout()
        self._tick = QTimer(self, interval=SECOND_MS)
        self._arrange()
        (self.password if last else self.name).setFocus()

        self.log_in.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        let_enter_press(self)
        self._tick.timeout.connect(self._count_down)

    @Slot()
    def submit(self) -> None:
        """Try to log in, unless a try is under way or too early."""
        if self._busy or self._wait:
            return
        clear(self._said)
        name, password = self.name.text(), Secret(self.password.text())
        console = self._console
        self._busy = True
        self._follow()
        self._tasks.run(
            lambda: console.administrators.log_in(name, password),
            then=self._entered,
            failed=self._refused,
            owner=self,
        )

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(Picture("authority", Tone.INFO, WIDE + STEP))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words("zenca", Type.TITLE, strong=True))
        words.addWidget(Words(_("The certificate authority of your zones"), quiet=True))
        head.addLayout(words, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(GAP)
        form.setVerticalSpacing(STEP)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for said, field in ((_("A&dministrator"), self.name), (_("&Password"), self.password)):
            form.addRow(said, field)
            form.labelForField(field).setMinimumHeight(CONTROL)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(0)
        box.addLayout(head)
        box.addSpacing(PAD)
        box.addLayout(form)
        box.addSpacing(GAP)
        box.addLayout(self._said)
        box.addStretch()
        box.addSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.log_in)
        box.addLayout(row)
        self.fit(scaled(WIDTH))

    def _entered(self, administrator: Administrator) -> None:
        self.password.clear()
        self.logged_in.emit(administrator)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, ZencaError):
            self._follow()
            raise error  # a bug: it goes to the crash window
        if isinstance(error, LogInRefused):
            self._wait = ceil(error.wait / timedelta(seconds=1))
            if self._wait:
                self._tick.start()
        cure = _("Nothing was opened. Try again.") if not self._wait else error.hint
        plain = cure if isinstance(error, LogInRefused) else error.hint
        line = CheckLine(CheckRow(outcome=Outcome.STOP, text=error.title, cure=plain))
        self._said.addWidget(line)
        line.show()
        self.setAccessibleDescription(error.title)
        self._follow()
        grow(self)
        self.password.setFocus()
        self.password.selectAll()

    def _count_down(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._tick.stop()
        self._follow()

    def _follow(self) -> None:
        self.log_in.setEnabled(not self._busy and not self._wait)
        counted = _("&Log in ({n} s)").format(n=self._wait)
        self.log_in.setText(counted if self._wait else _("&Log in"))
