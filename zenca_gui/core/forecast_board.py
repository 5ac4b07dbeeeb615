"""What will the board show if the change is activated on a date? Stages, verdicts, work to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, sqrt

from zenca_gui.core.follow_up import FROM_VERDICT, FollowUpKind
from zenca_gui.core.forecast import NINETY, Forecast
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Contact, Verdict, decide
from zenca_gui.core.zone import DeviceKind

Counts = Mapping[DeviceKind, Mapping[Stage, int]]
ON_THEIR_WAY = (Stage.ASSIGNED, Stage.NOT_ASSIGNED)
"""Stages from which a contact leads to Pending Certificate Activation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many are expected, and the 90 % interval that lies in."""

    expected: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedBoard:
    """The board's numbers at an activation that is only thought of."""

    at: datetime
    known: bool
    """Whether zenca claims the intervals."""
    stages: Counts
    verdicts: Mapping[Verdict, Span]
    work: Mapping[FollowUpKind, Span]
    """Follow-ups of devices; those of AMT and Subscribers hang on no date."""


@dataclass(slots=True)
class _Sum:
    sure: int = 0
    expected: int = 0
    most: int = 0
    variance: float = 0.0

    def add(self, number: int, *, of: int, deviation: float) -> None:
        self.expected += number
        self.most += of
        self.variance += (of * deviation) ** 2

    def join(self, other: _Sum) -> None:
        self.sure += other.sure
        self.expected += other.expected
        self.most += other.most
        self.variance += other.variance

    def span(self) -> Span:
        spread = NINETY * sqrt(self.variance + 0.25) if self.variance else 0.0
        return Span(
            expected=self.sure + self.expected,
            low=self.sure + max(0, floor(self.expected - spread)),
            high=self.sure + min(self.most, ceil(self.expected + spread)),
        )


def expected_board(
    told: Forecast, at: datetime, counts: Counts, *, behind_from: datetime | None = None
) -> ExpectedBoard:
    """Return what the devices that count now, `counts`, will have become.

    `behind_from`: where devices are left behind only later than at the activation (same key).
    """
    when = at if behind_from is None else max(at, behind_from)
    stages: dict[DeviceKind, dict[Stage, int]] = {}
    sums: dict[Verdict, _Sum] = defaultdict(_Sum)
    for kind, now in counts.items():
        staying = told.staying(kind, when)
        then = dict(now)
        for stage, number in now.items():
            moving = min(number, told.on_their_way(kind, stage)) if stage in ON_THEIR_WAY else 0
            left = round(moving * staying.share)
            behind, there = sums[_after(kind, stage)], sums[_after(kind, Stage.PENDING)]
            behind.sure += number - moving
            behind.add(left, of=moving, deviation=staying.deviation)
            there.add(moving - left, of=moving, deviation=staying.deviation)
            then[stage] -= moving - left
            then[Stage.PENDING] = then.get(Stage.PENDING, 0) + moving - left
        stages[kind] = {stage: number for stage, number in then.items() if number}
    work: dict[FollowUpKind, _Sum] = defaultdict(_Sum)
    for verdict, each in sums.items():
        if verdict in FROM_VERDICT:
            work[FROM_VERDICT[verdict]].join(each)
    return ExpectedBoard(
        at=at, known=told.at(when).known, stages=stages,
        verdicts={v: each.span() for v, each in sums.items() if each.sure + each.most},
        work={kind: each.span() for kind, each in work.items() if each.sure + each.most},
    )  # fmt: skip


def _after(kind: DeviceKind, stage: Stage) -> Verdict:
    return decide(
        mobile=kind is DeviceKind.MOBILE, stage=stage, activated=True, contact=Contact.SILENT
    )
