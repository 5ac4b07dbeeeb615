"""How is a moment written? One fixed, sortable UTC form in files and rows, ISO 8601 outside."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """Return a moment as it is stored: UTC, microseconds, always the same length."""
    return _written(moment, "microseconds")


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote, or any ISO 8601 time that names its zone; ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time beyond the years 1 to 9999") from error


def to_iso(moment: datetime) -> str:
    """Return a moment for people's scripts: UTC, whole seconds, `2026-11-23T12:00:00Z`."""
    return _written(moment, "seconds")


def _written(moment: datetime, precision: str) -> str:
    # strftime does not pad years before 1000, and a certificate may name one
    at = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return at.isoformat(timespec=precision).removesuffix("+00:00") + "Z"
