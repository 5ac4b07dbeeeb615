"""When was a device in contact before? A year of it in a few bytes: one bit for six hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOT = timedelta(hours=6)
SLOTS_A_DAY = 4
KEPT = 400 * SLOTS_A_DAY
"""A little more than a year, so that the same season of last year is still there."""
_ALL = (1 << KEPT) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slot_of(moment: datetime) -> int:
    """Return the number of the six hours a moment lies in."""
    return (moment - _EPOCH) // SLOT


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHistory:
    """The newest slot with a contact, and a bit for each slot back from it (bit 0: that one)."""

    newest: int
    slots: int = 1

    def seen_from(self, slot: int) -> int:
        """Return the bits as counted back from a slot; contacts after it are left out."""
        behind = slot - self.newest
        return self.slots << behind if behind >= 0 else self.slots >> -behind

    def heard(self, moment: datetime) -> ContactHistory:
        """Return the history with one contact more, at whatever time it was."""
        slot = slot_of(moment)
        ahead = slot - self.newest
        if ahead > 0:
            return ContactHistory(newest=slot, slots=(self.slots << ahead | 1) & _ALL)
        return ContactHistory(newest=self.newest, slots=(self.slots | 1 << -ahead) & _ALL)

    def to_bytes(self) -> bytes:
        """Return the bits as they are stored: no longer than the oldest contact needs."""
        return self.slots.to_bytes((self.slots.bit_length() + 7) // 8, "little")


def begun(moment: datetime) -> ContactHistory:
    """Return the history of a device with one contact."""
    return ContactHistory(newest=slot_of(moment))
