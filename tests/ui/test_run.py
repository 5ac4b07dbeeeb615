"""From an empty folder to the window, through the doors that a person takes."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zenca_gui.app import _opened
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.run import Start


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, tmp_path: Path):
    begun = Start(qapp, tmp_path, _opened)
    begun.begin()
    yield begun
    if begun.window is not None:
        begun.window.closed.disconnect()
        begun.window.close()
    begun.end()
    qtbot.waitUntil(lambda: begun.tasks.idle)


def asked(kind: type) -> list:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def test_the_first_start_makes_an_administrator_and_opens_the_window(
    qtbot: QtBot, start: Start
) -> None:
    qtbot.waitUntil(lambda: bool(asked(AdministratorDialog)), timeout=20_000)
    [first] = asked(AdministratorDialog)
    first.name.setText("anna")
    first.password.setText("correct horse")
    first.again.setText("correct horse")
    first.submit()
    qtbot.waitUntil(lambda: start.window is not None and start.window.isVisible(), timeout=20_000)
    start._logged_out()
    qtbot.waitUntil(lambda: bool(asked(LoginDialog)), timeout=20_000)
    [log_in] = asked(LoginDialog)
    assert log_in.name.text() == "anna"
    log_in.password.setText("correct horse")
    log_in.submit()
    qtbot.waitUntil(lambda: start.window is not None and start.window.isVisible(), timeout=20_000)
    assert not asked(LoginDialog)
