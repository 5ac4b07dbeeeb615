"""Who stays silent, told from what devices like these did before, on the same weekday and hour?

Going back by whole weeks from the newest contact, each device stood somewhere then: silent for so
long, active on so many days of the two weeks before. How many like it stayed silent for the next
t is counted over the weeks, and the weeks are forecast from each other to learn how far off that
is: an office's weekend repeats, a holiday does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zenca_gui.core.contact_history import SLOTS_A_DAY
from zenca_gui.core.forecast_cells import Cell, Left
from zenca_gui.core.forecast_fleet import KindFleet
from zenca_gui.core.forecast_weeks import (
    BUSY,
    FURTHEST,
    SILENCES,
    WEEK,
    WINDOW,
    Kind,
    Tally,
    Week,
    quiet_of_late,
    recorded,
)

WEEKS = 12
ENOUGH = 3
"""Weeks from which a forecast is claimed."""
SEASON = (51, 52, 53)
"""The weeks of last year that show whether this season is like the last months."""
ANOTHER_SEASON = 6.0
"""How much further off than usual last year's weeks are where a season repeats itself."""
CALM = 4.0
"""Weeks further off from each other than this, squared, are not averaged: their middle is taken."""
LENT = 4.0
"""Devices of a cell's elders that are lent to it, so that a small cell says nothing wild."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is forecast for one number of slots."""

    chances: Mapping[Kind, float]
    left: Left


class RhythmModel:
    """One kind of device, from contact bits counted back from the newest contact of the zone."""

    def __init__(self, fleet: KindFleet) -> None:
        learnt = fleet.learnt
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
        self.kinds = [*fleet.stood, *(kind for kind in fleet.named if kind not in fleet.stood)]
        self.cells = [fleet.named.get(kind, Cell()) for kind in self.kinds]
        self._looked_at, self._number = fleet.stood.total(), len(fleet.waiting)
        stands_for = self._number / max(1, self._looked_at)
        self._stood = {kind: number * stands_for for kind, number in fleet.stood.items()}
        self._known: dict[int, Outcome] = {}
        self._about = today.about()
        few_alike = sum(map(self._alike, self.weeks)) < ENOUGH
        self.stopped = few_alike or quiet_of_late(learnt, [week.back for week in self.weeks])
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
        tallies = [Tally.of(week, slots) for week in weeks]
        whole = Tally.joined(tallies)
        off = [_off(each, whole.without(each)) for each in tallies]
        unrest = max(1.0, sum(off) / len(off)) if off else 1.0
        last_year = [
            Tally.of(week, slots)
            for week in self._season
            if week.reaches(slots) and self._alike(week)
        ]
        then = [_off(each, whole) for each in last_year]
        if unrest > CALM:
            whole = self._middle(tallies)
        if then and sum(then) / len(then) > ANOTHER_SEASON * unrest:
            whole, claimed, unrest = self._middle(last_year), False, max(unrest, *then)
        chances = _chances(whole, self.kinds)
        left = _left(self._stood, chances, whole)
        variance = left.variance * unrest + self._by_sampling(chances)
        return Outcome(chances, replace(left, variance=variance, known=claimed))

    def _by_sampling(self, chances: Mapping[Kind, float]) -> float:
        """Return the variance that comes of having looked at some of the waiting only."""
        if self._looked_at >= self._number or not self._looked_at:
            return 0.0
        shares = [(n / self._number, chances[kind]) for kind, n in self._stood.items()]
        mean = sum(share * chance for share, chance in shares)
        apart = sum(share * (chance - mean) ** 2 for share, chance in shares)
        unseen = 1 - self._looked_at / self._number
        return self._number**2 * apart / self._looked_at * unseen

    def _alike(self, week: Week) -> bool:
        """Whether about as many devices were about then as are now."""
        return 0.75 * self._about < week.about() < self._about / 0.75

    def _middle(self, weeks: Sequence[Tally]) -> Tally:
        """Return the middle half of some weeks, by what each alone would forecast."""
        order = sorted(weeks, key=lambda w: _left(self._stood, _chances(w, self.kinds), w).expected)
        edge = len(order) // 4 if len(order) > 3 else (len(order) - 1) // 2
        return Tally.joined(order[edge : len(order) - edge])


def _between(days: float) -> tuple[int, float]:
    """Return the whole days of a time, and the part of the next."""
    days = max(0.0, days)
    return int(days), days - int(days)


def _chances(seen: Tally, kinds: Iterable[Kind]) -> dict[Kind, float]:
    """Return each cell's chance to stay silent; a small cell leans on all of the same silence."""
    wide = len(BUSY) + 1
    row_stood, row_silent = [0] * (len(SILENCES) + 1), [0] * (len(SILENCES) + 1)
    for kind, number in seen.stood.items():
        row_stood[kind // wide] += number
        row_silent[kind // wide] += seen.silent[kind]
    longest = max((row for row, number in enumerate(row_stood) if number), default=-1)
    rows, before = [], 0.0
    for row, number in enumerate(row_stood):
        if number:
            before = (row_silent[row] + LENT * before) / (number + LENT)
        elif row > longest:
            before = 1.0  # never was a silence this long seen to end
        rows.append(before)
    return {
        kind: (seen.silent.get(kind, 0) + LENT * rows[kind // wide])
        / (seen.stood.get(kind, 0) + LENT)
        for kind in kinds
    }


def _left(stood: Mapping[Kind, float], chances: Mapping[Kind, float], seen: Tally) -> Left:
    expected = variance = 0.0
    for kind, number in stood.items():
        chance = chances[kind]
        expected += number * chance
        careful = min(max(chance, 0.5 / (number + 1)), 1 - 0.5 / (number + 1))
        learnt = seen.stood.get(kind, 0) + LENT
        variance += number * careful * (1 - careful) * (1 + number / learnt)
    return Left(expected=expected, variance=variance)


def _off(week: Tally, others: Tally) -> float:
    """Return how far off the other weeks' forecast of this one was, squared, by its variance."""
    left = _left(week.stood, _chances(others, week.stood), others)
    really = sum(week.silent.values())
    return (really - left.expected) ** 2 / left.variance if left.variance > 0 else 1.0
