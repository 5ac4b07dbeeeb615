"""What becomes of a fault of our own? It is logged, and shown once, without anybody's secrets.

A report names what it includes: the kinds of the exceptions, the lines of our own code they passed
through, and three versions. Messages and values may hold a passphrase or a name, so none is in it.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication

from zenca_gui.core.i18n import _, ngettext
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.failure import Failure, FailureDialog

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

PACKAGE = Path(__file__).resolve().parents[1]
CHAIN = 8
"""How many exceptions that led to one another are told."""
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def report(error: BaseException, version: str) -> str:
    """Return what may be told of a fault: kinds, our own lines, versions, and nothing else."""
    lines = [f"zenca {version}, Qt {qVersion()}, Python {platform.python_version()}"]
    for each in _chain(error):
        kind = type(each)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [f"  {frame}" for frame in _frames(each.__traceback__)]
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _each in range(CHAIN):
        if seen is None:
            return
        yield seen
        hidden = None if seen.__suppress_context__ else seen.__context__
        seen = seen.__cause__ or hidden


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        file = Path(code.co_filename)
        if file.is_relative_to(PACKAGE):
            where = file.relative_to(PACKAGE.parent).as_posix()
            yield f"{where}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


class CrashDialog(FailureDialog):
    """Says that zenca made a mistake, and lets the operator go on or leave."""

    def __init__(self, detail: str) -> None:
        failure = Failure(
            happened=_("zenca met a fault of its own."),
            state=_(
                "What was written before is kept, and nothing is left half written. The last "
                "step may not have been done."
            ),
            remedy=_(
                "Look whether the last step was done before you repeat it. If this happens again, "
                "copy the details and send them to whoever looks after zenca: they hold no names, "
                "no keys and no passwords."
            ),
            detail=detail,
        )
        super().__init__(_("A fault in zenca"), failure)
        self.setObjectName("crash")
        leave = Button(_("&Quit zenca"), object_name="quit")
        leave.clicked.connect(QApplication.quit)
        on = PrimaryButton(_("&Go on"), object_name="go-on")
        on.setDefault(True)
        on.clicked.connect(self.accept)
        self.row.addWidget(leave)
        self.row.addWidget(on)


class CrashWatch(QObject):
    """Takes over what nobody caught, from any thread, and shows one window at a time.

    Signals:
        _crashed(str): queued, so that the window opens on the main thread and out of the fault.
    """

    _crashed = Signal(str)

    def __init__(self, version: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._version = version
        self._dialog: CrashDialog | None = None
        self._more = 0
        self._old: tuple[Any, Any, Any] | None = None
        self._crashed.connect(self._open, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> CrashDialog | None:
        """The window that is open, if one is."""
        return self._dialog

    def install(self) -> None:
        """Take over both of Python's hooks, and Qt's messages for the log."""
        old_qt = qInstallMessageHandler(log_qt)
        self._old = (sys.excepthook, threading.excepthook, old_qt)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def remove(self) -> None:
        """Put back what was there before."""
        if self._old is not None:
            sys.excepthook, threading.excepthook, old_qt = self._old
            qInstallMessageHandler(old_qt)
            self._old = None

    def tell(self, error: BaseException) -> None:
        """Log a fault and show it; from any thread."""
        told = report(error, self._version)
        log.critical("fault: %s", told)
        self._crashed.emit(told)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.tell(error.with_traceback(trace))

    def _uncaught_in_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            self.tell(told.exc_value)

    @Slot(str)
    def _open(self, told: str) -> None:
        if self._dialog is not None:
            self._more += 1
            more = ngettext("{n} more fault since", "{n} more faults since", self._more)
            self._dialog.setWindowTitle(
                "{} ({})".format(_("A fault in zenca"), more.format(n=self._more))
            )
            return
        self._more = 0
        self._dialog = CrashDialog(told)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    @Slot()
    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write what Qt complains about into zenca's log."""
    qt_log.log(LEVELS[kind], "%s: %s", context.category or "default", message)
