"""The board's numbers follow from groups of devices that are alike."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import (
    Standing,
    Turned,
    at_stages,
    lost,
    quiet,
    turned,
    verdicts,
)
from zenca_gui.core.verdict import Contact, Verdict, decide
from zenca_gui.core.zone import DeviceKind

OLD, OLDER = datetime(2026, 9, 3, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)


def group(number: int, stage: Stage = Stage.ASSIGNED, **more: object) -> Standing:
    return Standing(
        **{"kind": DeviceKind.WORKSTATION, "stage": stage, "lost": False, "number": number} | more
    )


@st.composite
def groups(draw) -> Standing:
    number = draw(st.integers(1, 9))
    met = draw(st.integers(0, number))
    met_cut_off = draw(st.integers(0, met))
    return group(
        number, draw(st.sampled_from(Stage)), kind=draw(st.sampled_from(DeviceKind)),
        lost=draw(st.booleans()), met=met, met_cut_off=met_cut_off,
        cut_off=met_cut_off + draw(st.integers(0, number - met)),
    )  # fmt: skip


def test_lost_devices_are_in_no_number_but_their_own():
    standings = [group(3, silent=2), group(4, lost=True, silent=4, cut_off=4)]
    assert lost(standings) == 4
    assert quiet(standings) == 2
    assert at_stages(standings, DeviceKind.WORKSTATION) == {Stage.ASSIGNED: 3}
    assert verdicts(standings, activated=False) == {Verdict.WILL_FOLLOW: 3}
    assert turned(standings) == Turned(
        unseen=3, unseen_kinds={DeviceKind.WORKSTATION: 3}, missing=3
    )


@pytest.mark.parametrize("activated", [False, True])
@pytest.mark.parametrize("kind", DeviceKind)
@pytest.mark.parametrize("stage", Stage)
def test_every_group_has_the_verdict_of_core(kind, stage, activated):
    found = verdicts([group(5, stage, kind=kind, met=2)], activated=activated)
    mobile = kind is DeviceKind.MOBILE
    met, silent_one = (
        decide(mobile=mobile, stage=stage, activated=activated, contact=contact)
        for contact in (Contact.SINCE if activated else Contact.SILENT, Contact.SILENT)
    )
    expected: dict[Verdict, int] = {}
    for verdict, number in ((met, 2), (silent_one, 3)):
        expected[verdict] = expected.get(verdict, 0) + number
    assert found == expected


def test_who_lost_contact_is_told_by_kind_and_since_when():
    found = turned(
        [
            group(4, met=1, never=1, oldest=OLD),
            group(2, kind=DeviceKind.MOBILE, oldest=OLDER),
            group(3, Stage.ACTIVE, oldest=OLDER),
        ]
    )
    assert found.unseen_kinds == {DeviceKind.WORKSTATION: 3, DeviceKind.MOBILE: 2}
    assert (found.never, found.longest) == (1, OLDER)


@given(st.lists(groups(), max_size=12))
def test_each_device_that_counts_is_in_one_of_four_places(standings):
    found = turned(standings)
    counting = sum(each.number for each in standings if not each.lost)
    assert found.missing + found.reachable + found.following + found.arrived == counting
    assert found.missing <= found.unseen + found.cut_off
    assert sum(found.unseen_kinds.values()) == found.unseen
    assert sum(verdicts(standings, activated=True).values()) == counting
