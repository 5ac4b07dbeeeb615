"""Who stays silent, told from the ages of last contact alone? The equilibrium argument.

Over a fleet at rest the time since a device's last contact and the time to its next have the same
distribution, so as many devices stay silent for the next t as were silent for the last t. With g
the density of ages, which can only fall, a device of age a stays silent for t with chance
g(a + t) / g(a). The change between the two counts has the variance 2 (#(age > t) - #(age > 2t)),
whatever the devices' habits are. Devices that never return leave a level tail behind.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from zenca_gui.core.forecast_cells import Cell, Left

BINS = 48
LEVEL = 0.7
"""A tail whose older half holds at least this share of its younger half does not fall."""
LONG = 120
"""Days that a tail must reach back: a shorter one may be of devices that come that seldom."""
TAIL = 12
"""Devices that each half of a tail must hold before it is believed."""


class AgesModel:
    """One kind of device, from ages in days; `waiting` are those that have not followed yet."""

    def __init__(
        self, ages: Sequence[float], waiting: Sequence[float], named: Mapping[int, Cell]
    ) -> None:
        self._ages = array("d", sorted(ages))
        self._edges, self._counts = _falling(self._ages)
        self._gone = _gone_a_day(self._ages)
        self._sums = [0.0]
        for count in self._counts:
            self._sums.append(self._sums[-1] + count)
        self._named = named
        self._number = len(waiting)
        self._whole = len(waiting) == len(ages)
        self._stood = self._counts if self._whole else self._number_by_age(waiting)

    @property
    def sorted(self) -> Sequence[float]:
        """All ages, the youngest first."""
        return self._ages

    @cached_property
    def cells(self) -> list[Cell]:
        """Those that may be listed by age; the histories' cells spare the work."""
        return self._split()

    def left(self, days: float) -> Left:
        """Return how many of the waiting stay silent for so long."""
        if days <= 0:
            return Left(expected=float(self._number), variance=0.0)
        near, far = self._older(days), self._older(2 * days)
        share = 1.0 if self._whole else self._share(days)
        gone = self._gone * days
        spread = 2.0 * max(0.0, near - far) + gone + gone * gone / (2 * TAIL)
        spread += min(1.0, self._ages[-1] / days) if self._ages else 0.0  # none was, one may be
        return Left(expected=(near + gone) * share, variance=spread * min(1.0, share))

    def chance(self, cell: int, days: float) -> float:
        """Return the chance that a device of this cell stays silent for so long."""
        low, high = self._edges[cell], self._edges[cell + 1]
        count = self._counts[cell]
        if count <= 0 or days <= 0:
            return 1.0
        return min(1.0, (self._upto(high + days) - self._upto(low + days)) / count)

    def restless(self) -> float:
        """Return how far the ages are from any that only fall: the largest gap, as a share."""
        number, worst = len(self._ages), 0.0
        for at in range(0, number, max(1, number // 512)):
            age = self._ages[at]
            worst = max(worst, self._upto(age) - bisect_right(self._ages, age))
        return worst / number if number else 0.0

    def _older(self, days: float) -> float:
        return float(len(self._ages) - bisect_right(self._ages, days))

    def _upto(self, age: float) -> float:
        """Return how many ages lie below, along the falling density and its level tail."""
        if age >= self._edges[-1]:
            return self._sums[-1] + (age - self._edges[-1]) * self._gone
        at = max(0, bisect_right(self._edges, age) - 1)
        low, high = self._edges[at], self._edges[at + 1]
        return self._sums[at] + self._counts[at] * (age - low) / (high - low)

    def _share(self, days: float) -> float:
        """Return the waiting's share of those that stay silent."""
        chances = [self.chance(at, days) for at in range(len(self._counts))]
        all_left = sum(p * count for p, count in zip(chances, self._counts, strict=True))
        left = sum(p * count for p, count in zip(chances, self._stood, strict=True))
        return left / all_left if all_left else 0.0

    def _number_by_age(self, waiting: Sequence[float]) -> list[float]:
        """Return how many of the waiting lie between each two edges."""
        ages = array("d", sorted(waiting))
        below = [0, *(bisect_right(ages, edge) for edge in self._edges[1:-1]), len(ages)]
        return [float(upto - before) for before, upto in pairwise(below)]

    def _split(self) -> list[Cell]:
        cells = [Cell() for _count in self._counts]
        for named in self._named.values():
            for device, age in zip(named.devices, named.ages, strict=True):
                at = min(len(cells) - 1, max(0, bisect_left(self._edges, age) - 1))
                cells[at].add(device, age)
        return cells


def _falling(ages: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return edges and counts of the density nearest to the ages that never rises."""
    number = len(ages)
    edges, counts = [0.0], []
    step = max(1, number // BINS)
    done = 0
    while done < number:
        upto = min(number, done + step)
        edge = ages[upto - 1]
        upto = bisect_right(ages, edge)
        if edge <= edges[-1]:  # contacts of this moment
            edge = edges[-1] + 1e-6
        edges.append(edge)
        counts.append(float(upto - done))
        done = upto
        while len(counts) > 1 and _density(edges, counts, -1) >= _density(edges, counts, -2):
            last = counts.pop()
            counts[-1] += last
            del edges[-2]
    return (edges, counts) if counts else ([0.0, 1.0], [0.0])


def _density(edges: Sequence[float], counts: Sequence[float], at: int) -> float:
    return counts[at] / (edges[at] - edges[at - 1])


def _gone_a_day(ages: Sequence[float]) -> float:
    """Return how many devices a day fall silent for good: the height of a level tail, else 0."""
    last = ages[-1] if ages else 0.0
    if last < LONG:
        return 0.0
    first, middle = last * 0.4, last * 0.7
    younger = bisect_right(ages, middle) - bisect_right(ages, first)
    older = len(ages) - bisect_right(ages, middle)
    if min(younger, older) < TAIL or older < LEVEL * younger:
        return 0.0
    return 2 * min(younger, older) / (last - first)
