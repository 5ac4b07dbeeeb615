"""What every test of windows shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from zenca_gui.ui.tasks import TaskRunner

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform complains at each window with a least size; nobody else does."""
    quiet = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(quiet)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    """Workers, all done when the test ends."""
    runner = TaskRunner()
    yield runner
    runner.shutdown()
    qtbot.waitUntil(lambda: runner.idle)
