"""What is known of a fleet at its last look, kind by kind? Taken from devices or from counts.

A small fleet is taken device by device. Of a large one all are counted, a sample's histories are
looked at, and those silent for longest are known by name: nothing else is ever listed.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zenca_gui.core.contact_history import look_slot, slot_of
from zenca_gui.core.contact_line import ContactCount, ContactLine, followed
from zenca_gui.core.forecast_cells import Cell
from zenca_gui.core.forecast_weeks import kind_of
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind

LEARNT = 8_000
"""Devices whose histories are learnt from; a larger fleet is sampled."""
_LEARN = 2246822507
"""By which a device's number is multiplied: not as for a sample, so that a sample of one is one."""
_WORD = 0xFFFFFFFF
_DAY = timedelta(days=1)


@dataclass(slots=True)
class KindFleet:
    """The devices of one kind, their ages in days."""

    ages: array[float] = field(default_factory=lambda: array("d"))
    waiting: array[float] = field(default_factory=lambda: array("d"))
    stages: Counter[Stage] = field(default_factory=Counter)
    """How many of the waiting stand where."""
    learnt: list[int] = field(default_factory=list)
    """Contact bits that are learnt from, counted back from the look."""
    stood: Counter[int] = field(default_factory=Counter)
    """How many of the waiting were looked at, by the cell of their history."""
    named: dict[int, Cell] = field(default_factory=lambda: defaultdict(Cell))
    """Those that may be listed, by the cell of their history."""


@dataclass
class Fleet:
    """Takes devices in and keeps what a forecast needs of them."""

    as_of: datetime
    phase: timedelta
    delay: timedelta
    assigned_at: datetime | None
    number: int
    """Of how many devices the histories are looked at: a share of them is learnt from."""
    kinds: dict[DeviceKind, KindFleet] = field(default_factory=lambda: defaultdict(KindFleet))
    devices: int = 0
    unreported: int = 0
    settled: int = 0
    failed: list[int] = field(default_factory=list)
    _slot: int = field(init=False)

    def __post_init__(self) -> None:
        self._slot = look_slot(self.as_of, self.phase)

    def take(self, line: ContactLine) -> None:
        """Take one device in: counted, looked at, and known by name."""
        if line.last_contact is None:
            self.unreported += 1
            return
        own, age, bits = self.kinds[line.kind], self._age(line.last_contact), self._bits(line)
        self._learn(line, bits)
        if self._counted(own, line.stage, line.last_contact, age, 1):
            cell = kind_of(bits)
            own.stood[cell] += 1
            own.named[cell].add(line.device, age)
        elif line.stage is Stage.FAILED:
            self.failed.append(line.device)

    def count(self, found: ContactCount) -> None:
        """Take in devices of which only the number is told."""
        if found.last_contact is None:
            self.unreported += found.number
            return
        own, age = self.kinds[found.kind], self._age(found.last_contact)
        self._counted(own, found.stage, found.last_contact, age, found.number)

    def looked_at(self, line: ContactLine) -> None:
        """Look at the history of one that is counted already."""
        if line.last_contact is None:
            return
        bits = self._bits(line)
        self._learn(line, bits)
        if self._waits(line.stage, line.last_contact):
            self.kinds[line.kind].stood[kind_of(bits)] += 1

    def name(self, line: ContactLine) -> None:
        """Remember one that may be listed; it is counted already."""
        if line.last_contact is not None and self._waits(line.stage, line.last_contact):
            cell = self.kinds[line.kind].named[kind_of(self._bits(line))]
            cell.add(line.device, self._age(line.last_contact))

    def _counted(
        self, own: KindFleet, stage: Stage, contact: datetime, age: float, number: int
    ) -> bool:
        """Count them; tell whether they wait for a contact."""
        some = array("d", (age,)) * number
        self.devices += number
        own.ages.extend(some)
        if self._waits(stage, contact):
            own.waiting.extend(some)
            own.stages[stage] += number
            return True
        if stage is not Stage.FAILED:
            self.settled += number
        return False

    def _waits(self, stage: Stage, contact: datetime) -> bool:
        return stage is not Stage.FAILED and not followed(
            stage, contact, delay=self.delay, assigned_at=self.assigned_at
        )

    def _age(self, contact: datetime) -> float:
        return max(timedelta(0), self.as_of - contact) / _DAY

    def _bits(self, line: ContactLine) -> int:
        assert line.last_contact is not None
        slot = self._slot
        bits = line.history.seen_from(slot) if line.history else 0
        return bits or 1 << max(0, slot - slot_of(line.last_contact, self.phase))

    def _learn(self, line: ContactLine, bits: int) -> None:
        if (line.device * _LEARN & _WORD) * self.number < LEARNT << 32:
            self.kinds[line.kind].learnt.append(bits)
