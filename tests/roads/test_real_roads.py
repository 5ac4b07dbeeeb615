"""Each road on a real server of a real lab: what `openssl s_client` sees of it, step by step.

Written by hand: a triple says whether a client talks that has the old trust, the new, and both.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.roads.paper import Standing
from tests.roads.walking import (
    Road,
    activate,
    assign,
    cancel,
    end,
    end_way_back,
    prepare,
    roll_back,
)
from tests.services.clients import leaves, pem, s_client
from tests.services.office import ANNA, FileVault, HandClock, Office, open_console
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Certificate, Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.reply import Pasted
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.labs import LabWish

ROOT = Path(__file__).resolve().parents[2]
ZENCA, SERVER, EXTERNAL = Custody.ZENCA, Custody.SERVER, Custody.EXTERNAL
REMINT, INTERNAL = ChangeKind.REMINT, ChangeKind.INTERNAL
OUTSIDE, SERVERS = ChangeKind.EXTERNAL, ChangeKind.SERVERS
Seen = tuple[bool, bool, bool]
OLD: Seen = (True, False, True)
NEW: Seen = (False, True, True)
ALL: Seen = (True, True, True)


@dataclass(frozen=True)
class Stop:
    """A road, and what is seen on it with how many certificates presented."""

    road: Road
    before: Seen
    active: tuple[Seen, int]
    closed: tuple[Seen, int]
    killed: bool = False
    there_and_back: bool = False


WALKS = {
    ZENCA: [
        Stop(Road(REMINT, ZENCA, ZENCA, "zenca", same_key=True), ALL, (ALL, 1), (ALL, 1)),
        Stop(Road(REMINT, ZENCA, ZENCA, "zenca"), OLD, (ALL, 2), (NEW, 1), killed=True),
        Stop(Road(SERVERS, ZENCA, ZENCA, "zenca"), ALL, (ALL, 1), (ALL, 1)),
        Stop(Road(INTERNAL, ZENCA, ZENCA, "zenca"), OLD, (ALL, 2), (NEW, 1)),
        Stop(Road(INTERNAL, ZENCA, SERVER, "server"), OLD, (NEW, 1), (NEW, 1)),
        Stop(Road(INTERNAL, SERVER, ZENCA, "zenca"), OLD, (NEW, 1), (NEW, 1), there_and_back=True),
        Stop(Road(OUTSIDE, ZENCA, EXTERNAL, "outside"), OLD, (NEW, 2), (NEW, 2)),
        Stop(Road(INTERNAL, EXTERNAL, SERVER, "server"), OLD, (NEW, 1), (NEW, 1)),
    ],
    SERVER: [
        Stop(Road(REMINT, SERVER, SERVER, "server"), OLD, (NEW, 1), (NEW, 1), killed=True,
             there_and_back=True),
        Stop(Road(SERVERS, SERVER, SERVER, "server"), ALL, (ALL, 1), (ALL, 1)),
        Stop(Road(INTERNAL, SERVER, SERVER, "server"), OLD, (NEW, 1), (NEW, 1)),
        Stop(Road(OUTSIDE, SERVER, EXTERNAL, "outside"), OLD, (NEW, 2), (NEW, 2)),
    ],
    EXTERNAL: [
        Stop(Road(SERVERS, EXTERNAL, EXTERNAL, "outside"), ALL, (ALL, 2), (ALL, 2)),
        Stop(Road(OUTSIDE, EXTERNAL, EXTERNAL, "outside"), ALL, (ALL, 2), (ALL, 2), killed=True,
             there_and_back=True),
        Stop(Road(INTERNAL, EXTERNAL, ZENCA, "zenca"), OLD, (NEW, 1), (NEW, 1)),
    ],
}  # fmt: skip


class LabWorld:
    """The others of a real lab: its own server, and the external CA that comes with it."""

    def __init__(self, office: Office, zone: ZoneId, folder: Path) -> None:
        self.console = office.console.lab_console
        self.zone, self.folder, self.signed = zone, folder, 0

    def activate_there(self) -> None:
        self.console.activate(self.zone)

    def take_back_there(self) -> None:
        if self.console.stand(self.zone).reminted is not None:
            self.console.take_back(self.zone)

    def make_at_the_server(self, kind: ChangeKind, _office: Office) -> list[Pasted]:
        stand = self.console.remint(self.zone, kind)
        return [Pasted(name=path.name, data=path.read_bytes()) for path in stand.exported]

    def sign(self, kind: ChangeKind, requests: list[bytes], office: Office) -> tuple[Pasted, str]:
        self.signed += 1
        asked, out = (self.folder / f"{word}-{self.signed}" for word in ("asked", "signed"))
        asked.mkdir()
        for number, request in enumerate(requests):
            der = asked / f"{number}.pem"
            der.write_bytes(office.console.desk.pki.request_pem(request))
        names = self.console.sign(self.zone, [asked], out, same_ca=kind is SERVERS)
        data = b"".join((out / name).read_bytes() for name in names)
        root = office.console.desk.pki.read(data, name="signed").certificates[-1]
        return Pasted(name="signed.pem", data=data), root.sha256


@dataclass
class Lab:
    """One server under real TLS and SSH, and what `openssl s_client` sees of it."""

    at: Standing
    folder: Path

    def seen(self, old: Certificate, new: Certificate) -> tuple[Seen, int]:
        """What the server is to clients with the old trust, the new, and both."""
        desk = self.at.office.console.desk
        now: datetime = desk.now(desk.zone(self.at.zone.id))
        [server] = desk.store.servers.of(self.at.zone.id)
        a, b = pem(old), pem(new)
        met = [s_client(server, t, at=now, folder=self.folder) for t in ([a], [b], [a, b])]
        first, second, third = (talks for talks, _chain in met)
        return (first, second, third), leaves(met[-1][1])

    def killed_before_switching(self) -> None:
        """Another process activates, and is killed with -9 before a server switches."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/services/killed.py"), str(self.at.folder),
             self.at.zone.name, "before_switch"],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Callable[[Custody], Lab]]:
    made: list[Office] = []

    def start(custody: Custody) -> Lab:
        folder, clock = tmp_path / "data", HandClock()
        folder.mkdir()
        vault = FileVault(folder / "ring.json")
        office = Office(open_console(folder, vault=vault, clock=clock), clock)
        made.append(office)
        wish = LabWish(servers=1, devices=0, custody=custody)
        zone = office.console.labs.start(wish, by=ANNA)
        world = LabWorld(office, zone.id, tmp_path)
        return Lab(Standing(office, world, zone, folder), tmp_path)  # type: ignore[arg-type]

    yield start
    for office in made:
        office.close()


