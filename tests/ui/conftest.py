"""What every test of windows shares."""

import importlib.util
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Administrator, DeviceKind, Zone
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.remote.deliver import SshDeliver
from zenca_gui.remote.probe import TlsProbe
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import Console
from zenca_gui.services.console import console as joined
from zenca_gui.services.desk import Desk
from zenca_gui.store.database import open_store
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.vault.memory import MemoryVault

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform complains of least sizes and of raising; no other does."""
    quiet = pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise)")
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


class Clock:
    """The workstation's clock, which a test can put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class QuickPasswords:
    """Passwords at no cost; the slow real ones are tried where logging in is the question."""

    def hash(self, password: Secret) -> str:
        return f"quick:{password.reveal()}"

    def fits(self, password: Secret, kept: str) -> bool:
        return kept == f"quick:{password.reveal()}"


class Kept:
    """What a QSettings would remember."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}

    def value(self, key: str, default: Any = None) -> Any:
        return self.held.get(key, default)

    def setValue(self, key: str, value: Any) -> None:
        self.held[key] = value


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def console(tmp_path: Path, clock: Clock) -> Iterator[Console]:
    """Real parts over a database of the test's own, but for the keyring and slow passwords."""
    store = open_store(tmp_path / "data", now=clock.now)
    desk = Desk(
        store=store, vault=MemoryVault(), passwords=QuickPasswords(), pki=PkiToolbox(),
        backups=AgeBackups(), probe=TlsProbe(), deliver=SshDeliver(), labs=LabProcess(),
        zenworks=SoapZone(), clock=clock, folder=tmp_path / "data",
    )  # fmt: skip
    made = joined(desk, local=UTC)
    yield made
    made.labs.stop_all()
    store.close()


@pytest.fixture
def maren(console: Console) -> Administrator:
    return console.administrators.add("maren", Secret("correct horse"), by=None)


@pytest.fixture
def seat(console: Console, tasks: TaskRunner) -> Seat:
    return Seat(console=console, tasks=tasks, by=Actor("maren"))


@pytest.fixture
def north(console: Console) -> Zone:
    """A zone 37 days before its CA's end: two servers with certificates, five devices."""
    by = Actor("maren")
    zone = console.zones.add("north", by=by)
    console.authority.create(
        zone.id, subject="CN=North CA", key=KeyKind.EC_P256, validity_days=37, by=by
    )
    servers = [
        console.servers.add(zone.id, f"zen0{n}.example.org", by=by, address="127.0.0.1", port=n)
        for n in (1, 2)
    ]
    console.certificates.issue(zone.id, [server.id for server in servers], by=by)
    for at, kind in enumerate([*DeviceKind, DeviceKind.MOBILE]):
        seen = console.desk.now(zone) - timedelta(hours=at)
        console.devices.add(zone.id, f"WS-{at}", kind, by=by, user=f"user{at}", last_contact=seen,
                            amt=at == 0)  # fmt: skip
    return zone


def _eye() -> ModuleType:
    path = HERE / "widgets" / "conftest.py"
    spec = importlib.util.spec_from_file_location("zenca_tests_eye", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def ill(qtbot: QtBot) -> Callable[[QWidget], list[str]]:
    """Show a window and return what is clipped in it, and what has no name."""
    eye = _eye()

    def look(widget: QWidget) -> list[str]:
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.show()
        qtbot.wait(1)  # layouts settle in the events that showing posts
        found = [f"clipped: {words}" for words in eye.clipped(widget)]
        return found + [f"no name: {control}" for control in eye.nameless(widget)]

    return look
