"""Pictures of a rollout's month in a lab of 100 devices, done by the window's buttons.

python -m docs.picture_month FOLDER [--dark]

They are to be looked at; README and guide show none of them.
"""

import argparse
import os
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from bench.desk import console
from tests.following.hands import Hands, live
from tests.following.month import Month
from zenca_gui.core.secret import Secret
from zenca_gui.ui import theme
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

SIZE = (1280, 800)
BEAT_MS = 1600


def main(folder: Path, *, dark: bool) -> None:
    """Play the month once and picture it."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    numbers = count(1)

    def shoot(name: str, widget: QWidget) -> None:
        widget.grab().save(str(folder / f"{next(numbers):02}-{name}.png"))

    with console() as c:
        anna = c.administrators.add("anna", Secret("correct horse"), by=None)
        tasks = TaskRunner()
        kept = QSettings(str(c.desk.folder / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(c, tasks, anna, settings=kept)
        theme.apply(app, theme.Scheme.DARK if dark else theme.Scheme.LIGHT)
        window.resize(*SIZE)
        window.show()
        paper = str(folder / "evidence.pdf")
        QFileDialog.getSaveFileName = lambda *_asked: (paper, "")  # type: ignore[method-assign]
        play(Month(Hands(window), c.desk.folder, shoot))
        window.close()
        tasks.shutdown()


def play(month: Month) -> None:
    """Go through it, and stop for a picture on some days."""
    month.start()
    month.pilot("-000", 9)
    month.prepare()
    month.deliver()
    month.clock(60_000)
    month.on_day(1)
    month.shoot("day-1", month.window)
    month.go_on_without_the_rest("Pilot group", 3)
    month.on_day(5)
    month.shoot("day-5", month.window)
    month.go_on_without_the_rest("The rest", 23)
    month.shoot("through", month.window)
    month.activate()
    month.on_day(12)
    month.shoot("day-12", month.window)
    month.subscriber(update=True)
    for work in ("Unprovision, then", "Now: provision", "Subscriber's console"):
        month.end_by_hand(work, "done, and looked at")
    month.shoot("by-hand", month.window)
    month.clock(200_000)
    month.on_day(40)
    month.clock(1)
    live(BEAT_MS)
    month.shoot("day-40", month.window)
    month.visit()
    live(2 * BEAT_MS)
    month.shoot("all-done", month.window)
    month.end_overlap()
    month.close()
    live(BEAT_MS)
    month.shoot("closed", month.window)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--dark", action="store_true")
    given = asked.parse_args()
    main(given.folder, dark=given.dark)
