"""Which way of forecasting fits one kind of device, and does it claim to know?"""

from __future__ import annotations

from cmath import exp
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import pi, sqrt

from zenca_gui.core.forecast_ages import AgesModel
from zenca_gui.core.forecast_cells import Cell, Left
from zenca_gui.core.forecast_fleet import KindFleet
from zenca_gui.core.forecast_rhythm import RhythmModel

FEW = 30
"""Devices of a kind below which nothing is claimed of it."""
RESTLESS = 0.03
BY_THE_HOUR = 0.4
"""Contacts of earlier days that gather at one time of day this much keep office hours."""
SOME = 5_000
HALF_WAY = 0.5


class KindForecast:
    """The devices of one kind: from their history where it is long enough, else from their ages."""

    def __init__(self, fleet: KindFleet, *, hour: float) -> None:
        self.waiting = len(fleet.waiting)
        self.on_their_way = fleet.stages
        self.few = len(fleet.ages) < FEW
        self.ages = AgesModel(fleet.ages, fleet.waiting, fleet.named)
        self._rests = not self.few and at_rest(self.ages, self.ages.sorted, hour=hour)
        rhythm = RhythmModel(fleet)
        self.rhythm = rhythm if rhythm.longest else None
        self.longest = rhythm.longest
        self.stopped = self.rhythm is not None and rhythm.stopped

    def left(self, days: float) -> Left:
        """Return how many of the waiting stay silent for so long."""
        plain = self.ages.left(days)
        plain = replace(plain, known=self._rests)
        if self.rhythm is None:
            return plain
        if days > self.longest:
            return self._beyond(plain)
        seen = self.rhythm.left(days)
        if self.stopped:
            return self._between(plain, seen)
        return replace(seen, known=seen.known and not self.few)

    def chances(self, days: float) -> Iterator[tuple[float, Cell]]:
        """Yield cells of devices, each with the chance to stay silent for so long."""
        model: AgesModel | RhythmModel = self.ages
        if self.rhythm is not None:
            model, days = self.rhythm, min(days, self.longest)
        least = 0.0
        for at, cell in enumerate(model.cells):
            chance = model.chance(at, days)
            if self.rhythm is None:  # cells by age: no longer silence makes a return likelier
                chance = least = max(least, chance)
            if cell.devices:
                yield chance, cell

    def _beyond(self, plain: Left) -> Left:
        """Go on from where the history ends as the ages do."""
        assert self.rhythm is not None
        last, then = self.rhythm.left(self.longest), self.ages.left(self.longest)
        part = min(1.0, plain.expected / then.expected) if then.expected else 1.0
        return Left(
            expected=last.expected * part,
            variance=last.variance * part + plain.variance,
            known=self._rests and not self.stopped,
        )

    def _between(self, plain: Left, seen: Left) -> Left:
        """Trust neither alone: the fleet is not as it was, nor at rest."""
        apart = (plain.expected - seen.expected) / 2
        return Left(
            expected=plain.expected * HALF_WAY + seen.expected * (1 - HALF_WAY),
            variance=max(plain.variance, seen.variance) + apart * apart,
            known=False,
        )


def at_rest(model: AgesModel, ages: Sequence[float], *, hour: float) -> bool:
    """Whether the ages could be those of a fleet at rest: they only thin out, at every hour."""
    if model.restless() > max(RESTLESS, 1.5 / sqrt(len(ages))):
        return False
    some = ages[:: max(1, len(ages) // SOME)]
    turns = [exp(2j * pi * (hour - age)) for age in some if age > 1]
    return len(turns) < FEW or abs(sum(turns)) / len(turns) < BY_THE_HOUR
