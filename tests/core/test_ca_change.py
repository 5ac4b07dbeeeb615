"""The CA change: the order of its pages, what each waits for, and which changes are open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.ca_change import (
    CA_CHANGE,
    OPEN,
    RETREATING,
    Change,
    ChangeKind,
    ChangeState,
    Choice,
    Draft,
    Reason,
)
from zenca_gui.core.certificate import ChangeId, GenerationId, KeyKind
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import ROADS, Making
from zenca_gui.core.zone import Actor, Carrier, ZoneId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHOICE = Choice(
    key=KeyKind.EC_P256, subject="CN=Zone CA", validity_days=3650, server_validity_days=730
)
CHANGE = Change(
    id=ChangeId(1),
    zone=ZoneId(1),
    kind=ChangeKind.REMINT,
    state=ChangeState.DRAFT,
    old=GenerationId(1),
    opened_at=NOW,
    opened_by=Actor("anna"),
)
MATERIAL = {
    Making.HERE: ["material"],
    Making.REPLIES: ["requests", "replies"],
    Making.WATCHED: ["watch"],
}
PAGES = ["why", "choose", "preflight", "material", "review", "confirm"]
DONE = Draft(
    zone_name="north",
    choice=CHOICE,
    preflight=Outcome.PASS,
    material=True,
    proof=Outcome.PASS,
    recovery_proved=True,
    typed_name="north",
)
drafts = st.builds(
    Draft,
    zone_name=st.just("north"),
    kind=st.sampled_from(ChangeKind),
    road=st.sampled_from([None, *ROADS.values()]),
    requested=st.booleans(),
    choice=st.sampled_from([None, CHOICE]),
    preflight=st.sampled_from([None, *Outcome]),
    material=st.booleans(),
    proof=st.sampled_from([None, *Outcome]),
    recovery_proved=st.booleans(),
    typed_name=st.sampled_from(["", "North", "north"]),
)


@given(drafts)
def test_every_road_walks_the_same_flow_but_for_how_its_material_comes(draft: Draft) -> None:
    assert CA_CHANGE.path(draft) == [*PAGES[:3], *MATERIAL[draft.making], *PAGES[4:]]


def test_only_the_last_page_is_the_point_of_no_return() -> None:
    assert [step.id for step in CA_CHANGE if step.commits] == ["confirm"]


@pytest.mark.parametrize(
    ("missing", "page"),
    [
        ({"choice": None}, "choose"),
        ({"preflight": None}, "preflight"),
        ({"preflight": Outcome.STOP}, "preflight"),
        ({"material": False}, "material"),
        ({"proof": None}, "review"),
        ({"proof": Outcome.STOP}, "review"),
        ({"recovery_proved": False}, "confirm"),
        ({"typed_name": ""}, "confirm"),
        ({"typed_name": "North"}, "confirm"),
        ({"typed_name": "north "}, "confirm"),
    ],
)
def test_a_page_waits_for_what_is_decided_there(missing: dict[str, object], page: str) -> None:
    draft = replace(DONE, **missing)  # type: ignore[arg-type]
    assert CA_CHANGE.reached(draft) == page
    assert not CA_CHANGE[page].ready(draft)


@pytest.mark.parametrize("field", ["preflight", "proof"])
def test_a_warning_lets_one_go_on(field: str) -> None:
    draft = replace(DONE, **{field: Outcome.WARN})  # type: ignore[arg-type]
    assert all(CA_CHANGE[step].ready(draft) for step in CA_CHANGE.path(draft))


@given(drafts)
def test_nothing_is_committed_unless_recovery_was_proved_and_the_name_typed(draft: Draft) -> None:
    no_keys_here = draft.making is Making.WATCHED
    may = (draft.recovery_proved or no_keys_here) and draft.typed_name == "north"
    assert CA_CHANGE["confirm"].ready(draft) is may


def test_a_new_draft_begins_with_a_choice_to_make() -> None:
    assert CA_CHANGE.reached(Draft(zone_name="north")) == "choose"


def test_a_change_is_open_until_it_is_closed_or_cancelled() -> None:
    is_open = {s for s in ChangeState if replace(CHANGE, state=s).is_open}
    ended = {ChangeState.CLOSED, ChangeState.CANCELLED, ChangeState.ROLLED_BACK}
    assert is_open == OPEN == set(ChangeState) - ended
    assert RETREATING < OPEN


def test_a_choice_replaces_for_expiry_and_by_hand_unless_told() -> None:
    assert (CHOICE.reason, CHOICE.carrier, CHOICE.activate_at) == (
        Reason.EXPIRY,
        Carrier.ZONE,
        None,
    )


def test_activation_is_when_it_was_or_when_it_is_to_be() -> None:
    later = NOW + timedelta(days=3)
    planned = replace(CHANGE, choice=replace(CHOICE, activate_at=later))
    assert CHANGE.activation is None
    assert replace(CHANGE, choice=CHOICE).activation is None
    assert planned.activation == later
    assert replace(planned, activated_at=NOW).activation == NOW
