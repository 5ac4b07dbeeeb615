"""Who stays silent, told from what devices like these did before, on the same weekday and hour?

Going back by whole weeks from the newest contact, each device stood somewhere then: silent for so
long, active on so many days of the two weeks before. How many like it stayed silent for the next
t is counted over the weeks, and the weeks are forecast from each other to learn how far off that
is: an office's weekend repeats, a holiday does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zenca_gui.core.contact_history import SLOTS_A_DAY
from zenca_gui.core.forecast_cells import Cell, Left

WEEK = 7 * SLOTS_A_DAY
WINDOW = 2 * WEEK
_IN_WINDOW = (1 << WINDOW) - 1
SILENCES = tuple(round(days * SLOTS_A_DAY) for days in (1, 2, 3, 4.5, 7, 10, 15, 22, 32, 60, 120))
BUSY = (1, 2, 4, 7, 9, 11, 13)
WEEKS = 12
ENOUGH = 3
"""Weeks from which a forecast is claimed."""
SEASON = (51, 52, 53)
"""The weeks of last year that show whether this season is like the last months."""
ANOTHER_SEASON = 6.0
"""How much further off than usual last year's weeks are where a season repeats itself."""
CALM = 4.0
"""Weeks further off from each other than this, squared, are not averaged: their middle is taken."""
FURTHEST = 16 * WEEK
LENT = 4.0
"""Devices of a cell's elders that are lent to it, so that a small cell says nothing wild."""

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is forecast for one number of slots."""

    chances: Mapping[Kind, float]
    left: Left


class RhythmModel:
    """One kind of device, from contact bits counted back from the newest contact of the zone."""

    def __init__(self, learnt: Sequence[int], now: Mapping[Kind, Cell]) -> None:
        length = recorded(learnt)
        self.weeks = [
            Week(back=WEEK * n) for n in range(1, WEEKS + 1) if WEEK * n + WINDOW <= length
        ]
        self._season = [Week(back=WEEK * n) for n in SEASON if WEEK * n + WINDOW <= length]
        today = Week(back=0)
        for week in (today, *self.weeks, *self._season):
            for bits in learnt:
                week.saw(bits)
            week.close()
        self.kinds = list(now)
        self.cells = [now[kind] for kind in self.kinds]
        self._stood = {kind: float(len(cell.devices)) for kind, cell in now.items()}
        self._known: dict[int, Outcome] = {}
        self._about = today.about()
        self.stopped = sum(map(self._alike, self.weeks)) < ENOUGH
        """Whether far fewer or far more devices are about than in most weeks before."""

    @property
    def longest(self) -> float:
        """For how many days ahead enough weeks are known."""
        if len(self.weeks) < ENOUGH:
            return 0.0
        return min(self.weeks[-ENOUGH].back, FURTHEST) / SLOTS_A_DAY

    def left(self, days: float) -> Left:
        """Return how many of the waiting stay silent for so long."""
        whole, part = _between(days)
        near, far = self._at(whole).left, self._at(whole + 1).left
        return Left(
            expected=near.expected * (1 - part) + far.expected * part,
            variance=near.variance * (1 - part) + far.variance * part,
            known=near.known and (far.known or not part),
        )

    def chance(self, cell: int, days: float) -> float:
        """Return the chance that a device of this cell stays silent for so long."""
        whole, part = _between(days)
        kind = self.kinds[cell]
        near, far = self._at(whole).chances[kind], self._at(whole + 1).chances[kind]
        return near * (1 - part) + far * part

    def _at(self, days: int) -> Outcome:
        """Look a whole number of days ahead: what is imported daily tells no more."""
        if days not in self._known:
            self._known[days] = self._forecast(days * SLOTS_A_DAY)
        return self._known[days]

    def _forecast(self, slots: int) -> Outcome:
        weeks = [week for week in self.weeks if week.reaches(slots)]
        if not weeks:
            weeks = self.weeks[-1:]
            slots = min(slots, weeks[0].back) if weeks else 0
        alike = [week for week in weeks if self._alike(week)]
        claimed = len(alike) >= ENOUGH
        weeks = alike if claimed else weeks
        off = [_off(week, [w for w in weeks if w is not week], slots) for week in weeks]
        unrest = max(1.0, sum(off) / len(off)) if off else 1.0
        last_year = [week for week in self._season if week.reaches(slots) and self._alike(week)]
        then = [_off(week, weeks, slots) for week in last_year]
        if unrest > CALM:
            weeks = self._middle(weeks, slots)
        if then and sum(then) / len(then) > ANOTHER_SEASON * unrest:
            weeks, claimed, unrest = self._middle(last_year, slots), False, max(unrest, *then)
        chances = _chances(weeks, slots, self.kinds)
        left = _left(self._stood, chances, weeks)
        return Outcome(chances, replace(left, variance=left.variance * unrest, known=claimed))

    def _alike(self, week: Week) -> bool:
        """Whether about as many devices were about then as are now."""
        return 0.75 * self._about < week.about() < self._about / 0.75

    def _middle(self, weeks: Sequence[Week], slots: int) -> list[Week]:
        """Return the middle half of some weeks, by what each alone would forecast."""
        order = sorted(
            weeks,
            key=lambda w: _left(self._stood, _chances([w], slots, self.kinds), [w]).expected,
        )
        edge = len(order) // 4 if len(order) > 3 else (len(order) - 1) // 2
        return order[edge : len(order) - edge]


def _between(days: float) -> tuple[int, float]:
    """Return the whole days of a time, and the part of the next."""
    days = max(0.0, days)
    return int(days), days - int(days)


def _chances(weeks: Sequence[Week], slots: int, kinds: Iterable[Kind]) -> dict[Kind, float]:
    """Return each cell's chance to stay silent; a small cell leans on all of the same silence."""
    asked = set(kinds)
    stood: dict[Kind, int] = defaultdict(int)
    silent: dict[Kind, int] = defaultdict(int)
    row_stood: dict[int, int] = defaultdict(int)
    row_silent: dict[int, int] = defaultdict(int)
    wide = len(BUSY) + 1
    for week in weeks:
        for kind, line in week.silent.items():
            row_stood[kind // wide] += line[0]
            row_silent[kind // wide] += line[slots]
            if kind in asked:
                stood[kind] += line[0]
                silent[kind] += line[slots]
    rows: dict[int, float] = {}
    longest, before = max(row_stood, default=-1), 0.0
    for row in range(len(SILENCES) + 1):
        if row in row_stood:
            before = (row_silent[row] + LENT * before) / (row_stood[row] + LENT)
        elif row > longest:
            before = 1.0  # never was a silence this long seen to end
        rows[row] = before
    return {
        kind: (silent[kind] + LENT * rows[kind // wide]) / (stood[kind] + LENT) for kind in asked
    }


def _left(stood: Mapping[Kind, float], chances: Mapping[Kind, float], weeks: Sequence[Week]) -> Left:
    expected = variance = 0.0
    seen: dict[Kind, int] = defaultdict(int)
    for week in weeks:
        for kind, then in week.stood.items():
            seen[kind] += then
    for kind, number in stood.items():
        chance = chances[kind]
        expected += number * chance
        careful = min(max(chance, 0.5 / (number + 1)), 1 - 0.5 / (number + 1))
        variance += number * careful * (1 - careful) * (1 + number / (seen[kind] + LENT))
    return Left(expected=expected, variance=variance)


def _off(week: Week, others: Sequence[Week], slots: int) -> float:
    """Return how far off the other weeks' forecast of this one was, squared, by its variance."""
    if not others:
        return 1.0
    stood = {kind: float(number) for kind, number in week.stood.items()}
    left = _left(stood, _chances(others, slots, stood), others)
    really = sum(line[slots] for line in week.silent.values())
    return (really - left.expected) ** 2 / left.variance if left.variance > 0 else 1.0
