"""Make the pictures of README and guide: real windows over a real lab, light and dark.

python docs/make_pictures.py [FOLDER] [--language de]     default: docs/pictures, English
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from bench.desk import console
from tests.ui.change.signer import Signer
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.labs import LabWish
from zenca_gui.services.tour import Tour
from zenca_gui.ui import theme
from zenca_gui.ui.change.wizard import open_wizard
from zenca_gui.ui.dialogs.expiry_warning import ExpiryWarning
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.language import Language, speak
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

SIZE, WIZARD = (1280, 800), (1120, 760)
ANNA = Actor("anna")


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(folder: Path, language: Language) -> None:
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
                window.take(pane)
                wait(900)
                shoot(window, pane)
            dialogs(c, tasks, shoot, window)
        theme.apply(app, theme.Scheme.LIGHT)
        outside(c, tasks, zone.id, window, folder)
        change(c, tasks, zone.id, window, folder)
        window.close()
        tasks.shutdown()


def dialogs(
    c: Console, tasks: TaskRunner, shoot: Callable[[QWidget, str], None], window: QWidget
) -> None:
    """Open and picture what stands alone."""
    notice = c.warnings.notice(c.zones.all()[0].id)
    assert notice is not None
    for name, dialog in (
        ("log-in", LoginDialog(c, tasks, last="anna")),
        ("first-start", AdministratorDialog(c, tasks, by=None)),
        ("expiry-warning", ExpiryWarning([notice], window)),
    ):
        dialog.show()
        wait(300)
        shoot(dialog, name)
        dialog.close()
        dialog.deleteLater()


def outside(c: Console, tasks: TaskRunner, zone: ZoneId, window: MainWindow, folder: Path) -> None:
    """Ask an external CA for all but the last word, picture it, and give it up again."""
    shoot, changes = shooter(folder, "light"), c.changes
    changes.start(zone, ChangeKind.EXTERNAL, by=ANNA)
    wizard_at(c, tasks, zone, window, shoot, "wizard-why")
    changes.choose(zone, changes.proposal(zone), by=ANNA)
    changes.preflight(zone, by=ANNA)
    changes.requesting.make(zone, by=ANNA)
    out = changes.requesting.export(zone, c.desk.folder / "requests", by=ANNA)
    signer = Signer(c.desk.folder / "signer")
    asked = sorted(out.folder / name for name in out.files if name.endswith(".csr.pem"))
    signed = [signer.sign(each, each.name.replace(".csr", "")) for each in asked[:2]]
    signed.append(signer.sign(asked[2], "too-short.pem", days=1))
    given = [*signed, signer.folder / "middle.pem", signer.folder / "root.pem"]
    changes.replying.take(zone, given, by=ANNA)
    wizard_at(c, tasks, zone, window, shoot, "wizard-replies")
    wizard_at(c, tasks, zone, window, shoot, "wizard-requests", back=1)
    changes.cancel(zone, by=ANNA)


def change(c: Console, tasks: TaskRunner, zone: int, window: MainWindow, folder: Path) -> None:
    """Take the lab through a change and picture the wizard and the board on the way."""
    here = ZoneId(zone)
    shoot = shooter(folder, "light")
    c.changes.start(here, ChangeKind.REMINT, by=ANNA)
    wizard_at(c, tasks, here, window, shoot, "wizard-choose")
    c.changes.choose(here, c.changes.proposal(here), by=ANNA)
    c.changes.preflight(here, by=ANNA)
    wizard_at(c, tasks, here, window, shoot, "wizard-material")
    c.changes.make_material(here, by=ANNA)
    wizard_at(c, tasks, here, window, shoot, "wizard-review")
    c.changes.review(here)
    wizard_at(c, tasks, here, window, shoot, "wizard-confirm")
    tour = Tour(c, lambda _words: None, folder)
    tour.prove(c.zones.get(here))
    c.changes.assign(here, typed_name=c.zones.get(here).name, by=ANNA)
    c.changes.deliver(here, by=ANNA)
    c.changes.activate(here, by=ANNA)
    for _ in range(8):
        c.reports.collect(here)
        wait(300)
    window.take("rollout")
    wait(1500)
    shoot(window, "rollout-active")


def wizard_at(
    c: Console,
    tasks: TaskRunner,
    zone: object,
    window: QWidget,
    shoot: Callable[[QWidget, str], None],
    name: str,
    *,
    back: int = 0,
) -> None:
    """Open the wizard where the change stands, or some pages before."""
    wizard = open_wizard(c, tasks, zone, ANNA, window)  # type: ignore[arg-type]
    wizard.resize(*WIZARD)
    wait(1500)
    for _ in range(back):
        wizard.back()  # type: ignore[attr-defined]
        wait(600)
    shoot(wizard, name)
    wizard.hide()
    wizard.deleteLater()
    wait(100)


def shooter(folder: Path, word: str) -> Callable[[QWidget, str], None]:
    """Return what saves a picture of a window."""

    def shoot(widget: QWidget, name: str) -> None:
        widget.grab().save(str(folder / f"{name}-{word}.png"))

    return shoot


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent / "pictures")
    asked.add_argument("--language", type=Language, default=Language.ENGLISH)
    given = asked.parse_args()
    main(given.folder, given.language)
