"""When was a device in contact before? A year of it in a few bytes: one bit for six hours.

A daily import tells each device's newest contact only, so days are counted from the hour at which
contacts are looked at (`phase`): what came between two looks then lies between two days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOT = timedelta(hours=6)
SLOTS_A_DAY = 4
KEPT = 400 * SLOTS_A_DAY
"""A little more than a year, so that the same season of last year is still there."""
LATE = timedelta(minutes=90)
"""A look so little after the end of a slot belongs to that end: summer time, a slow import."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)
_ALL = (1 << KEPT) - 1


def phase_of(look: datetime) -> timedelta:
    """Return the phase in which a slot ends with this look."""
    return (look - EPOCH) % SLOT


def slot_of(moment: datetime, phase: timedelta) -> int:
    """Return the number of the six hours a moment lies in; their end belongs to them."""
    return (moment - EPOCH - phase - _INSTANT) // SLOT


def slot_end(slot: int, phase: timedelta) -> datetime:
    """Return the moment a slot ends."""
    return EPOCH + phase + (slot + 1) * SLOT


def look_slot(look: datetime, phase: timedelta) -> int:
    """Return the slot up to which a look has seen."""
    return slot_of(look - LATE, phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHistory:
    """The newest slot with a contact, and a bit for each slot back from it (bit 0: that one)."""

    newest: int
    slots: int = 1

    def seen_from(self, slot: int) -> int:
        """Return the bits as counted back from a slot; contacts after it count as in it."""
        behind = slot - self.newest
        if behind >= 0:
            return self.slots << behind
        return self.slots >> -behind | bool(self.slots & ((1 << -behind) - 1))

    def heard(self, slot: int) -> ContactHistory:
        """Return the history with a contact in that slot too."""
        ahead = slot - self.newest
        if ahead > 0:
            return ContactHistory(newest=slot, slots=(self.slots << ahead | 1) & _ALL)
        return ContactHistory(newest=self.newest, slots=(self.slots | 1 << -ahead) & _ALL)

    def to_bytes(self) -> bytes:
        """Return the bits as they are stored: no longer than the oldest contact needs."""
        return self.slots.to_bytes((self.slots.bit_length() + 7) // 8, "little")
