"""Where servers cannot stay trusted by the old CA's devices, that is said before it is too late."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.roads.paper import Standing, begun
from tests.services.office import ANNA
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError

NO_OVERLAP = (
    "There is no overlap: devices that have not taken the new trust by then lose contact at the "
    "activation."
)


@pytest.fixture
def zone_held_by(tmp_path: Path) -> Iterator[Callable[..., Standing]]:
    open_now = []

    def make(held_by: Custody, kind: ChangeKind | None, **more: int) -> Standing:
        at = begun(tmp_path / "data", held_by, **more)
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
