"""How long from a device's contact to Pending Certificate Activation? Measured where reported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from zenca_gui.core.contact_history import SLOT, slot_end, slot_of
from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.forecast import DELAY

ENOUGH = 30
"""Devices whose delay must be known before it is believed."""


def measured_delay(
    pending: Iterable[ContactLine], *, assigned_at: datetime | None, phase: timedelta
) -> timedelta:
    """Return the middle delay of devices at Pending Certificate Activation, else two refreshes.

    A delay runs from the first contact after the update was assigned to the stage's report.
    """
    if assigned_at is None:
        return DELAY
    found = sorted(
        max(timedelta(0), stage_at - max(contact, assigned_at))
        for line in pending
        if (stage_at := line.stage_reported) is not None
        and (contact := _first_contact(line, slot_of(assigned_at, phase), phase)) is not None
        and stage_at >= assigned_at
    )
    return found[len(found) // 2] if len(found) >= ENOUGH else DELAY


def _first_contact(line: ContactLine, since: int, phase: timedelta) -> datetime | None:
    """Return the middle of the first six hours with a contact, from that slot on."""
    if line.history is None:
        return None
    later = line.history.slots & ((1 << max(0, line.history.newest - since + 1)) - 1)
    if not later:
        return None
    return slot_end(line.history.newest - later.bit_length() + 1, phase) - SLOT / 2
