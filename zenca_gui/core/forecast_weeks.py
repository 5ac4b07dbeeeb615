"""What was seen from a week of the past on: where each device stood then, and when it came back?"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import median

from zenca_gui.core.contact_history import SLOTS_A_DAY

WEEK = 7 * SLOTS_A_DAY
WINDOW = 2 * WEEK
_IN_WINDOW = (1 << WINDOW) - 1
SILENCES = tuple(round(days * SLOTS_A_DAY) for days in (1, 2, 3, 4.5, 7, 10, 15, 22, 32, 60, 120))
BUSY = (1, 2, 4, 7, 9, 11, 13)
FURTHEST = 16 * WEEK
MANY_COME = 0.1
"""A day on which usually fewer devices are in contact tells nothing of those before it."""
QUIET = 0.6
_A_DAY = (1 << SLOTS_A_DAY) - 1

Kind = int
"""Which cell: silence times busyness."""


def kind_of(bits: int) -> Kind:
    """Return which cell a device is in whose contacts up to a moment are these bits, not 0."""
    silent = (bits & -bits).bit_length() - 1
    busy = (bits & _IN_WINDOW).bit_count()
    return bisect_right(SILENCES, silent) * (len(BUSY) + 1) + bisect_right(BUSY, busy)


@dataclass(slots=True)
class Week:
    """What was seen from one moment of the past on: for each cell, who came back when."""

    back: int
    """How many slots ago."""
    stood: dict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    came: dict[Kind, list[int]] = field(default_factory=dict)
    silent: dict[Kind, list[int]] = field(default_factory=dict)

    def saw(self, bits: int) -> None:
        """Count a device; one that had no contact before then says nothing."""
        known = bits >> self.back
        if not known:
            return
        kind = kind_of(known)
        self.stood[kind] += 1
        slots = self.back - (bits & ((1 << self.back) - 1)).bit_length() + 1
        reach = min(self.back, FURTHEST)
        if slots <= reach:
            if kind not in self.came:
                self.came[kind] = [0] * (reach + 1)
            self.came[kind][slots] += 1

    def close(self) -> None:
        """Turn who came back into who was still silent."""
        reach = min(self.back, FURTHEST)
        for kind, stood in self.stood.items():
            left, line = stood, [stood]
            for came in self.came.get(kind, [0] * (reach + 1))[1:]:
                left -= came
                line.append(left)
            self.silent[kind] = line
        self.came.clear()

    def about(self) -> float:
        """Return the share of devices that had been in contact within the week before."""
        wide, within = len(BUSY) + 1, bisect_right(SILENCES, WEEK - 1)
        about = sum(n for kind, n in self.stood.items() if kind // wide <= within)
        return about / max(1, sum(self.stood.values()))

    def reaches(self, slots: int) -> bool:
        """Whether it is so long ago that its outcome is known."""
        return slots <= min(self.back, FURTHEST)


def recorded(histories: Iterable[int]) -> int:
    """Return for how many slots contacts were recorded: since most of the busiest had a second."""
    seconds = sorted(
        (rest.bit_length() for rest in map(_without_oldest, histories) if rest), reverse=True
    )
    return seconds[len(seconds) // 20] if seconds else 0


def _without_oldest(bits: int) -> int:
    return bits & ~(1 << bits.bit_length() - 1) if bits else 0


def quiet_of_late(histories: Sequence[int], weeks: Sequence[int]) -> bool:
    """Whether on the newest day on which many come, far fewer came than in the weeks before.

    A holiday shows itself so on its first day; the share that is about within a week falls later.
    """
    if not weeks:
        return False
    for day in range(WEEK // SLOTS_A_DAY):
        usual = median(_came(histories, back=back, day=day) for back in weeks)
        if usual >= MANY_COME:
            now = _came(histories, back=0, day=day)
            chance = sqrt(usual * (1 - usual) / len(histories))
            return now < QUIET * usual and now < usual - 3 * chance
    return False


def _came(histories: Sequence[int], *, back: int, day: int) -> float:
    """Return which share of the devices there were was in contact within a day, so long ago."""
    known = [bits >> back for bits in histories if bits >> back]
    there = _A_DAY << day * SLOTS_A_DAY
    return sum(1 for bits in known if bits & there) / max(1, len(known))


@dataclass(frozen=True, slots=True)
class Tally:
    """For each cell, how many stood in it, and how many of them stayed silent for so long."""

    stood: Mapping[Kind, int]
    silent: Mapping[Kind, int]

    @classmethod
    def of(cls, week: Week, slots: int) -> Tally:
        """Return what one week tells."""
        return cls(week.stood, {kind: line[slots] for kind, line in week.silent.items()})

    @classmethod
    def joined(cls, tallies: Iterable[Tally]) -> Tally:
        """Return what several tell together."""
        stood: Counter[Kind] = Counter()
        silent: Counter[Kind] = Counter()
        for each in tallies:
            stood.update(each.stood)
            silent.update(each.silent)
        return cls(stood, silent)

    def without(self, other: Tally) -> Tally:
        """Return what is left of this without one that was joined into it."""
        return Tally(
            {kind: number - other.stood.get(kind, 0) for kind, number in self.stood.items()},
            {kind: number - other.silent.get(kind, 0) for kind, number in self.silent.items()},
        )
