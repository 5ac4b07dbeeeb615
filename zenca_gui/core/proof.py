"""The four-case proof: which certificate must a device trust, and when? A table, and its reading.

{old, new server certificate} x {device with the old trust, with the new}, at the times of
DESIGN 4.5. *New trust* is the store as delivered: old + new until the old CA ends, then new alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import ServerId


class Leaf(Enum):
    """Which server certificate is presented."""

    OLD = "old"
    NEW = "new"


class Trust(Enum):
    """What the device trusts."""

    OLD = "old"
    NEW = "new"


class Moment(Enum):
    """When the device looks."""

    NOW = "now"
    BEFORE_ACTIVATION = "an hour before activation"
    AFTER_ACTIVATION = "an hour after activation"
    BEFORE_END = "just before the old CA ends"
    AFTER_END = "just after the old CA ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One look: what OpenSSL said, and whether the table expected it."""

    server: ServerId
    leaf: Leaf
    trust: Trust
    moment: Moment
    at: datetime
    trusted: bool
    expected: bool
    reason: str
    """OpenSSL's own words where it refused, else ""."""

    @property
    def as_expected(self) -> bool:
        """Whether what was seen is what must be."""
        return self.trusted is self.expected


def moments(
    *, now: datetime, activation: datetime | None, old_ends: datetime
) -> list[tuple[Moment, datetime]]:
    """Return when to look. Without a date, activation is taken to be now."""
    hour, instant = timedelta(hours=1), timedelta(seconds=1)
    active = activation or now
    return [
        (Moment.NOW, now),
        (Moment.BEFORE_ACTIVATION, max(now, active - hour)),
        (Moment.AFTER_ACTIVATION, active + hour),
        (Moment.BEFORE_END, old_ends - instant),
        (Moment.AFTER_END, old_ends + instant),
    ]


def expected(
    leaf: Leaf,
    trust: Trust,
    at: datetime,
    *,
    leaf_ends: datetime,
    old_ends: datetime,
    overlap: bool,
) -> bool:
    """Say what must be. `overlap`: a cross certificate carries the new CA under the old one."""
    if at > leaf_ends:
        return False
    match leaf, trust:
        case Leaf.NEW, Trust.NEW:
            return True
        case Leaf.NEW, Trust.OLD:
            return overlap and at <= old_ends
        case _:
            return at <= old_ends


def outcome(cells: Sequence[Cell]) -> Outcome:
    """Return STOP when any cell is not as expected or none was looked at."""
    return Outcome.PASS if cells and all(c.as_expected for c in cells) else Outcome.STOP


def must_re_register(cells: Sequence[Cell]) -> int:
    """Count servers at which a device with the old trust is refused right after activation."""
    return len(
        {
            c.server
            for c in cells
            if c.leaf is Leaf.NEW
            and c.trust is Trust.OLD
            and c.moment is Moment.AFTER_ACTIVATION
            and not c.trusted
        }
    )