def anchors(lab: Lab) -> tuple[Certificate, Certificate]:
    """What devices trust before and after the change that is open."""
    console = lab.at.office.console
    change = console.changes.open(lab.at.zone.id)
    assert change is not None
    assert change.new is not None
    rows = console.desk.store.authorities
    return rows.generation(change.old).anchor, rows.generation(change.new).anchor


def there_and_back(lab: Lab, stop: Stop) -> None:
    """Cancelled after Assign, then rolled back after Activate: each time as at the start."""
    prepare(lab.at, stop.road)
    assign(lab.at)
    both = anchors(lab)
    cancel(lab.at, stop.road)
    assert lab.seen(*both)[0] == stop.before
    prepare(lab.at, stop.road)
    assign(lab.at)
    activate(lab.at, stop.road)
    both = anchors(lab)
    assert lab.seen(*both) == stop.active
    roll_back(lab.at, stop.road)
    end_way_back(lab.at, stop.road)
    assert lab.seen(*both)[0] == stop.before


@pytest.mark.parametrize("begins", WALKS, ids=lambda custody: f"from {custody.value}")
def test_every_road_leads_on_from_where_the_last_one_ended(lab, begins: Custody) -> None:
    here = lab(begins)
    console, zone = here.at.office.console, here.at.zone.id
    for stop in WALKS[begins]:
        road = stop.road
        active = console.authority.active(zone)
        assert active is not None
        assert active.custody is road.held_by
        if stop.there_and_back:
            there_and_back(here, stop)
        prepare(here.at, road)
        assign(here.at)
        both = anchors(here)
        assert here.seen(*both)[0] == stop.before, road
        if stop.killed:
            here.killed_before_switching()
            assert here.seen(*both)[0] == stop.before, road
            assert console.changes.status(zone).change.state is ChangeState.ACTIVE
        activate(here.at, road)
        assert here.seen(*both) == stop.active, road
        end(here.at)
        assert here.seen(*both) == stop.closed, road
        assert console.authority.active(zone).custody is road.to
    assert console.journal.verify().words.startswith("The journal is whole")
