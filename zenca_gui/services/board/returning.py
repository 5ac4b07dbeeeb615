"""Who came back since devices were left behind? Counted, or of many estimated from a sample."""

from __future__ import annotations

from datetime import datetime, timedelta

from zenca_gui.core.coming_back import CameBack, came_back
from zenca_gui.core.standing import Turned
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.desk import Desk

COUNTED = 10_000
"""So many devices are counted one by one; of more, about half as many at least are looked at."""


def who_came_back(
    desk: Desk, zone: ZoneId, after: Turned, *, since: datetime, now: datetime
) -> CameBack:
    """Count who was away and is back."""
    rows, look = desk.store.standings, desk.store.contacts.look(zone)
    there = after.reachable + after.following + after.arrived
    one_in = max(1, there // (COUNTED // 2)) if there > COUNTED else 1
    return came_back(
        rows.seen_again(zone, since=since, one_in=one_in),
        now=now,
        since=since,
        missing=after.missing,
        phase=look.phase if look else timedelta(0),
        share=1 / one_in,
    )
