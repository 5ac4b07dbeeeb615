"""Later evidence beats earlier; what two sources say differently at about one time is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.core.stage_evidence import TOGETHER, contradict, heard, known, told
from zenca_gui.core.told import LONGEST, own_words
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, ZoneId

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PC = Device(id=DeviceId(1), zone=ZoneId(1), guid="g", name="pc", kind=DeviceKind.WORKSTATION)


def said(
    stage: Stage, hours: float = 0, by: str = "lab", evidence: Evidence = Evidence.REPORTED
) -> StageSaid:
    return StageSaid(stage=stage, at=NOON + timedelta(hours=hours), evidence=evidence, by=by)


def after(*each: StageSaid) -> Device:
    device = PC
    for one in each:
        device = heard(device, one)
    return device


def test_a_stage_that_moves_on_is_progress_whoever_reports_it() -> None:
    device = after(said(Stage.ASSIGNED), said(Stage.PENDING, 1, "list"), said(Stage.ACTIVE, 2))
    assert (device.stage, device.stage_by, device.stage_other) == (Stage.ACTIVE, "lab", None)


def test_later_evidence_is_never_overwritten_by_earlier() -> None:
    device = after(said(Stage.PENDING), said(Stage.ASSIGNED, -5, "list"))
    assert (device.stage, device.stage_other) == (Stage.PENDING, None)


def test_a_source_that_says_less_an_hour_later_contradicts_and_both_are_kept() -> None:
    more, less = said(Stage.ACTIVE, 0, "lab"), said(Stage.ASSIGNED, 1, "list")
    for order in ((more, less), (less, more)):
        device = after(*order)
        assert (known(device), device.stage_other) == (less, more)


def test_after_more_than_a_day_the_later_one_is_simply_right() -> None:
    device = after(said(Stage.ACTIVE), said(Stage.ASSIGNED, 25, "list"))
    assert (device.stage, device.stage_other) == (Stage.ASSIGNED, None)


def test_a_source_may_take_back_what_it_said() -> None:
    device = after(said(Stage.ACTIVE), said(Stage.FAILED, 1))
    assert (device.stage, device.stage_other) == (Stage.FAILED, None)


def test_a_contradiction_ends_once_the_other_source_speaks_again() -> None:
    device = after(
        said(Stage.ACTIVE), said(Stage.ASSIGNED, 1, "list"), said(Stage.ACTIVE, 2, "lab")
    )
    assert (device.stage, device.stage_other) == (Stage.ACTIVE, None)


def test_a_person_who_sees_a_contradiction_settles_it_and_who_makes_one_sees_it() -> None:
    by_hand = said(Stage.ASSIGNED, 2, "anna", Evidence.TOLD)
    made = told(after(said(Stage.PENDING)), by_hand)
    assert made.stage_other == said(Stage.PENDING)
    assert told(made, replace(by_hand, at=NOON + timedelta(hours=3))).stage_other is None
    assert told(after(said(Stage.PENDING)), replace(by_hand, stage=Stage.UNKNOWN)).stage is (
        Stage.UNKNOWN
    )


def test_what_was_so_before_the_update_was_assigned_says_nothing_of_it() -> None:
    assert heard(PC, said(Stage.ACTIVE, -1), since=NOON) == PC
    assert heard(PC, said(Stage.ACTIVE, 0), since=NOON).stage is Stage.ACTIVE


def test_unknown_is_no_statement() -> None:
    device = after(said(Stage.PENDING))
    assert heard(device, said(Stage.UNKNOWN, 1)) == device
    assert known(PC) is None


def test_said_again_by_the_same_source_keeps_when_it_was_first_so() -> None:
    device = after(said(Stage.PENDING), said(Stage.PENDING, 3))
    assert device.stage_at == NOON


SAID = st.builds(
    said,
    st.sampled_from([stage for stage in Stage if stage is not Stage.UNKNOWN]),
    st.integers(-48, 48),
    st.sampled_from(["lab", "list", "anna"]),
    st.sampled_from(Evidence),
)


@given(st.lists(SAID, min_size=1, max_size=6))
def test_what_is_older_than_the_stage_shown_never_takes_its_place(each: list[StageSaid]) -> None:
    device = PC
    for one in each:
        before = device
        device = heard(device, one)
        mine = known(device)
        assert mine is not None
        if before.stage_at is not None and one.at < before.stage_at:
            assert mine == known(before)
        assert device.stage_other is None or contradict(device.stage_other, mine)


@given(SAID, SAID)
def test_contradiction_does_not_depend_on_who_is_named_first(
    one: StageSaid, two: StageSaid
) -> None:
    if one.at != two.at:
        assert contradict(one, two) == contradict(two, one)
    assert not contradict(one, one)
    assert not contradict(one, replace(one, at=one.at + 2 * TOGETHER))


def test_words_that_nobody_can_read_are_refused() -> None:
    assert own_words("  seen at the desk ") == "seen at the desk"
    with pytest.raises(ZencaError, match="1,000,000 characters"):
        own_words("x" * 1_000_000)
    assert len(own_words("x" * LONGEST)) == LONGEST
