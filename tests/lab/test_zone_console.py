"""The zone's own server holds the CA: it makes everything by itself, and its devices follow it."""

import dataclasses
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.lab import (
    Bond,
    FirstCa,
    FirstServer,
    Habit,
    LabDevice,
    LabPlan,
    LabServer,
)
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.toolbox import PkiToolbox

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAME = "zen01.example.org"
PKI = PkiToolbox()


@dataclasses.dataclass
class Own:
    """A lab whose CA zenca does not hold; `again` starts it anew in its folder."""

    host: LabProcess
    plan: LabPlan
    running: list

    def again(self):
        if self.running:
            self.running.pop().stop()
        self.running.append(self.host.start(self.plan, now=NOW))
        return self.running[-1]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    host, folder = LabProcess(), tmp_path / "lab"
    made = host.found(
        folder,
        FirstCa(custody=Custody.SERVER, subject="CN=Zone CA", key=KeyKind.EC_P256,
                not_before=NOW - 300 * DAY, not_after=NOW + 40 * DAY),
        [FirstServer(fqdn=NAME, names=(NAME,))],
    )  # fmt: skip
    _file, public = host.ssh_key(folder)
    devices = tuple(
        LabDevice(guid=bond.value, name=bond.value, kind=DeviceKind.WORKSTATION, bond=bond,
                  habit=Habit(name="chatty", every=timedelta(milliseconds=200)))
        for bond in Bond
    )  # fmt: skip
    plan = LabPlan(
        folder=folder, time=TimeSource(anchor=NOW, shows=NOW),
        trust_pem=PKI.export([made.authority], Form.PEM), devices=devices, ssh_public_key=public,
        servers=(LabServer(fqdn=NAME, names=(NAME,), release=None, address="127.77.0.1"),),
    )  # fmt: skip
    lab = Own(host, plan, [])
    yield lab
    for door in lab.running:
        door.stop()


def presented(door) -> bytes:
    """The leaf that a server presents, as `openssl s_client` was shown it."""
    server = door.servers()[0]
    words = subprocess.run(
        ["openssl", "s_client", "-connect", f"{server.address}:{server.port}", "-showcerts"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
    ).stdout  # fmt: skip
    assert words.count("-----BEGIN CERTIFICATE-----") == 1, "the leaf alone"
    first = words.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return ssl.PEM_cert_to_DER_cert(
        f"-----BEGIN CERTIFICATE-----{first}-----END CERTIFICATE-----"
    )  # fmt: skip


def exported(stand, name: str) -> bytes:
    (path,) = [path for path in stand.exported if path.name == name]
    return ssl.PEM_cert_to_DER_cert(path.read_text())


def reached(door, wait, stage: Stage) -> None:
    for bond in Bond:
        wait(door, lambda r, b=bond: r.guid == b.value and r.stage is stage)


@pytest.fixture
def wait():
    """Wait for a report; fail where none comes in 20 s."""
    import threading
    import time

    def until(door, wanted, after: int = 0):
        ends, number = time.monotonic() + 20, after
        while time.monotonic() < ends:
            number, found = door.reports(number)
            for report in found:
                if wanted(report):
                    return report
            threading.Event().wait(0.05)
        raise AssertionError("no such report came")

    return until


def test_it_remints_by_itself_and_its_devices_follow(own, wait) -> None:
    door = own.again()
    before = presented(door)
    stand = door.remint(ChangeKind.REMINT, days=730)
    assert (stand.holds_ca, stand.reminted, stand.activated) == (True, ChangeKind.REMINT, False)
    assert presented(door) == before, "it waits"
    reached(door, wait, Stage.PENDING)
    assert door.activate().activated
    assert presented(door) == exported(stand, f"{NAME}-future.pem")
    reached(door, wait, Stage.ACTIVE)


def test_it_comes_back_with_what_it_had(own, wait) -> None:
    door = own.again()
    first = presented(door)
    door = own.again()
    assert presented(door) == first
    stand = door.remint(ChangeKind.REMINT, days=730)
    door = own.again()
    assert door.console() == stand
    assert presented(door) == first
    reached(door, wait, Stage.PENDING)
    door.activate()
    door = own.again()
    assert presented(door) == exported(stand, f"{NAME}-future.pem")
    wait(door, lambda r: r.guid == Bond.PIN_ANCHOR.value and r.can_talk is True)
    door.remint(ChangeKind.REMINT, days=730)
    with pytest.raises(RemoteError, match="not activated"):
        door.remint(ChangeKind.REMINT, days=730)


@pytest.mark.parametrize("activated", [False, True])
def test_it_takes_back_what_it_made(own, activated: bool) -> None:
    door = own.again()
    before = presented(door)
    door.remint(ChangeKind.INTERNAL, days=730)
    if activated:
        door.activate()
        assert presented(door) != before
    assert door.take_back().reminted is None
    assert presented(door) == before
    stand = door.remint(ChangeKind.SERVERS, days=100)
    assert [path.name for path in stand.exported] == [f"{NAME}-future.pem"]
    ca = PKI.read(own.plan.trust_pem, name="ca").certificates[0]
    leaf = PKI.read_certificate(exported(stand, f"{NAME}-future.pem"))
    assert PKI.signed_by(leaf, ca), "its CA is what it was"


def test_its_keys_are_nobody_elses_to_read(own) -> None:
    door = own.again()
    door.remint(ChangeKind.REMINT, days=730)
    secret = [
        path for path in own.plan.folder.rglob("*")
        if path.is_file() and b"PRIVATE" in path.read_bytes()
    ]  # fmt: skip
    assert len(secret) >= 6
    assert [path for path in secret if path.stat().st_mode & 0o077] == []
    assert [path for path in door.console().exported if path in secret] == []


def test_an_issuing_ca_that_ends_too_early_is_renewed_under_the_same_root(tmp_path: Path) -> None:
    host = LabProcess()
    made = host.found(
        tmp_path,
        FirstCa(custody=Custody.EXTERNAL, subject="CN=Issuing", key=KeyKind.EC_P256,
                not_before=NOW - 300 * DAY, not_after=NOW + 40 * DAY),
        [],
    )  # fmt: skip
    request = PKI.request(PKI.new_key(KeyKind.EC_P256), [NAME])
    (pem,) = host.sign(tmp_path, [request], now=NOW, same_ca=False)
    leaf, issuing, root = PKI.read(pem, name="reply").certificates
    assert root == made.chain[-1]
    assert (issuing.subject, issuing != made.authority) == ("CN=Issuing", True)
    assert PKI.verify([leaf, issuing], trust=[root], at=NOW + 190 * DAY, name=NAME) == ""
    (again,) = host.sign(tmp_path, [request], now=NOW, same_ca=False)
    assert PKI.read(again, name="reply").certificates[1] == issuing
