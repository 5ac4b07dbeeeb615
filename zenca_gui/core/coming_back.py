"""Who came back since devices were left behind, and when is nobody missing at this rate?

The first day is not counted: who is in contact then was never away. The rate is that of the last
week. It is told with the interval that nine of ten such weeks would lead to: what comes at a
steady rate, at random (Gamma-Poisson, from Jeffreys' prior; the quantiles after Paulson).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from zenca_gui.core.contact_history import ContactHistory, slot_end, slot_of

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FAR = timedelta(days=3650)
"""Further than this no date is told."""
NINETY = 1.645
"""Standard deviations to either side that hold 90 of 100 outcomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAgain:
    """What is known of a device that is not missing: its contacts, and when it had the new one."""

    last_contact: datetime | None
    history: ContactHistory | None = None
    active_at: datetime | None = None
    """When it was first so, where it is at New Certificate Active."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyMissing:
    """When the last one is back at this rate; None: further than zenca tells dates."""

    at: datetime | None
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """Devices that came back. Of a sample (`share` below 1) the numbers are an estimate."""

    now: datetime
    since: datetime
    missing: int
    in_all: int
    """Since the first day was over."""
    lately: int
    """In the last week, or since the first day was over."""
    days: tuple[int, ...]
    """How many in each of the last days, today's 24 hours last; at most seven."""
    share: float = 1.0

    @property
    def over(self) -> timedelta:
        """The time in which the latest ones came."""
        return max(timedelta(0), min(WEEK, self.now - self.since - DAY))

    @property
    def too_early(self) -> bool:
        """Whether there is no whole day yet that counts."""
        return self.over < DAY

    @property
    def a_day(self) -> float:
        """How many came back a day, lately."""
        return 0.0 if self.too_early else self.lately / (self.over / DAY)

    @property
    def nobody(self) -> NobodyMissing | None:
        """When nobody will be missing at this rate; None where there is no such day."""
        if self.too_early or not self.lately or not self.missing:
            return None
        seen = max(1.0, self.lately * self.share)  # what was really counted
        window = self.over * self.share
        low, middle, high = (
            _waiting(self.missing, seen, window, deviations=z) for z in (-NINETY, 0.0, NINETY)
        )
        return NobodyMissing(
            at=self._after(middle), earliest=self._after(low), latest=self._after(high)
        )

    def _after(self, seconds: float) -> datetime | None:
        return None if seconds > FAR.total_seconds() else self.now + timedelta(seconds=seconds)


def came_back(
    seen: Iterable[SeenAgain],
    *,
    now: datetime,
    since: datetime,
    missing: int,
    phase: timedelta = timedelta(0),
    share: float = 1.0,
) -> CameBack:
    """Count those that were away for a day or more; `seen`: all that are not missing now."""
    in_all = lately = 0
    by_day: Counter[int] = Counter()
    week = max(since + DAY, now - WEEK)
    for device in seen:
        at = first_seen(device, since=since, phase=phase)
        if at is None or at <= since + DAY:
            continue
        in_all += 1
        if at > week:
            lately += 1
            by_day[max(0, (now - at) // DAY)] += 1
    shown = -((week - now) // DAY)
    return CameBack(
        now=now, since=since, missing=missing, in_all=round(in_all / share),
        lately=round(lately / share), share=share,
        days=tuple(round(by_day[ago] / share) for ago in reversed(range(min(7, max(0, shown))))),
    )  # fmt: skip


def first_seen(device: SeenAgain, *, since: datetime, phase: timedelta) -> datetime | None:
    """Return when a device was first seen since then, as far as its history tells; else None."""
    found = []
    if device.active_at is not None and device.active_at >= since:
        found.append(device.active_at)
    if device.last_contact is not None and device.last_contact >= since:
        found.append(_first_contact(device.last_contact, device.history, since, phase))
    return min(found, default=None)


def _first_contact(
    last: datetime, history: ContactHistory | None, since: datetime, phase: timedelta
) -> datetime:
    """Return the end of the first six hours with a contact after those that `since` lies in."""
    if history is None:
        return last
    later = history.slots & ((1 << max(0, history.newest - slot_of(since, phase))) - 1)
    if not later:
        return last
    return min(last, slot_end(history.newest - later.bit_length() + 1, phase))


def _waiting(missing: int, seen: float, window: timedelta, *, deviations: float) -> float:
    """Return after how many seconds the last one is back: a quantile."""
    a, b = 1 / (9 * missing), 1 / (9 * (seen + 0.5))
    z = deviations
    spread = sqrt((1 - b) ** 2 * a + (1 - a) ** 2 * b - z * z * a * b)
    ratio = ((1 - a) * (1 - b) + z * spread) / ((1 - b) ** 2 - z * z * b)
    return max(0.0, ratio) ** 3 * missing / (seen + 0.5) * window.total_seconds()
