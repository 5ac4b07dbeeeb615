"""What changed since the last look is found, and said."""

from datetime import UTC, datetime

import pytest

from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.last_look import Look, differences, look_from_text
from zenca_gui.core.last_look_words import difference_words
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import ServerId

AT = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


def look(**more: object) -> Look:
    return Look(change=3, at=AT, **more)


def said(then: Look, now: Look, came: dict[Stage, int] | None = None) -> list[str]:
    return [difference_words(each) for each in differences(then, now, came or {})]


def test_a_look_comes_back_as_it_was_kept():
    kept = look(
        stages={Stage.PENDING: 4}, verdicts={Verdict.RETRY: 1}, lost=2,
        servers={ServerId(7): DeliveryState.STAGED}, follow_ups={FollowUpState.OPEN: 9},
    )  # fmt: skip
    assert look_from_text(kept.to_text()) == kept


def test_nothing_is_said_where_nothing_is_different():
    same = look(stages={Stage.PENDING: 4}, follow_ups={FollowUpState.OPEN: 9}, lost=1)
    assert differences(same, same, {}) == ()


@pytest.mark.parametrize(
    ("then", "now", "came", "words"),
    [
        ({}, {Stage.PENDING: 312}, {Stage.PENDING: 312},
         ["312 devices reached Pending Certificate Activation"]),
        ({}, {Stage.FAILED: 1}, {Stage.FAILED: 1}, ["1 device failed"]),
        ({Stage.PENDING: 10}, {Stage.PENDING: 50}, {Stage.PENDING: 30},
         ["30 devices reached Pending Certificate Activation",
          "10 more at Pending Certificate Activation, heard of late"]),
        ({Stage.PENDING: 10}, {Stage.ACTIVE: 10}, {Stage.ACTIVE: 10},
         ["10 devices reached New Certificate Active"]),
        ({Stage.UNKNOWN: 10}, {Stage.UNKNOWN: 20}, {}, []),
    ],
)  # fmt: skip
def test_stages_are_told_by_their_own_time_and_the_rest_as_heard_of_late(then, now, came, words):
    assert said(look(stages=then), look(stages=now), came) == words


def test_a_server_that_moved_is_told_where_it_is_now():
    one, two, three = ServerId(1), ServerId(2), ServerId(3)
    then = look(servers={one: DeliveryState.STAGED, two: DeliveryState.STAGED})
    now = look(
        servers={
            one: DeliveryState.SWITCHED,
            two: DeliveryState.STAGED,
            three: DeliveryState.FAILED,
        }
    )
    assert said(then, now) == ["1 server: delivery failed", "1 server activated"]


def test_verdicts_and_the_lost_are_told_beside_what_they_were():
    then = look(verdicts={Verdict.RE_ENROL: 15, Verdict.NOTHING: 1}, lost=2)
    now = look(verdicts={Verdict.RE_ENROL: 12, Verdict.NOTHING: 9}, lost=3)
    assert said(then, now) == ["must re-enrol: 12, was 15", "lost: 3, was 2"]


def test_work_that_ended_and_work_that_came_are_told():
    then = look(follow_ups={FollowUpState.OPEN: 5, FollowUpState.DONE: 1})
    now = look(follow_ups={FollowUpState.OPEN: 3, FollowUpState.DONE: 5, FollowUpState.WAIVED: 1})
    assert said(then, now) == ["4 follow-ups done", "1 follow-up waived", "3 new follow-ups"]
