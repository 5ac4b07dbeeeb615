"""A reader of .ics files that takes nothing which RFC 5545 does not allow."""

import re
from typing import Any

_NAME = re.compile(r"([A-Z][A-Z0-9-]*(?:;[A-Z-]+=[A-Z-]+)*):(.*)\Z", re.DOTALL)
_TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "NAME"}
_ONCE = ("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS")


def read(text: str) -> list[dict[str, Any]]:
    """Return the events; AssertionError for what is not allowed."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", ""), "lines end in CRLF alone"
    assert "\r" not in text.replace("\r\n", "")
    lines = text[:-2].replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert lines[2].startswith("PRODID:")
    events: list[dict[str, Any]] = []
    inside: list[str] = []
    for line in lines:
        found = _NAME.match(line)
        assert found, line
        name, value = found.groups()
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({"TRIGGERS": []})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = _plain(value) if name in _TEXTS else value
        elif name == "TRIGGER":
            assert re.fullmatch(r"-P\d+D|PT0S", value), value
            events[-1]["TRIGGERS"].append(value)
    assert not inside
    for event in events:
        assert all(event.get(name) is not None for name in _ONCE), event
        assert re.fullmatch(r"\d{8}T\d{6}Z", event.get("DTSTART", event["DTSTAMP"]))
        assert re.fullmatch(r"\d{8}", event.get("DTSTART;VALUE=DATE", "20260101"))
        assert ("DTSTART" in event) is not ("DTSTART;VALUE=DATE" in event)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def _plain(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*(?:[,;]|\\[^\\;,nN])", value), value
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], value)
