"""What do the two ways to forecast share? Devices alike in a cell, and a count with its spread."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from math import sqrt


@dataclass(slots=True)
class Cell:
    """Devices that are alike as far as the forecast can tell."""

    devices: array[int] = field(default_factory=lambda: array("q"))
    ages: array[float] = field(default_factory=lambda: array("d"))
    _order: array[int] = field(default_factory=lambda: array("q"), repr=False)

    def add(self, device: int, age: float) -> None:
        """Put one in."""
        self.devices.append(device)
        self.ages.append(age)

    @property
    def longest(self) -> float:
        """The longest silence."""
        return self.ages[self._by_age()[0]]

    def longest_silent(self, limit: int) -> list[int]:
        """Return the numbers of those silent for longest, the longest first."""
        return [self.devices[at] for at in self._by_age()[:limit]]

    def _by_age(self) -> array[int]:
        """Return the places in order; sorted once, when the cell is whole."""
        if len(self._order) != len(self.devices):
            places = range(len(self.devices))
            self._order = array("q", sorted(places, key=self.ages.__getitem__, reverse=True))
        return self._order


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many devices stay silent, and the variance of that."""

    expected: float
    variance: float
    known: bool = True

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return sqrt(max(0.0, self.variance))


@dataclass(frozen=True, slots=True)
class Staying:
    """Which share of some devices stays silent, and the standard deviation of that share."""

    share: float
    deviation: float
