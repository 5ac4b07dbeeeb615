"""Who is left behind if the change is activated on a date? One value that answers for every date.

To be left behind is not to have reached Pending Certificate Activation: a device needs its next
contact, and from there the delay until that stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from math import sqrt

from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.forecast_cells import Cell, Staying
from zenca_gui.core.forecast_fleet import Fleet
from zenca_gui.core.forecast_kind import FEW, KindForecast
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind

DELAY = timedelta(hours=24)
"""From contact to Pending Certificate Activation where nothing was measured: two refreshes."""
STALE = timedelta(days=4)
"""A look older than this says too little of today."""
NINETY = 1.645
"""Standard deviations to either side that hold 90 of 100 outcomes."""
SCATTER = 2654435761
"""By which a device's number is multiplied, modulo 2 to the 32, to choose a sample."""
NEVER = 90.0
_DAY = timedelta(days=1)


class TooLittle(Enum):
    """Why a forecast does not claim its interval."""

    FEW = "few devices"
    UNREPORTED = "contacts not reported"
    STALE = "no recent contact"
    RHYTHM = "not at rest, and no history"
    UNUSUAL = "unlike the weeks before"
    FAR = "further than the history tells"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """Devices left behind when activating on a date, with the 90 % interval it lies in."""

    at: datetime
    expected: float
    low: float
    high: float
    too_little: TooLittle | None = None
    """Why the interval is not claimed, None where it is."""

    @property
    def known(self) -> bool:
        """Whether zenca claims the interval."""
        return self.too_little is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """One device, and how likely it is to be left behind."""

    device: int
    chance: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The fleet as it was last looked at; a step of the date only looks things up."""

    now: datetime
    as_of: datetime
    delay: timedelta
    devices: int
    """Devices that count and whose last contact is known."""
    unreported: int
    """Devices whose last contact nobody reported; they are in no curve."""
    failed: tuple[int, ...]
    """Devices at Update Failed: left behind unless somebody retries."""
    settled: int
    """Devices that have reached Pending Certificate Activation, or are past it."""
    kinds: dict[DeviceKind, KindForecast] = field(repr=False)

    @property
    def waiting(self) -> int:
        """Devices that have not followed yet, but for the failed."""
        return sum(each.waiting for each in self.kinds.values())

    def at(self, when: datetime) -> LeftBehind:
        """Return who is left behind when activating then."""
        days = self._days(when)
        parts = [(each, each.left(days)) for each in self.kinds.values() if each.waiting]
        expected = sum(left.expected for _each, left in parts)
        variance = sum(left.variance for _each, left in parts)
        spread = NINETY * sqrt(variance + 0.25) if variance else 0.0
        failed, most = len(self.failed), self.waiting
        return LeftBehind(
            at=when,
            expected=failed + min(most, expected),
            low=failed + min(most, max(0.0, expected - spread)),
            high=failed + min(most, max(0.0, expected + spread)),
            too_little=self._too_little([each for each, left in parts if not left.known], days),
        )

    def by_kind(self, when: datetime) -> dict[DeviceKind, float]:
        """Return how many of each kind are expected to be left behind, without the failed."""
        days = self._days(when)
        return {kind: each.left(days).expected for kind, each in self.kinds.items()}

    def staying(self, kind: DeviceKind, when: datetime) -> Staying:
        """Return which share of a kind's waiting devices is left behind when activating then."""
        each = self.kinds.get(kind)
        if each is None or not each.waiting:
            return Staying(1.0, 0.0)
        left = each.left(self._days(when))
        return Staying(min(1.0, left.expected / each.waiting), left.deviation / each.waiting)

    def on_their_way(self, kind: DeviceKind, stage: Stage) -> int:
        """Return how many of a kind wait at a stage for their next contact."""
        return self.kinds[kind].on_their_way.get(stage, 0) if kind in self.kinds else 0

    def curve(self, first: datetime, last: datetime, *, points: int = 90) -> Iterator[LeftBehind]:
        """Yield the forecast for dates from first to last, evenly apart."""
        step = max(_DAY / 4, (last - first) / max(1, points - 1))
        at = first
        while at <= last:
            yield self.at(at)
            at += step

    def listed(self, when: datetime, *, limit: int) -> list[Chance]:
        """Return the devices likeliest to be left behind then, those silent for longest first."""
        found = [Chance(device=device, chance=1.0) for device in self.failed[:limit]]
        days = self._days(when)
        cells = [cell for each in self.kinds.values() for cell in each.chances(days)]
        for chance, cell in sorted(cells, key=_likeliest, reverse=True):
            if len(found) >= limit:
                break
            longest = cell.longest_silent(limit - len(found))
            found += [Chance(device=device, chance=chance) for device in longest]
        return found

    @property
    def gone(self) -> float:
        """Devices that look as if they never return: silent for three months more."""
        return self._left_after(NEVER)

    def reach(self, share: float) -> timedelta:
        """Return how long from now until this share is reached of those that ever return."""
        gone = self.gone
        allowed = gone + (1 - share) * (self.devices - gone) + 1e-9
        low, high = -1.0, NEVER
        while high - low > 1 / 48:
            middle = (low + high) / 2
            low, high = (low, middle) if self._left_after(middle) <= allowed else (middle, high)
        return max(timedelta(0), high * _DAY)

    def _left_after(self, days: float) -> float:
        return self.at(self.now + days * _DAY).expected - len(self.failed)

    def _days(self, when: datetime) -> float:
        return max(timedelta(0), when - self.delay - self.as_of) / _DAY

    def _too_little(self, unknown: list[KindForecast], days: float) -> TooLittle | None:
        if not self.waiting:
            return None
        if self.unreported > 0.2 * (self.devices + self.unreported):
            return TooLittle.UNREPORTED
        if self.devices < FEW:
            return TooLittle.FEW
        if self.now - self.as_of > STALE:
            return TooLittle.STALE
        if sum(each.waiting for each in unknown) <= 0.05 * self.waiting:
            return None
        most = max(unknown, key=lambda each: each.waiting)
        if most.few:
            return TooLittle.FEW
        if most.stopped:
            return TooLittle.UNUSUAL
        return TooLittle.FAR if most.longest and days > most.longest else TooLittle.RHYTHM


def forecast(
    lines: Iterable[ContactLine],
    *,
    now: datetime,
    as_of: datetime,
    number: int,
    phase: timedelta = timedelta(0),
    delay: timedelta = DELAY,
    assigned_at: datetime | None = None,
) -> Forecast:
    """Return the forecast of a fleet as its contacts were last asked for, at `as_of`.

    `number`: how many lines come; `phase`: that of their histories.
    """
    fleet = Fleet(
        as_of=as_of, phase=phase, delay=delay, assigned_at=assigned_at, number=number
    )  # fmt: skip
    for line in lines:
        fleet.take(line)
    return forecast_of(fleet, now=now)


def forecast_of(fleet: Fleet, *, now: datetime) -> Forecast:
    """Return the forecast of a fleet that was taken in."""
    as_of = fleet.as_of
    hour = (as_of - as_of.replace(hour=0, minute=0, second=0, microsecond=0)) / _DAY
    return Forecast(
        now=now, as_of=as_of, delay=fleet.delay, devices=fleet.devices,
        unreported=fleet.unreported, failed=tuple(fleet.failed), settled=fleet.settled,
        kinds={kind: KindForecast(each, hour=hour) for kind, each in fleet.kinds.items()},
    )  # fmt: skip


def _likeliest(pair: tuple[float, Cell]) -> tuple[float, float]:
    chance, cell = pair
    return round(chance, 6), cell.longest
