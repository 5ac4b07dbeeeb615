"""Where servers cannot stay trusted by the old CA's devices, that is said before it is too late."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.roads.paper import Standing, begun
from tests.roads.walking import Road, activate, assign, end, prepare
from tests.services.office import ANNA
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.services.evidence.pack_json import from_json

NO_OVERLAP = (
    "There is no overlap: devices that have not taken the new trust by then lose contact at the "
    "activation."
)


@pytest.fixture
def zone_held_by(tmp_path: Path) -> Iterator[Callable[..., Standing]]:
    open_now = []

    def make(held_by: Custody, kind: ChangeKind | None, **more: int) -> Standing:
        at = begun(tmp_path / f"data-{len(open_now)}", held_by, **more)
        open_now.append(at)
        if kind is not None:
            at.office.console.changes.start(at.zone.id, kind, by=ANNA)
        return at

    yield make
    for at in open_now:
        at.office.close()


@pytest.mark.parametrize(
    ("held_by", "kind", "warned"),
    [
        (Custody.ZENCA, ChangeKind.REMINT, False),
        (Custody.ZENCA, ChangeKind.INTERNAL, False),
        (Custody.SERVER, ChangeKind.INTERNAL, False),  # the server makes it
        (Custody.EXTERNAL, ChangeKind.INTERNAL, True),
        (Custody.ZENCA, ChangeKind.EXTERNAL, True),
        (Custody.EXTERNAL, ChangeKind.SERVERS, False),
    ],
)
def test_a_choice_warns_of_no_overlap_where_none_can_be(
    zone_held_by: Callable[..., Standing], held_by: Custody, kind: ChangeKind, warned: bool
) -> None:
    at = zone_held_by(held_by, kind)
    changes = at.office.console.changes
    said = changes.warnings_of(at.zone.id, changes.proposal(at.zone.id))
    assert (NO_OVERLAP in said) is warned


def test_the_pre_flight_says_why_there_is_no_overlap(
    zone_held_by: Callable[..., Standing],
) -> None:
    at = zone_held_by(Custody.EXTERNAL, ChangeKind.INTERNAL)
    changes = at.office.console.changes
    changes.choose(at.zone.id, changes.proposal(at.zone.id), by=ANNA)
    told = {check.id: check.text for check in changes.preflight(at.zone.id, by=ANNA)}
    assert told["overlap"] == "The key of G1.1 is not here: there is no overlap."


def test_of_what_somebody_else_signs_no_life_is_claimed(
    zone_held_by: Callable[..., Standing],
) -> None:
    at = zone_held_by(Custody.ZENCA, ChangeKind.EXTERNAL)
    changes = at.office.console.changes
    changes.choose(at.zone.id, changes.proposal(at.zone.id), by=ANNA)
    assert "lives" not in {check.id for check in changes.preflight(at.zone.id, by=ANNA)}


def test_a_ca_of_ours_is_not_called_after_an_external_one(
    zone_held_by: Callable[..., Standing],
) -> None:
    at = zone_held_by(Custody.EXTERNAL, ChangeKind.INTERNAL)
    theirs = at.office.console.authority.active(at.zone.id)
    proposed = at.office.console.changes.proposal(at.zone.id)
    assert theirs is not None
    assert proposed.subject == "CN=north CA" != theirs.certificate.subject


@pytest.mark.parametrize("same_key", [False, True])
def test_after_the_end_nobody_is_said_to_follow_by_themselves(
    zone_held_by: Callable[..., Standing], same_key: bool
) -> None:
    at = zone_held_by(Custody.ZENCA, ChangeKind.REMINT, days=-10, with_key=True)
    changes = at.office.console.changes
    choice = replace(changes.proposal(at.zone.id), same_key=same_key)
    assert changes.consequences(at.zone.id, choice)[1:3] == [
        "1 agent must re-register, or take the recovery kit: the CA it trusts has ended.",
        "1 phone must be re-enrolled.",
    ]
    assert changes.warnings_of(at.zone.id, choice) == []


def test_after_the_end_new_server_certificates_alone_are_refused(
    zone_held_by: Callable[..., Standing],
) -> None:
    at = zone_held_by(Custody.ZENCA, None, days=-10, with_key=True)
    changes = at.office.console.changes
    with pytest.raises(ZencaError, match="The CA has expired: nobody trusts what it signs now"):
        changes.start(at.zone.id, ChangeKind.SERVERS, by=ANNA)
    assert changes.open(at.zone.id) is None
    assert changes.offered(at.zone.id)[ChangeKind.REMINT] == ""


def test_what_somebody_else_signed_is_not_said_to_be_revoked(
    zone_held_by: Callable[..., Standing],
) -> None:
    at = zone_held_by(Custody.EXTERNAL, None)
    for road in (
        Road(ChangeKind.EXTERNAL, Custody.EXTERNAL, Custody.EXTERNAL, "outside"),
        Road(ChangeKind.INTERNAL, Custody.EXTERNAL, Custody.ZENCA, "zenca"),
    ):
        prepare(at, road)
        assign(at)
        activate(at, road)
        end(at)
    desk = at.office.console.desk
    kept = desk.store.authorities.server_certificates(at.zone.id)
    assert len(kept) == 4, "two that the external CA signed, and two of ours"
    entries = desk.store.journal.entries(zone=at.zone.name, limit=1000)
    closed = next(entry for entry in entries if entry.kind == "change.closed")
    assert json.loads(closed.detail) == {"keys_destroyed": 2, "revoked": 0}


def test_evidence_names_no_end_of_an_overlap_that_never_was(
    zone_held_by: Callable[..., Standing],
) -> None:
    ended = {}
    for held_by, road in (
        (Custody.EXTERNAL, Road(ChangeKind.INTERNAL, Custody.EXTERNAL, Custody.ZENCA, "zenca")),
        (Custody.ZENCA, Road(ChangeKind.REMINT, Custody.ZENCA, Custody.ZENCA, "zenca")),
    ):
        at = zone_held_by(held_by, None)
        prepare(at, road)
        assign(at)
        activate(at, road)
        end(at)
        pack = from_json(at.office.console.evidence.text(at.zone.id))
        ended[road.kind] = (pack.times.overlap_ended is not None, bool(pack.crosses))
    assert ended == {ChangeKind.INTERNAL: (False, False), ChangeKind.REMINT: (True, True)}
