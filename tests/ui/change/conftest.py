"""A real console over a database of its own, and zones that a change can be tried in."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.zone import Actor, Zone
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.remote.deliver import SshDeliver
from zenca_gui.remote.probe import TlsProbe
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import Console
from zenca_gui.services.console import console as joined
from zenca_gui.services.desk import Desk
from zenca_gui.services.labs import LabWish
from zenca_gui.store.database import open_store
from zenca_gui.ui.change.wizard import ChangeWizard, open_wizard
from zenca_gui.vault.memory import MemoryVault
from zenca_gui.vault.passwords import Argon2Passwords

MAREN = Actor("maren")


def workstation() -> datetime:
    """The clock that a lab runs by."""
    return datetime.fromtimestamp(time.time(), UTC)


class Ahead:
    """The workstation's clock, which a test can put forward."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return workstation() + self.by


def console_over(folder: Path, clock: Callable[[], datetime] = workstation) -> Console:
    """A console whose parts are the real ones, but for the keyring, which is in memory."""
    desk = Desk(
        store=open_store(folder, now=clock()),
        vault=MemoryVault(),
        passwords=Argon2Passwords(),
        pki=PkiToolbox(),
        backups=AgeBackups(),
        probe=TlsProbe(),
        deliver=SshDeliver(),
        labs=LabProcess(),
        zenworks=SoapZone(),
        clock=clock,
        folder=folder,
    )
    return joined(desk, local=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def ahead() -> Ahead:
    return Ahead()


@pytest.fixture
def console(tmp_path: Path, ahead: Ahead) -> Iterator[Console]:
    made = console_over(tmp_path, ahead)
    yield made
    made.labs.stop_all()


@pytest.fixture
def lab(console: Console) -> Zone:
    """Two servers that listen and six devices that connect, forty-one days before the end."""
    return console.labs.start(LabWish(servers=2, devices=6), by=MAREN)


@pytest.fixture
def quiet(console: Console) -> Zone:
    """A zone with a CA and one server that nobody can reach."""
    zone = console.zones.add("quiet", by=MAREN)
    console.authority.create(
        zone.id, subject="CN=Quiet CA, O=Example", key=KeyKind.EC_P256, validity_days=60, by=MAREN
    )
    console.servers.add(zone.id, "zen01.example.org", by=MAREN, address="127.0.0.1", port=9)
    return zone


@pytest.fixture
def prepared(console: Console) -> Callable[[Zone], str]:
    """Bring a lab's change up to Confirm; returns the check group of its sheet."""

    def prepare(zone: Zone) -> str:
        changes = console.changes
        changes.choose(zone.id, changes.proposal(zone.id), by=MAREN)
        console.backup.automatic(zone.id, by=MAREN)
        changes.preflight(zone.id, by=MAREN)
        changes.make_material(zone.id, by=MAREN)
        changes.review(zone.id)
        return console.recovery.sheet(zone.id, by=MAREN).sections[-1].pairs[0][1]

    return prepare


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def begin(qtbot, tasks, console: Console, window):
    """Open the wizard of a zone and wait until it shows where the change stands."""

    def opened(zone, kind=None) -> ChangeWizard:
        wizard = open_wizard(console, tasks, zone.id, MAREN, window, kind=kind)
        wizard.activateWindow()
        rest(qtbot, tasks)
        return wizard

    return opened


def rest(qtbot, tasks) -> None:
    qtbot.waitUntil(lambda: tasks.idle, timeout=20000)
    qtbot.wait(1)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(wizard: ChangeWizard, name: str) -> None:
    button = wizard.findChild(QAbstractButton, name)
    assert button.isEnabled()
    button.click()
