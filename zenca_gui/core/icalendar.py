"""How are dates written for a calendar? RFC 5545: escaped, folded, each entry under its own UID."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unicodedata import category

FOLD = 75
"""So many octets has a line at most, without its end (RFC 5545, 3.1)."""
LARGEST_SEQUENCE = 2**31 - 1
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One date. Whoever imports it twice moves the entry of the same `uid`."""

    uid: str
    at: datetime
    summary: str
    about: str
    whole_day: bool = False
    reminders: tuple[timedelta, ...] = ()
    """So long before it the calendar reminds."""
    cancelled: bool = False


def calendar(events: Iterable[Event], *, name: str, sequence: int, stamp: datetime) -> str:
    """Return the calendar. `sequence`: higher than in every calendar of these dates before."""
    number = min(sequence, LARGEST_SEQUENCE)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//zenca//zenca//EN",
        "CALSCALE:GREGORIAN", f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
    ]  # fmt: skip
    for event in events:
        lines += _event(event, number, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, sequence: int, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(stamp)}"
    yield f"SEQUENCE:{sequence}"
    if event.whole_day:
        yield f"DTSTART;VALUE=DATE:{_day(event.at)}"
    else:
        yield f"DTSTART:{_moment(event.at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.about)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    if not event.cancelled:
        for before in event.reminders:
            yield "BEGIN:VALARM"
            yield "ACTION:DISPLAY"
            yield f"DESCRIPTION:{_text(event.summary)}"
            yield f"TRIGGER:-P{before.days}D" if before.days else "TRIGGER:PT0S"
            yield "END:VALARM"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{_day(moment)}T{moment.astimezone(UTC):%H%M%S}Z"


def _day(moment: datetime) -> str:
    exact = moment.astimezone(UTC)  # strftime does not pad years before 1000
    return f"{exact.year:04}{exact.month:02}{exact.day:02}"


def _text(text: str) -> str:
    """Return a TEXT value: line breaks and separators escaped, other control characters gone."""
    one_kind = "\n".join(text.splitlines())
    return "".join(_ESCAPED.get(c, c) for c in one_kind if c == "\n" or category(c) != "Cc")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets; no letter is torn apart."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
