"""How a change is walked, step by step, whoever makes its material."""

from dataclasses import dataclass, replace

from tests.roads.paper import Standing
from tests.services.office import ANNA
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.follow_up import FollowUpState


@dataclass(frozen=True)
class Road:
    """One road, and what must be seen on it. Written by hand; nothing of it is read from core."""

    kind: ChangeKind
    held_by: Custody
    to: Custody
    made_by: str
    """zenca, the server, or an outside CA."""
    chains: bool = False
    """Whether devices with the old trust still talk once it is active."""
    back: str = "alone"
    """How servers present the old certificate after a roll back: alone, over the cross
    certificate, or when somebody took it back in the zone's console."""
    same_key: bool = False

    def __str__(self) -> str:
        same = "-same-key" if self.same_key else ""
        return f"{self.kind.value}{same}-from-{self.held_by.value}-to-{self.to.value}"


def state(at: Standing) -> ChangeState:
    return at.office.console.desk.store.changes.of(at.zone.id)[-1].state


def prepare(at: Standing, road: Road) -> None:
    """Up to Assign: chosen, checked, made, reviewed, proved."""
    changes, zone = at.office.console.changes, at.zone.id
    changes.start(zone, road.kind, by=ANNA)
    choice = replace(changes.proposal(zone, to=road.to), same_key=road.same_key)
    changes.choose(zone, choice, by=ANNA)
    at.office.console.backup.automatic(zone, by=ANNA)
    stops = [c for c in changes.preflight(zone, by=ANNA) if c.outcome.value == "stop"]
    assert stops == []
    match road.made_by:
        case "zenca":
            changes.make_material(zone, by=ANNA)
        case "server":
            given = at.world.make_at_the_server(road.kind, at.office)
            assert changes.watching.take(zone, given, by=ANNA).complete
        case "outside":
            changes.requesting.make(zone, by=ANNA)
            requests = [r.der for _server, r in changes.requesting.of(zone) if r is not None]
            reply, root = at.world.sign(road.kind, requests, at.office)
            taken = changes.replying.take(zone, [reply], by=ANNA, trust_roots=[root])
            assert taken.waiting == (), [f.sentence for j in taken.judged for f in j.findings]
    changes.review(zone)
    at.office.console.recovery.prove(zone, at.office.group(at.zone), by=ANNA)


def assign(at: Standing) -> None:
    changes, zone = at.office.console.changes, at.zone
    changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    changes.deliver(zone.id, by=ANNA)


def activate(at: Standing, road: Road) -> None:
    """Activate; where the zone's server holds the certificates, in its console too."""
    changes, zone = at.office.console.changes, at.zone.id
    done = changes.activate(zone, by=ANNA)
    if road.made_by == "server":
        assert done.failed == len(done.deliveries), "not seen to follow yet"
        at.world.activate_there()
        done = changes.activate(zone, by=ANNA)
    assert done.failed == 0, [d.detail for d in done.deliveries]


def do_follow_ups(at: Standing) -> None:
    service = at.office.console.follow_ups
    for known in service.of(at.zone.id):
        if known.state is FollowUpState.OPEN and known.kind.value != "end-overlap":
            service.done(known.id, "seen by Anna", by=ANNA)


def end(at: Standing) -> None:
    """From active to closed."""
    changes, zone = at.office.console.changes, at.zone.id
    do_follow_ups(at)
    change = changes.open(zone)
    assert change is not None
    if change.overlap_ended_at is None:
        changes.end_overlap(zone, by=ANNA, early=True)
    assert changes.what_is_open(zone) == []
    changes.close(zone, by=ANNA)


def go_on(at: Standing, road: Road) -> None:
    """From wherever it stands to the end of the road."""
    if state(at) is ChangeState.MATERIAL:
        assign(at)
    if state(at) is ChangeState.ASSIGNED:
        at.office.console.changes.deliver(at.zone.id, by=ANNA)
        activate(at, road)
    elif state(at) is ChangeState.ACTIVE:
        activate(at, replace(road, made_by="nobody") if at.world.activated_there else road)
    end(at)


def cancel(at: Standing, road: Road) -> None:
    """Cancel, clear what devices hold, and go on until it has ended."""
    changes, zone = at.office.console.changes, at.zone.id
    changes.cancel(zone, by=ANNA)
    if road.made_by == "server":
        at.world.take_back_there()
    if changes.open(zone) is not None:
        do_follow_ups(at)
        changes.cancel(zone, by=ANNA)
    assert changes.open(zone) is None, changes.what_is_open(zone)


def roll_back(at: Standing, road: Road) -> None:
    """Go back as far as servers present the old certificates again."""
    changes, zone = at.office.console.changes, at.zone
    changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    if road.made_by == "server":
        assert changes.what_is_open(zone.id) != [], "somebody has to take it back there"
        at.world.take_back_there()
        changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)


def end_way_back(at: Standing, road: Road) -> None:
    changes, zone = at.office.console.changes, at.zone.id
    do_follow_ups(at)
    if road.back == "over the cross":
        changes.end_overlap(zone, by=ANNA, early=True)
    assert changes.what_is_open(zone) == []
    changes.close(zone, by=ANNA)
