"""What time is it in the lab? A line through the start, counted on by a clock nobody sets."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from zenca_gui.core.clock import TimeSource


def steady() -> float:
    """Return seconds since this machine's start: the same in every process, and never set."""
    if hasattr(time, "CLOCK_BOOTTIME"):  # goes on while the machine sleeps
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class LabClock:
    """The lab's time. `workstation` is what the workstation's clock showed at `steady_then`."""

    def __init__(self, source: TimeSource, *, workstation: datetime, steady_then: float) -> None:
        self._source = source
        self._workstation = workstation
        self._then = steady_then

    def now(self) -> datetime:
        """Return the lab's time."""
        elapsed = timedelta(seconds=steady() - self._then)
        return self._source.at(self._workstation + elapsed)

    def put(self, source: TimeSource) -> None:
        """Go by another line from now on."""
        self._source = source

    def span(self, seconds: float) -> timedelta:
        """Return how much lab time passes within these real seconds."""
        return timedelta(seconds=seconds * self._source.speed)
