"""Which clock a zone lives by: the workstation's, or a lab's that can run fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a fast lab's clock stops: dates beyond it could not be written down."""

Clock = Callable[[], datetime]
"""Returns the workstation's time, aware, UTC. Only `app` makes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSource:
    """A straight line from workstation time to zone time.

    The workstation's clock is the line through equal anchors with speed 1. A lab's clock passes
    through (`anchor`, `shows`) and runs `speed` times as fast until it is moved.
    """

    anchor: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    shows: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    speed: float = 1.0

    @property
    def is_workstation(self) -> bool:
        """Whether zone time is the workstation's own."""
        return self.anchor == self.shows and self.speed == 1.0

    def at(self, workstation: datetime) -> datetime:
        """Return the zone's time when the workstation's clock shows `workstation`."""
        if self.is_workstation:
            return workstation
        try:
            return min(self.shows + (workstation - self.anchor) * self.speed, LATEST)
        except OverflowError:  # a fast lab that was left alone for months
            return LATEST if workstation >= self.anchor else self.shows

    def moved(self, workstation: datetime, *, to: datetime) -> TimeSource:
        """Return the same clock put to `to` at this workstation time."""
        return TimeSource(anchor=workstation, shows=to, speed=self.speed)

    def until(self, zone_time: datetime, *, workstation: datetime) -> timedelta:
        """Return how long a person waits, on the workstation's clock, for `zone_time`."""
        return (zone_time - self.at(workstation)) / self.speed


WORKSTATION = TimeSource()
