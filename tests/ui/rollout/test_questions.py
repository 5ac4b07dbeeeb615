"""Before servers switch, the question says who keeps the contact on this very road."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zenca_gui.core.ca_change import Change, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, GenerationId, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.zone import Actor, Carrier, ZoneId
from zenca_gui.services.rollout import Board
from zenca_gui.ui.rollout import questions
from zenca_gui.ui.rollout.head import phase_mark

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHOICE = Choice(
    key=KeyKind.EC_P256,
    subject="CN=North CA",
    validity_days=730,
    server_validity_days=365,
    carrier=Carrier.LAB,
)
CHANGE = Change(
    id=ChangeId(1),
    zone=ZoneId(1),
    kind=ChangeKind.REMINT,
    state=ChangeState.ASSIGNED,
    old=GenerationId(1),
    new=GenerationId(2),
    choice=CHOICE,
    opened_at=NOW,
    opened_by=Actor("anna"),
)
BOARD = Board(change=CHANGE, phase="staged", now=NOW)


@pytest.mark.parametrize(
    ("board", "begins"),
    [
        (replace(BOARD, overlap_until=NOW + timedelta(days=30)), "Devices that trust the old CA"),
        (BOARD, "There is no overlap: from then on only devices that trust the new CA"),
        (
            replace(BOARD, change=replace(CHANGE, choice=replace(CHOICE, same_key=True))),
            "The key stays: devices that trust it keep their contact",
        ),
        (
            replace(BOARD, change=replace(CHANGE, kind=ChangeKind.SERVERS)),
            "The CA stays: devices that trust it keep their contact.",
        ),
    ],
    ids=["an overlap", "none", "the same key", "servers only"],
)
def test_who_keeps_the_contact_depends_on_the_road(board: Board, begins: str) -> None:
    assert questions.activate(board).does_not.startswith(begins)


def test_after_the_cas_end_nobody_is_forecast_to_follow() -> None:
    assigned = replace(CHANGE, assigned_at=NOW)
    ended = replace(BOARD, change=assigned, left_behind_from=NOW - timedelta(days=2))
    assert questions.cut_off(ended)
    assert not questions.cut_off(replace(ended, left_behind_from=NOW + timedelta(days=2)))
    assert not questions.cut_off(replace(ended, change=replace(assigned, activated_at=NOW)))
    assert not questions.cut_off(BOARD), "not assigned yet"


def test_no_overlap_is_said_to_have_ended_that_may_never_have_been() -> None:
    assert phase_mark("overlap ended").text == "active, no overlap"
