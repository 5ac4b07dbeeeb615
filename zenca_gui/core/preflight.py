"""What is checked before a change, and how a check can go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a check went."""

    PASS = "pass"  # noqa: S105 - a word, not a password
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line: what was found, what cures it, and what was seen (for the details)."""

    id: str
    """Stable name, e.g. `backup`, `keyring`, `servers`."""
    outcome: Outcome
    text: str
    cure: str = ""
    action: str = ""
    """The cure's button: `back-up`, `probe`, `edit-server:ID`, `devices-silent` …; "" for none."""


_ORDER = (Outcome.STOP, Outcome.WARN, Outcome.PASS)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of them; nothing checked is a pass."""
    found = set(outcomes)
    return next((o for o in _ORDER if o in found), Outcome.PASS)
