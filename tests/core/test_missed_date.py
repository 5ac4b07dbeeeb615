"""A date that was missed is said, from the first second, in hours and then in days."""

from datetime import UTC, datetime, timedelta

import pytest

from zenca_gui.core.ca_change import Change, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, GenerationId, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.missed_date import missed_words
from zenca_gui.core.zone import Actor, ZoneId

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)


def change(state: ChangeState = ChangeState.ASSIGNED, at: datetime | None = AT) -> Change:
    choice = Choice(
        key=KeyKind.EC_P256, subject="CN=x", validity_days=730, server_validity_days=730,
        activate_at=at,
    )  # fmt: skip
    return Change(
        id=ChangeId(1), zone=ZoneId(1), kind=ChangeKind.REMINT, state=state, old=GenerationId(1),
        choice=choice, opened_at=AT - timedelta(days=9), opened_by=Actor("anna"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("late", "says"),
    [
        (timedelta(seconds=-1), ""),
        (timedelta(0), "less than an hour ago"),
        (timedelta(minutes=59), "less than an hour ago"),
        (timedelta(hours=1), "due 1 hour ago"),
        (timedelta(hours=9), "due 9 hours ago"),
        (timedelta(hours=47), "due 47 hours ago"),
        (timedelta(days=2), "due 2 days ago"),
    ],
)
def test_it_says_how_long_ago(late: timedelta, says: str) -> None:
    words = missed_words(change(), AT + late)
    assert (says in words) is True
    assert bool(words) is bool(says)


@pytest.mark.parametrize("state", [s for s in ChangeState if s is not ChangeState.ASSIGNED])
def test_only_an_assigned_change_can_miss_its_date(state: ChangeState) -> None:
    assert missed_words(change(state), AT + timedelta(days=1)) == ""


def test_by_hand_no_date_is_missed() -> None:
    assert missed_words(change(at=None), AT) == ""
