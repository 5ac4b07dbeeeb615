"""How is a moment written? One fixed, sortable UTC form in files and rows, ISO 8601 outside."""

from __future__ import annotations

from datetime import UTC, datetime

_STORED = "%Y-%m-%dT%H:%M:%S.%fZ"


def to_text(moment: datetime) -> str:
    """Return a moment as it is stored: UTC, microseconds, always the same length."""
    return moment.astimezone(UTC).strftime(_STORED)


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote, or any ISO 8601 time that names its zone; ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    return moment.astimezone(UTC)


def to_iso(moment: datetime) -> str:
    """Return a moment for people's scripts: UTC, whole seconds, `2026-11-23T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
