"""Every road from every custody, left at every point, in every way: what is seen at its end.

What devices with the old trust, the new, and both make of each server is written out here.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.roads.paper import NAMES, Standing, begun
from tests.roads.walking import (
    Road,
    activate,
    assign,
    cancel,
    end_way_back,
    go_on,
    prepare,
    roll_back,
    state,
)
from tests.services.office import ANNA
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import CertificateStatus, Custody, GenerationStatus
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.change import activation, commit, retreat

ZENCA, SERVER, EXTERNAL = Custody.ZENCA, Custody.SERVER, Custody.EXTERNAL
REMINT, INTERNAL = ChangeKind.REMINT, ChangeKind.INTERNAL
OUTSIDE, SERVERS = ChangeKind.EXTERNAL, ChangeKind.SERVERS
PKI = PkiToolbox()

ROADS = [
    Road(REMINT, ZENCA, ZENCA, "zenca", chains=True, back="over the cross"),
    Road(REMINT, ZENCA, ZENCA, "zenca", chains=True, same_key=True),
    Road(REMINT, SERVER, SERVER, "server", back="in the console"),
    Road(INTERNAL, ZENCA, ZENCA, "zenca", chains=True, back="over the cross"),
    Road(INTERNAL, ZENCA, SERVER, "server", back="in the console"),
    Road(INTERNAL, SERVER, ZENCA, "zenca"),
    Road(INTERNAL, SERVER, SERVER, "server", back="in the console"),
    Road(INTERNAL, EXTERNAL, ZENCA, "zenca"),
    Road(INTERNAL, EXTERNAL, SERVER, "server", back="in the console"),
    Road(OUTSIDE, ZENCA, EXTERNAL, "outside"),
    Road(OUTSIDE, SERVER, EXTERNAL, "outside"),
    Road(OUTSIDE, EXTERNAL, EXTERNAL, "outside"),
    Road(SERVERS, ZENCA, ZENCA, "zenca", chains=True),
    Road(SERVERS, SERVER, SERVER, "server", chains=True, back="in the console"),
    Road(SERVERS, EXTERNAL, EXTERNAL, "outside", chains=True),
]
MATERIAL, ASSIGNED, ACTIVE = ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE
MOMENTS = {MATERIAL: "before Assign", ASSIGNED: "after Assign", ACTIVE: "after Activate"}
Reach = Callable[[Road, ChangeState], Standing]


class Killed(BaseException):
    """The process is gone: nobody catches it, nothing after it happens."""


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: how quick a disk is, is not the question here."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def walked(memory: Path):
    """Each road walked once; a copy is kept of every moment."""
    kept: dict[Road, dict[ChangeState, Standing]] = {}

    def of(road: Road, moment: ChangeState) -> Standing:
        if road not in kept:
            folder = memory / str(road)
            folder.mkdir()
            at = begun(folder / "walked", road.held_by)
            kept[road] = {}
            for reached, step in (
                (MATERIAL, lambda: prepare(at, road)), (ASSIGNED, lambda: assign(at)),
                (ACTIVE, lambda: activate(at, road)),
            ):  # fmt: skip
                step()
                assert state(at) is reached
                kept[road][reached] = at.copied(folder / reached.name)
            at.office.close()
        return kept[road][moment]

    yield of
    for moments in kept.values():
        for at in moments.values():
            at.office.close()


@pytest.fixture
def reach(walked, memory: Path):
    """A zone of the test's own that stands at this moment of this road."""
    made: list[Standing] = []
    own = Path(tempfile.mkdtemp(dir=memory))

    def copy_of(road: Road, moment: ChangeState) -> Standing:
        made.append(walked(road, moment).copied(own / str(len(made))))
        return made[-1]

    def again(at: Standing) -> Standing:
        made.append(at.copied(own / str(len(made))))
        return made[-1]

    copy_of.again = again  # type: ignore[attr-defined]
    yield copy_of
    for at in made:
        at.office.close()
    shutil.rmtree(own)


def met(at: Standing) -> list[tuple[bool, bool, bool]]:
    """For each server, whether a device with the old trust, the new, and both talks to it."""
    rows = at.office.console.authority.generations(at.zone.id)
    old = [rows[0].anchor]
    new = [rows[-1].anchor]
    now = at.office.clock()
    found = []
    for fqdn in NAMES:
        chain = [PKI.read_certificate(der) for der in at.world.presents(fqdn)]
        found.append(
            tuple(
                PKI.verify(chain, trust=t, at=now, name=fqdn) == "" for t in (old, new, old + new)
            )
        )
    return found


def before(road: Road) -> list[tuple[bool, bool, bool]]:
    """While the old certificates are served: the same key or CA verifies them as well."""
    same = road.same_key or road.kind is SERVERS
    return [(True, same, True)] * 2


