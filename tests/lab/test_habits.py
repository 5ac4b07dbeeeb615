"""When a device is up next, and which reports are kept of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.ports.lab import Habit
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.device import home_at, next_due
from zenca_gui.lab.notes import Kit, read_report, report_note
from zenca_gui.lab.offer import Offer
from zenca_gui.lab.reports import ReportBook

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("away_from", "away_until", "after", "due"),
    [
        (None, None, 0, 1),
        (3, 10, 0, 1),
        (3, 10, 2, 10),
        (3, 10, 9.5, 10.5),
        (3, None, 1, 2),
        (3, None, 2, None),
        (None, 5, 0, 5),
    ],
)
def test_a_device_comes_back_when_its_habit_says(away_from, away_until, after, due) -> None:
    habit = Habit(
        name="x",
        every=DAY,
        away_from=None if away_from is None else away_from * DAY,
        away_until=None if away_until is None else away_until * DAY,
    )
    expected = None if due is None else START + due * DAY
    assert next_due(habit, start=START, after=START + after * DAY) == expected


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_nobody_comes_back_in_the_middle_of_an_absence(leaves, stays, at) -> None:
    habit = Habit(name="x", every=DAY, away_from=leaves * DAY, away_until=(leaves + stays) * DAY)
    home = home_at(habit, start=START, at=START + at * DAY)
    assert home is not None
    assert home >= START + at * DAY
    assert home < START + leaves * DAY or home >= START + (leaves + stays) * DAY


def report(guid: str, stage: Stage | None = None, minute: int = 0) -> DeviceReport:
    at = START + timedelta(minutes=minute)
    return DeviceReport(guid=guid, at=at, source="lab", stage=stage, last_contact=at)


def test_reports_are_asked_for_from_a_number_on() -> None:
    book = ReportBook()
    assert book.since(0) == (0, [])
    for guid in "abc":
        book.add(report(guid))
    number, found = book.since(1)
    assert (number, [each.guid for each in found]) == (3, ["b", "c"])
    assert book.since(number) == (3, [])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, Stage.PENDING]))))
def test_a_full_book_never_loses_a_devices_last_report_or_last_stage(said) -> None:
    whole, short = ReportBook(10_000), ReportBook(8)
    for minute, (guid, stage) in enumerate(said):
        whole.add(report(guid, stage, minute))
        short.add(report(guid, stage, minute))
    assert short.since(0)[0] == whole.since(0)[0]
    for keep in (lambda r: True, lambda r: r.stage is not None):
        wanted = {each.guid: each for each in whole.since(0)[1] if keep(each)}
        assert {each.guid: each for each in short.since(0)[1] if keep(each)} == wanted


def test_a_report_is_read_as_it_was_written() -> None:
    full = DeviceReport(
        guid="g", at=START, source="lab", last_contact=START, stage=Stage.ACTIVE, reason="r",
        can_talk=False, talk_reason="t", server="s", presented=("aa", "bb"),
    )  # fmt: skip
    for each in (full, DeviceReport(guid="g", at=START, source="lab")):
        assert read_report(report_note(each)) == each


def kit(future: str, *, activated: bool) -> Kit:
    return Kit(
        name="x", trust=(b"x",), future=frozenset([future]), activated=activated, overlap=True
    )


def test_a_phone_of_an_earlier_change_is_not_pending_in_the_next() -> None:
    offer = Offer(kinds={"phone": DeviceKind.MOBILE, "desk": DeviceKind.WORKSTATION})
    offer.kit = kit("one", activated=False)
    assert offer.for_device("phone") == offer.kit
    offer.took("phone", offer.kit.change)
    offer.kit = kit("one", activated=True)
    assert not offer.must_re_enrol("phone")
    offer.kit = kit("two", activated=True)
    assert offer.must_re_enrol("phone")
    assert offer.for_device("phone") is None
    assert offer.for_device("desk") == offer.kit
    assert offer.for_device("stranger") is None
