"""A year of contacts in a few bytes: what was heard is there, what was not is not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.contact_history import (
    KEPT,
    SLOT,
    ContactHistory,
    look_slot,
    phase_of,
    slot_end,
    slot_of,
)

LOOK = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
PHASE = phase_of(LOOK)
slots = st.integers(90_000, 90_000 + KEPT - 1)


def kept(heard: list[int]) -> ContactHistory:
    history = ContactHistory(newest=heard[0])
    for slot in heard[1:]:
        history = history.heard(slot)
    return history


@given(st.lists(slots, min_size=1, max_size=30))
def test_every_contact_of_a_year_is_there_in_whatever_order_it_was_heard(heard: list[int]) -> None:
    history = kept(heard)
    there = {history.newest - back for back in range(KEPT) if history.slots >> back & 1}
    assert there == set(heard)
    assert (
        ContactHistory(newest=history.newest, slots=int.from_bytes(history.to_bytes(), "little"))
        == history
    )


def test_daily_contacts_of_a_year_take_less_than_two_hundred_bytes() -> None:
    history = kept(list(range(90_000, 90_000 + 365 * 4, 4)))
    assert len(history.to_bytes()) == 183
    assert len(kept(list(range(90_000, 99_000))).to_bytes()) == KEPT // 8


def test_older_contacts_than_are_kept_fall_out() -> None:
    history = kept([90_000, 90_000 + KEPT])
    assert history.slots == 1
    assert history.heard(90_000) == history


def test_a_slot_ends_with_the_look_and_holds_what_came_before_it() -> None:
    slot = slot_of(LOOK, PHASE)
    assert slot_end(slot, PHASE) == LOOK
    assert slot_of(LOOK - SLOT + timedelta(seconds=1), PHASE) == slot
    assert slot_of(LOOK + timedelta(seconds=1), PHASE) == slot + 1


@pytest.mark.parametrize(("minutes", "later"), [(-200, 0), (0, 0), (80, 0), (100, 1), (350, 1)])
def test_a_look_a_little_late_has_seen_no_more_than_the_one_before(
    minutes: int, later: int
) -> None:
    look = LOOK + timedelta(minutes=minutes)
    assert look_slot(look, PHASE) == slot_of(LOOK, PHASE) + later


@given(st.lists(slots, min_size=1, max_size=10), st.integers(-50, 50))
def test_from_elsewhere_the_same_contacts_are_seen(heard: list[int], ahead: int) -> None:
    history = kept(heard)
    seen = history.seen_from(history.newest + ahead)
    for slot in heard:
        assert seen >> max(0, history.newest + ahead - slot) & 1
