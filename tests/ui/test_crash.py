"""A fault is told once, to the log and to the operator, and gives nobody's secret away."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from zenca_gui.core import names
from zenca_gui.core.errors import ZencaError
from zenca_gui.ui import crash
from zenca_gui.ui.crash import CrashWatch, report

SECRET = "correct horse battery staple"


@pytest.fixture
def watch(qtbot, qapp, caplog) -> Iterator[CrashWatch]:
    made = CrashWatch("0.1.0")
    made.install()
    yield made
    made.remove()
    if made.dialog is not None:
        made.dialog.accept()


def fault(passphrase: str = SECRET) -> BaseException:
    """A fault of ours, with a secret in its message, its values and its cause."""
    try:
        try:
            names.port(passphrase)  # type: ignore[arg-type]
        except TypeError as error:
            raise KeyError(passphrase) from error
    except KeyError as error:
        return error


def test_a_report_names_kinds_and_our_lines_and_nothing_else() -> None:
    told = report(fault(), "0.1.0")
    assert told.startswith("zenca 0.1.0, Qt 6")
    assert "builtins.KeyError" in told
    assert "builtins.TypeError" in told
    assert "zenca_gui/core/names.py:" in told
    assert " port" in told
    assert "test_crash" not in told
    assert SECRET not in told


def test_errors_that_led_to_each_other_without_end_are_cut() -> None:
    first, second = ValueError(SECRET), ValueError(SECRET)
    first.__cause__, second.__cause__ = second, first
    assert report(first, "0").count("ValueError") == crash.CHAIN


def test_a_fault_in_a_slot_opens_one_window(qtbot, watch) -> None:
    sys.excepthook(ZencaError, ZencaError(SECRET), None)
    sys.excepthook(KeyError, fault(), None)
    qtbot.waitUntil(lambda: watch.dialog is not None and "1 more" in watch.dialog.windowTitle())
    first = watch.dialog
    assert first.isVisible()
    button = first.findChild(QAbstractButton, "go-on")
    button.click()
    assert watch.dialog is None


def test_a_fault_in_a_thread_opens_the_window_here(qtbot, watch, caplog) -> None:
    thread = threading.Thread(target=lambda: names.port(SECRET))
    thread.start()
    thread.join(10)
    qtbot.waitUntil(lambda: watch.dialog is not None)
    assert watch.dialog.thread() is QObject().thread()
    assert "zenca_gui/core/names.py" in caplog.text
    assert SECRET not in caplog.text


def test_the_details_can_be_copied(qtbot, watch) -> None:
    watch.tell(fault())
    qtbot.waitUntil(lambda: watch.dialog is not None)
    watch.dialog.findChild(QAbstractButton, "copy-details").click()
    words = QGuiApplication.clipboard().text()
    assert "zenca_gui/core/names.py" in words
    assert SECRET not in words


def test_an_interrupt_from_the_keyboard_is_no_fault(qtbot, qapp, watch) -> None:
    QTimer.singleShot(0, lambda: sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None))
    assert qapp.exec() == 0
    assert watch.dialog is None


def test_what_qt_complains_about_is_in_the_log(watch, caplog) -> None:
    qWarning("a layout is already there")
    assert [(r.name, r.levelname, r.message) for r in caplog.records] == [
        ("qt", "WARNING", "default: a layout is already there")
    ]


def test_the_hooks_are_put_back(qtbot, caplog) -> None:
    before = sys.excepthook, threading.excepthook
    watch = CrashWatch("0")
    watch.install()
    assert sys.excepthook != before[0]
    watch.remove()
    assert (sys.excepthook, threading.excepthook) == before