def after(road: Road, *, closed: bool = False) -> list[tuple[bool, bool, bool]]:
    """While the new are: by the cross certificate as long as there is one."""
    old = road.chains and (not closed or road.same_key or road.kind is SERVERS)
    return [(old, True, True)] * 2


def whole(at: Standing) -> None:
    assert at.office.console.desk.store.quick_check() == ""
    assert at.office.console.journal.verify().words.startswith("The journal is whole")
    assert at.office.console.desk.store.authorities.reserved_keys() == []


def at_the_start(at: Standing, road: Road) -> None:
    """The old CA is active and every server presents what it presented at the start."""
    generations = at.office.console.authority.generations(at.zone.id)
    assert generations[0].status is GenerationStatus.ACTIVE
    assert [g.status for g in generations[1:]] in ([], [GenerationStatus.ABANDONED])
    assert generations[0].custody is road.held_by
    for fqdn in NAMES:
        assert at.world.presents(fqdn) == at.world.lies[fqdn]["before"]
        assert set(at.world.lies[fqdn]) <= {"before", "its own"}, "nothing of ours is left there"
    statuses = {c.status for c in at.office.console.certificates.of(at.zone.id)}
    assert statuses <= {CertificateStatus.ACTIVE, CertificateStatus.ABANDONED}
    at.office.console.changes.start(at.zone.id, road.kind, by=ANNA)
    whole(at)


def at_the_end(at: Standing, road: Road) -> None:
    """The new CA is active in its custody, and no server presents a cross certificate."""
    active = at.office.console.authority.active(at.zone.id)
    assert active is not None
    assert active.custody is road.to
    assert active.number == (1 if road.kind is SERVERS else 2)
    assert state(at) is ChangeState.CLOSED
    assert met(at) == after(road, closed=True)
    whole(at)


every_road = pytest.mark.parametrize("road", ROADS, ids=str)
every_moment = pytest.mark.parametrize("moment", MOMENTS, ids=MOMENTS.get)


@every_road
@every_moment
def test_going_on_ends_at_the_new_ca(reach: Reach, road: Road, moment: ChangeState) -> None:
    at = reach(road, moment)
    assert met(at) == (after(road) if moment is ACTIVE else before(road))
    go_on(at, road)
    at_the_end(at, road)


@every_road
@every_moment
def test_a_cancel_ends_at_the_start_until_it_is_active(
    reach: Reach, road: Road, moment: ChangeState
) -> None:
    at = reach(road, moment)
    if moment is ACTIVE:
        with pytest.raises(ZencaError, match="active"):
            at.office.console.changes.cancel(at.zone.id, by=ANNA)
        assert (state(at), met(at)) == (ACTIVE, after(road))
        return
    cancel(at, road)
    assert state(at) is ChangeState.CANCELLED
    at_the_start(at, road)


@every_road
@every_moment
def test_a_roll_back_ends_at_the_start_once_it_is_active(
    reach: Reach, road: Road, moment: ChangeState
) -> None:
    at = reach(road, moment)
    if moment is not ACTIVE:
        with pytest.raises(ZencaError, match="assigned"):
            roll_back(at, road)
        assert (state(at), met(at)) == (moment, before(road))
        return
    roll_back(at, road)
    over = road.back == "over the cross"
    assert met(at) == ([(True, True, True)] * 2 if over else before(road))
    end_way_back(at, road)
    assert state(at) is ChangeState.ROLLED_BACK
    at_the_start(at, road)


@every_road
@pytest.mark.parametrize(
    ("moment", "where", "reached"),
    [
        (MATERIAL, commit, ASSIGNED),
        (ASSIGNED, activation, ACTIVE),
        (ACTIVE, retreat, ChangeState.ROLLING_BACK),
    ],
    ids=["before Assign", "after Assign", "after Activate"],
)
def test_killed_in_the_next_step_it_says_where_it_stands_and_goes_on(
    reach, monkeypatch: pytest.MonkeyPatch, road: Road, moment: ChangeState, where, reached
) -> None:
    at = reach(road, moment)

    def die(*_given: object) -> None:
        raise Killed

    step = {MATERIAL: lambda: assign(at), ASSIGNED: lambda: activate(at, road),
            ACTIVE: lambda: roll_back(at, road)}[moment]  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(where, "publish", die)
        with pytest.raises(Killed):
            step()
    later = reach.again(at)
    assert state(later) is reached
    assert met(later) == (after(road) if moment is ACTIVE else before(road)), "no server moved"
    assert later.office.console.changes.status(later.zone.id).next != ""
    whole(later)
    if moment is ACTIVE:
        roll_back(later, road)
        end_way_back(later, road)
        at_the_start(later, road)
    else:
        go_on(later, road)
        at_the_end(later, road)
