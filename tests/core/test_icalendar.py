"""Dates for a calendar, read back by a strict reader of our own: RFC 5545, line by line."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strict_calendar import read
from zenca_gui.core.icalendar import Event, calendar

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def written(*events: Event, sequence: int = 7) -> str:
    return calendar(events, name="zenca: north", sequence=sequence, stamp=NOON)


def event(**more: object) -> Event:
    known = {"uid": "ca-end.1.x@zenca", "at": NOON, "summary": "north: the CA ends", "about": ""}
    return Event(**{**known, **more})  # type: ignore[arg-type]


def test_a_date_has_what_a_calendar_asks_for() -> None:
    [found] = read(written(event(reminders=(timedelta(days=90), timedelta(0)))))
    assert found["UID"] == "ca-end.1.x@zenca"
    assert found["DTSTART"] == found["DTSTAMP"] == "20261123T120000Z"
    assert (found["SEQUENCE"], found["STATUS"]) == ("7", "CONFIRMED")
    assert found["TRIGGERS"] == ["-P90D", "PT0S"]


def test_a_day_is_a_day_and_a_cancelled_date_reminds_nobody() -> None:
    [found] = read(written(event(whole_day=True, cancelled=True, reminders=(timedelta(days=7),))))
    assert found["DTSTART;VALUE=DATE"] == "20261123"
    assert (found["STATUS"], found["TRIGGERS"]) == ("CANCELLED", [])


def test_a_time_elsewhere_is_written_in_utc() -> None:
    there = datetime.fromisoformat("2027-01-01T00:30:00+05:30")
    assert read(written(event(at=there)))[0]["DTSTART"] == "20261231T190000Z"


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_name_with_line_breaks_stays_one_value(breaks: str) -> None:
    text = written(event(summary=f"nor{breaks}END:VEVENT{breaks}th"))
    [found] = read(text)
    assert found["SUMMARY"] == "nor\nEND:VEVENT\nth"


def test_no_more_than_the_largest_number_is_written() -> None:
    assert read(written(event(), sequence=2**40))[0]["SEQUENCE"] == str(2**31 - 1)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_text_comes_back_and_no_line_is_longer_than_75_octets(text: str) -> None:
    whole = written(event(summary=text, about=text))
    for line in whole.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is torn apart
    [found] = read(whole)
    shown = "\n".join(text.splitlines())
    expected = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", shown)
    assert found["SUMMARY"] == found["DESCRIPTION"] == expected
