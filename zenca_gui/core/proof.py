"""The four-case proof: which certificate must a device trust, and when? A table, and its reading.

{old, new server certificate} x {device with the old trust, with the new}, at the times of
DESIGN 4.5. *New trust* is the store as delivered: old + new until the old CA ends, then new alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from zenca_gui.core.certificate import Generation
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
    """Return when to look, never in the past. Without a date, activation is taken to be now."""
    hour, instant = timedelta(hours=1), timedelta(seconds=1)
    active = activation or now
    times = [
        (Moment.NOW, now),
        (Moment.BEFORE_ACTIVATION, max(now, active - hour)),
        (Moment.AFTER_ACTIVATION, max(now, active + hour)),
        (Moment.BEFORE_END, old_ends - instant),
        (Moment.AFTER_END, old_ends + instant),
    ]
    return [(moment, at) for moment, at in times if at >= now]


class Bridge(Enum):
    """What leads from one trust to the other's certificates."""

    NONE = "none"
    """Nothing: devices with the old trust alone must re-register (DESIGN 4.4)."""
    CROSS = "cross certificate"
    """The new CA under the old key, presented during the overlap."""
    SAME_KEY = "same key"
    """Old and new CA are one key: either trust verifies either leaf."""
    SAME_ROOT = "same root"
    """Two external CAs hang on one root, which devices trust already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Until when the trust on either side holds. For a CA of our own both are the same."""

    old: datetime
    """The old CA's end, over its chain."""
    old_anchor: datetime
    new: datetime
    """The new CA's end, over its chain."""


def bridge(old: Generation, new: Generation, *, cross: bool) -> Bridge:
    """Say what leads from the old CA's trust to the new one's certificates."""
    if old.certificate.public_sha256 == new.certificate.public_sha256:
        return Bridge.SAME_KEY
    if old.anchor.public_sha256 == new.anchor.public_sha256:
        return Bridge.SAME_ROOT
    return Bridge.CROSS if cross else Bridge.NONE


def expected(
    leaf: Leaf, trust: Trust, at: datetime, *, leaf_ends: datetime, ends: Ends, over: Bridge
) -> bool:
    """Say what must be: the table of every kind and custody.

    | leaf | trust | trusted |
    | --- | --- | --- |
    | new | new | until the new CA ends |
    | new | old | never without a bridge; a cross certificate until the old CA ends; the same key |
    |     |     | or root until what the device holds ends |
    | old | old | until the old CA ends |
    | old | new | until the old CA ends (the new trust holds both); the same key beyond it |
    """
    if at > leaf_ends:
        return False
    match leaf, trust:
        case Leaf.NEW, Trust.NEW:
            return at <= ends.new
        case Leaf.NEW, Trust.OLD:
            held = min(ends.old_anchor, ends.new)
            until = {Bridge.CROSS: ends.old, Bridge.SAME_KEY: held, Bridge.SAME_ROOT: held}
            return over in until and at <= until[over]
        case Leaf.OLD, Trust.NEW if over is Bridge.SAME_KEY:
            return at <= max(ends.old, ends.new)
        case _:
            return at <= ends.old


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
