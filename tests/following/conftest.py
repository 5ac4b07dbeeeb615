"""One month in a lab, played once for all that is asked of it, and a window of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from tests.following.hands import Hands
from tests.following.played import Play, played
from tests.ui.change.conftest import console_over
from zenca_gui.core.secret import Secret
from zenca_gui.services.console import Console
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The month, and what was seen of it."""
    return played(tmp_path_factory.mktemp("month"))


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """Real parts, but for the keyring; nobody but the window uses it."""
    made = console_over(tmp_path / "data")
    yield made
    made.labs.stop_all()
    made.desk.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def hands(qtbot, console: Console, tmp_path: Path) -> Iterator[Hands]:
    """The hands of Maren, who is logged in and sees no zone yet."""
    maren = console.administrators.add("maren", Secret("correct horse"), by=None)
    tasks = TaskRunner()
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(console, tasks, maren, settings=kept)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    yield Hands(window)
    window.close()
    tasks.shutdown()
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)
