"""Phones in contact since activation at Update Assigned: looked at, not re-enrolled."""

from tests.following.played import Phone, Play
from zenca_gui.core.ports.lab import Bond

SEEN = Phone("assigned", "after", Bond.CHAIN).name
"""Its TLS still chains, so it was in contact; its stage stayed where it was."""
SILENT = [Phone("assigned", "after", bond).name for bond in (Bond.PIN_ANCHOR, Bond.PIN_LEAF)]
TO_CHECK, TO_ENROL = "check its stage", "must re-enrol"
ENROLLED_AGAIN_BEFORE, ENROLLED_AGAIN_AFTER = 18, 17
"""Not assigned, Update Assigned and Update Failed: two returns each, three bonds each."""


def test_it_was_in_contact_and_its_stage_is_still_update_assigned(play: Play) -> None:
    before, now = (play.shown[when].devices[SEEN] for when in ("after", "in contact"))
    activated = play.shown["in contact"].board.left_behind_from
    assert activated is not None
    assert before.last_contact is not None
    assert now.last_contact is not None
    assert before.last_contact < activated < now.last_contact
    assert before.stage is now.stage
    assert now.stage.value == "update assigned"


def test_the_board_counts_it_with_those_to_be_looked_at(play: Play) -> None:
    counted = [
        {verdict.value: n for verdict, n in play.shown[when].board.verdicts.items()}
        for when in ("after", "in contact")
    ]
    before, now = ((each.get(TO_CHECK), each[TO_ENROL]) for each in counted)
    assert before == (None, ENROLLED_AGAIN_BEFORE)
    assert now == (1, ENROLLED_AGAIN_AFTER)


def test_the_list_of_devices_shows_it_when_asked_for_those_to_be_looked_at(play: Play) -> None:
    listed = play.shown["in contact"].listed
    assert [name for name, words in listed.items() if words == "in contact: check its stage"] == [
        SEEN
    ]
    assert {listed[name] for name in SILENT} == {TO_ENROL}


def test_its_follow_up_turns_from_enrolling_again_to_looking_at_it(play: Play) -> None:
    before, now = (play.shown[when].follow_ups for when in ("after", "in contact"))
    assert before[SEEN].kind.value == "re-enrol"
    assert (now[SEEN].kind.value, now[SEEN].state.value) == ("check-stage", "open")
    assert now[SEEN].id == before[SEEN].id, "the same piece of work: its owner stays"
    assert {now[name].kind.value for name in SILENT} == {"re-enrol"}


def test_nobody_is_told_to_enrol_it_again(play: Play) -> None:
    before, now = play.shown["after"], play.shown["in contact"]
    assert SEEN in before.re_enrol
    assert SEEN not in now.re_enrol
    assert SEEN not in now.re_enrol_csv
    assert set(SILENT) <= set(now.re_enrol)
    assert len(now.re_enrol) == ENROLLED_AGAIN_AFTER
