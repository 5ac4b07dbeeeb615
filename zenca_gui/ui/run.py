"""How does the window come up? Theme, workers and database first, then who is at the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication

from zenca_gui import __version__
from zenca_gui.core.asking import Asking
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.zone import Administrator
from zenca_gui.services.console import Console
from zenca_gui.services.warnings import Notice
from zenca_gui.ui import theme
from zenca_gui.ui.crash import CrashWatch
from zenca_gui.ui.dialogs.error import ErrorDialog
from zenca_gui.ui.dialogs.expiry_warning import ExpiryWarning
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.dialogs.settings import kept_scheme
from zenca_gui.ui.dialogs.take_over import TakeOverForm
from zenca_gui.ui.language import kept_language, speak
from zenca_gui.ui.shell.asker import Asker
from zenca_gui.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from zenca_gui.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

Opened = Callable[[Path], AbstractContextManager[Console]]
LAST = "log-in/last"
AGAIN_MS = 50


class Start(QObject):
    """The order: database, first administrator or log in, window, warning; and the way out."""

    def __init__(
        self, app: QApplication, folder: Path, opened: Opened, asking: Asking | None = None
    ) -> None:
        super().__init__(app)
        self._app, self._folder = app, folder
        self._held = ExitStack()
        self._way_in = opened
        self.tasks = TaskRunner(self)
        self.settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._mailbox = asking or Asking()
        self._asker = Asker(self._mailbox, self.tasks, self)
        self._console: Console | None = None
        self.window: MainWindow | None = None
        self._asking: QObject | None = None

    def begin(self) -> None:
        """Open the database in a worker; ask who is there once it is open."""
        self.tasks.run(
            lambda: self._held.enter_context(self._way_in(self._folder)),
            then=self._opened,
            failed=self._refused,
            owner=self,
        )

    def end(self) -> None:
        """Wait for what is under way, stop labs, close the database."""
        self._asker.end()
        self.tasks.shutdown()
        self._held.close()

    def _opened(self, console: Console) -> None:
        self._console = console
        self._ask()

    @Slot()
    def _ask(self) -> None:
        console = self._console
        assert console is not None
        self.tasks.run(console.administrators.all, then=self._who, failed=self._refused, owner=self)

    def _who(self, known: list[Administrator]) -> None:
        console = self._console
        assert console is not None
        if not known:
            first = AdministratorDialog(console, self.tasks, by=None)
            first.succeeded.connect(self._entered)
            first.take_over_wanted.connect(lambda: self._ask_for_bundle(first))
            self._open(first)
            return
        last = str(self.settings.value(LAST, ""))
        if last not in [a.name for a in known]:
            last = known[0].name if len(known) == 1 else ""
        ask = LoginDialog(console, self.tasks, last=last)
        ask.logged_in.connect(self._entered)
        self._open(ask)

    def _open(self, dialog: AdministratorDialog | LoginDialog) -> None:
        self._asking = dialog
        dialog.rejected.connect(self._app.quit)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        self.tasks.run(_fetch_window, then=lambda _there: None, failed=self._refused, owner=self)

    @Slot(object)
    def _entered(self, administrator: Administrator) -> None:
        console = self._console
        assert console is not None
        if self._asking is not None:
            self._asking.deleteLater()
            self._asking = None
        self.settings.setValue(LAST, administrator.name)
        from zenca_gui.ui.shell.window import MainWindow

        self.window = MainWindow(console, self.tasks, administrator, settings=self.settings)
        self.window.logged_out.connect(self._logged_out)
        self.window.closed.connect(self._app.quit)
        self.window.taken_over.connect(self._reopen)
        self.window.show()
        self.tasks.run(
            lambda: console.warnings.after_login(administrator),
            then=self._warn,
            failed=self._refused,
            owner=self.window,
        )

    def _ask_for_bundle(self, over: AdministratorDialog) -> None:
        assert self._console is not None
        form = TakeOverForm(self._console, self.tasks, over)
        form.finished.connect(form.deleteLater)
        form.succeeded.connect(lambda _held: self._reopen())
        form.open()

    @Slot()
    def _reopen(self) -> None:
        """Close the database, once nobody reads it any more, and begin again with the new one."""
        if self.window is not None:
            self.window.leave()
            self.window.deleteLater()
        if self._asking is not None:
            self._asking.deleteLater()
        self.window = self._asking = self._console = None
        if not self.tasks.idle:
            QTimer.singleShot(AGAIN_MS, self._reopen)
            return
        self.tasks.run(
            self._held.close, then=lambda _done: self.begin(), failed=self._refused, owner=self
        )

    def _warn(self, notices: list[Notice]) -> None:
        if not notices or self.window is None:
            return
        warning = ExpiryWarning(notices, self.window)
        warning.change_wanted.connect(self.window.open_change)
        warning.finished.connect(warning.deleteLater)
        warning.open()

    @Slot()
    def _logged_out(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        self._ask()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error
        dialog = ErrorDialog(error)
        if self.window is None:
            dialog.finished.connect(self._app.quit)
        self._asking = dialog
        dialog.show()


def _fetch_window() -> None:
    """Import the window and its panes while somebody types: a log in needs none of them."""
    import_module("zenca_gui.ui.shell.window")


def run_window(folder: Path, opened: Opened, asking: Asking | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["zenca"])
    app.setApplicationName("zenca")
    app.setQuitOnLastWindowClosed(False)
    start = Start(app, folder, opened, asking)
    speak(app, kept_language(start.settings))
    watch = CrashWatch(__version__, app)
    watch.install()
    theme.apply(app, kept_scheme(start.settings))
    start.begin()
    try:
        return app.exec()
    finally:
        start.end()
        watch.remove()
