"""Killed when requests are made, replies kept, or the zone's server watched: nothing is half."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.roads.paper import Standing, begun, paper_office
from tests.roads.walking import Road, go_on, state
from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Custody, GenerationStatus
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.reply import Pasted
from zenca_gui.services import sealing

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = Road(ChangeKind.EXTERNAL, Custody.ZENCA, Custody.EXTERNAL, "outside")
WATCHED = Road(ChangeKind.REMINT, Custody.SERVER, Custody.SERVER, "server", back="in the console")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Copy the folder, let another process work there and be killed; open it as it lies then."""
    made: list[Office] = []

    def run(at: Standing, work: str, point: str, given: list[Pasted], root: str = "") -> Office:
        shutil.copytree(at.folder, tmp_path / "zone")
        (tmp_path / "given").mkdir()
        for each in given:
            (tmp_path / "given" / each.name).with_suffix(".cer").write_bytes(each.data)
        if root:
            (tmp_path / "given/root").write_text(root)
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/roads/killed.py"), str(tmp_path), work, point],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr
        made.append(paper_office(tmp_path / "zone", at.world))
        return made[-1]

    yield run
    for office in made:
        office.close()


def started(tmp_path: Path, road: Road) -> Standing:
    """A zone whose change is chosen and checked."""
    at = begun(tmp_path / "first", road.held_by)
    changes, zone = at.office.console.changes, at.zone.id
    changes.start(zone, road.kind, by=ANNA)
    changes.choose(zone, changes.proposal(zone, to=road.to), by=ANNA)
    at.office.console.backup.automatic(zone, by=ANNA)
    changes.preflight(zone, by=ANNA)
    return at


def whole(office: Office) -> None:
    assert office.console.desk.store.quick_check() == ""
    assert "The journal is whole" in office.console.journal.verify().words


def at_its_end(at: Standing, office: Office, road: Road) -> None:
    """From here the change is brought to its end, as if nothing had been."""
    office.console.changes.review(at.zone.id)
    office.console.recovery.prove(at.zone.id, office.group(at.zone), by=ANNA)
    later = Standing(office, at.world, at.zone, at.folder)
    go_on(later, road)
    assert state(later) is ChangeState.CLOSED
    whole(office)


@pytest.mark.parametrize("point", ["inside", "after"])
def test_killed_while_making_requests_there_are_all_or_none(
    tmp_path: Path, killed: Callable[..., Office], point: str
) -> None:
    at = started(tmp_path, OUTSIDE)
    at.office.close()
    office = killed(at, "requests", point, [])
    changes, zone = office.console.changes, at.zone.id
    known = [request for _server, request in changes.requesting.of(zone)]
    assert [r is None for r in known] == [point == "inside"] * 2
    assert changes.status(zone).step == ("requests" if point == "inside" else "replies")
    assert sealing.clear_reserved(office.console.desk) == (1 if point == "inside" else 0)
    made = changes.requesting.make(zone, by=ANNA)
    assert point == "inside" or made == known
    for request in made:
        sealing.opened(office.console.desk, request.key_id, request.public_sha256)
    reply, root = at.world.sign(OUTSIDE.kind, [r.der for r in made], office)
    assert changes.replying.take(zone, [reply], by=ANNA, trust_roots=[root]).waiting == ()
    at_its_end(at, office, OUTSIDE)


@pytest.mark.parametrize("point", ["inside", "after"])
def test_killed_while_keeping_replies_all_of_them_are_kept_or_none(
    tmp_path: Path, killed: Callable[..., Office], point: str
) -> None:
    at = started(tmp_path, OUTSIDE)
    changes, zone = at.office.console.changes, at.zone.id
    requests = changes.requesting.make(zone, by=ANNA)
    reply, root = at.world.sign(OUTSIDE.kind, [r.der for r in requests], at.office)
    at.office.close()
    office = killed(at, "replies", point, [reply], root)
    changes = office.console.changes
    waiting = changes.replying.waiting(zone)
    assert len(waiting) == (2 if point == "inside" else 0)
    assert changes.status(zone).step == ("replies" if point == "inside" else "review")
    rows = office.console.authority.generations(zone)
    assert [g.status for g in rows[1:]] == [GenerationStatus.FUTURE] * (point == "after")
    again = changes.replying.take(
        zone, [reply], by=ANNA, trust_roots=[root] if point == "inside" else []
    )
    assert (again.waiting, again.roots) == ((), ()), "nobody is asked twice"
    assert len(changes.material(zone).certificates) == 2
    at_its_end(at, office, OUTSIDE)


@pytest.mark.parametrize("point", ["inside", "after"])
def test_killed_while_taking_in_what_the_zones_server_made(
    tmp_path: Path, killed: Callable[..., Office], point: str
) -> None:
    at = started(tmp_path, WATCHED)
    given = at.world.make_at_the_server(WATCHED.kind, at.office)
    at.office.close()
    office = killed(at, "watch", point, given)
    changes, zone = office.console.changes, at.zone.id
    seen = changes.watching.stand(zone)
    assert seen.complete is (point == "after")
    assert (seen.authority is None, seen.seen == ()) == ((point == "inside",) * 2)
    assert changes.status(zone).step == ("watch" if point == "inside" else "review")
    assert changes.watching.take(zone, given, by=ANNA).complete
    assert len(changes.material(zone).certificates) == 2
    at_its_end(at, office, WATCHED)
