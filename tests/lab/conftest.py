"""A zone's material from the real toolbox, and labs that are sure to end."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.delivery import Release
from zenca_gui.core.ports.lab import (
    LabDevice,
    LabDoor,
    LabPlan,
    LabServer,
    LabSubscriber,
    ListeningServer,
)
from zenca_gui.core.ports.pki import Form, Order
from zenca_gui.core.rollout import DeviceReport
from zenca_gui.core.system_update import TrustKit
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.toolbox import PkiToolbox

PKI = PkiToolbox()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Zone:
    """An old CA that ends in 40 days, a new one, and what one server needs of both."""

    old: Certificate
    new: Certificate
    cross: Certificate
    before: Release
    after: Release
    future: Certificate


@pytest.fixture(scope="session")
def zone() -> Zone:
    old_key, new_key = PKI.new_key(KeyKind.EC_P256), PKI.new_key(KeyKind.EC_P256)
    start, end = NOW - 300 * DAY, NOW + 40 * DAY
    old = PKI.root(old_key, subject="CN=Zone CA", not_before=start, not_after=end)
    new = PKI.root(new_key, subject="CN=Zone CA", not_before=NOW - DAY, not_after=NOW + 3650 * DAY)
    cross = PKI.cross(new, issuer=old, signer=old_key, not_before=NOW - DAY, not_after=end)
    name = "zen01.example.org"

    def release(label, ca, ca_key, *chain, until) -> tuple[Release, Certificate]:
        key = PKI.new_key(KeyKind.EC_P256)
        order = Order(request=PKI.request(key, [name]), names=(name,))
        (leaf,) = PKI.issue(
            [order], issuer=ca, signer=ca_key, not_before=NOW - DAY, not_after=until
        )
        made = Release(
            name=label,
            certificate_pem=PKI.export([leaf], Form.PEM),
            chain_pem=PKI.export(chain, Form.PEM) if chain else b"",
            trust_pem=PKI.export([old, new], Form.PEM),
            key_pem=PKI.key_pem(key),
        )
        return made, leaf

    before, _leaf = release("r1", old, old_key, until=end)
    after, future = release("r2", new, new_key, cross, until=NOW + 700 * DAY)
    return Zone(old, new, cross, before, after, future)


@dataclass(frozen=True)
class Running:
    """A lab, and how a test speaks to it."""

    host: LabProcess
    door: LabDoor
    plan: LabPlan
    key_file: str

    @property
    def server(self) -> ListeningServer:
        return self.door.servers()[0]

    def jump(self, to: datetime, speed: float = 1.0) -> None:
        """Put the lab's clock: these tests' workstation shows NOW, as near as matters."""
        self.door.set_time(TimeSource(anchor=NOW, shows=to, speed=speed))

    def wait_for(self, wanted: Callable[[DeviceReport], bool], *, after: int = 0) -> DeviceReport:
        """Return the first such report after this number; fail where none comes in 20 s."""
        ends, number = time.monotonic() + 20, after
        while time.monotonic() < ends:
            number, found = self.door.reports(number)
            for report in found:
                if wanted(report):
                    return report
            threading.Event().wait(0.05)
        raise AssertionError("no such report came")

    @property
    def last_number(self) -> int:
        return self.door.reports(1 << 40)[0]


StartLab = Callable[..., Running]


@pytest.fixture
def start_lab(tmp_path: Path, zone: Zone) -> Iterator[StartLab]:
    """Starts labs of one server: start_lab(device("a"), device("b"))."""
    doors: list[LabDoor] = []

    def start(
        *devices: LabDevice,
        speed: float = 1.0,
        folder: str = "lab",
        subscribers: Sequence[str] = (),
        first: bool = True,
    ) -> Running:
        host = LabProcess()
        key_file, public = host.ssh_key(tmp_path / folder)
        plan = LabPlan(
            folder=tmp_path / folder,
            time=TimeSource(anchor=NOW, shows=NOW, speed=speed),
            trust_pem=PKI.export([zone.old], Form.PEM),
            servers=(
                LabServer(
                    fqdn="zen01.example.org",
                    names=("zen01.example.org",),
                    release=zone.before if first else None,
                    address="127.77.0.1",
                ),
            ),
            devices=tuple(devices),
            ssh_public_key=public,
            subscribers=tuple(
                LabSubscriber(name=each, server="zen01.example.org") for each in subscribers
            ),
        )
        door = host.start(plan, now=NOW)
        doors.append(door)
        return Running(host, door, plan, key_file)

    yield start
    for door in doors:
        door.stop()


@pytest.fixture
def kit(zone: Zone) -> Callable[..., TrustKit]:
    """Makes trust kits: kit(activated=True)."""

    def make(*, activated: bool = False, overlap: bool = True) -> TrustKit:
        trust: Sequence[Certificate] = (zone.old, zone.new) if overlap else (zone.new,)
        return TrustKit(
            name="remint", trust=tuple(trust), future=(zone.future,), activated=activated,
            overlap=overlap,
        )  # fmt: skip

    return make
