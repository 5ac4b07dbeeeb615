"""Make the pictures of README and guide: real windows over a real lab, light and dark.

python -m docs.make_pictures [FOLDER] [--language de] [--scale 2] [--all]

Default: docs/pictures, English, at 100 %, what README and guide show; --all adds every dialog and
page there is, to look at.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from bench.desk import console
from docs.picture_changes import Changes
from docs.picture_dialogs import by_themselves, from_menus
from zenca_gui.core.certificate import Custody
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish
from zenca_gui.ui import theme
from zenca_gui.ui.language import Language, speak
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

SIZE = (1280, 800)
ANNA = Actor("anna")


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(folder: Path, language: Language, *, every: bool, dark: bool) -> None:
    """Make them all."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    speak(app, language)
    with console() as c:
        anna = c.administrators.add("anna", Secret("correct horse"), by=None)
        tasks = TaskRunner()
        zone = c.labs.start(LabWish(name="Hamburg-Lab", servers=4, devices=40, speed=50), by=ANNA)
        c.backup.automatic(zone.id, by=ANNA)
        c.probing.look(zone.id)
        kept = QSettings(str(c.desk.folder / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(c, tasks, anna, settings=kept)
        window.resize(*SIZE)
        window.show()
        wait(1500)
        for scheme, word in ((theme.Scheme.LIGHT, "light"), (theme.Scheme.DARK, "dark")):
            theme.apply(app, scheme)
            shoot = shooter(folder, word)
            for pane in ("overview", "certificates", "devices", "rollout", "journal"):
                window.take(f"pane-{pane}")
                wait(900)
                shoot(window, pane)
            by_themselves(c, tasks, window, shoot=shoot, wait=wait)
            if every:
                from_menus(window, shoot=shoot, wait=wait)
        theme.apply(app, theme.Scheme.DARK if dark else theme.Scheme.LIGHT)
        shoot = shooter(folder, "dark" if dark else "light")
        way = Changes(c, tasks, window, shoot=shoot, wait=wait)
        way.external(zone.id)
        way.remint(zone.id)
        if every:
            wish = LabWish(name="watched", servers=3, devices=12, custody=Custody.SERVER)
            way.watched(c.labs.start(wish, by=ANNA))
        window.close()
        tasks.shutdown()


def shooter(folder: Path, word: str) -> Callable[[QWidget, str], None]:
    """Return what saves a picture of a window."""

    def shoot(widget: QWidget, name: str) -> None:
        widget.grab().save(str(folder / f"{name}-{word}.png"))

    return shoot


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent / "pictures")
    asked.add_argument("--language", type=Language, default=Language.ENGLISH)
    asked.add_argument("--scale", default="1", help="2: as on a screen of 200 %%")
    asked.add_argument("--all", action="store_true", help="every dialog and page there is")
    asked.add_argument("--dark", action="store_true", help="the change in dark colours")
    given = asked.parse_args()
    os.environ["QT_SCALE_FACTOR"] = given.scale
    main(given.folder, given.language, every=given.all, dark=given.dark)
