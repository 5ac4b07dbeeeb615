"""Where on the chart does a date lie, and a number of devices? Dates across, powers of ten up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, log10

from PySide6.QtCore import QRectF

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The area, the dates at its sides, and the most devices it shows."""

    area: QRectF
    first: datetime
    last: datetime
    most: float

    @property
    def decades(self) -> int:
        """How many powers of ten lie above 1."""
        return max(1, ceil(log10(max(self.most, 2.0)) - 1e-9))

    def x(self, moment: datetime) -> float:
        """Return where a date lies."""
        share = (moment - self.first) / (self.last - self.first)
        return self.area.left() + min(max(share, 0.0), 1.0) * self.area.width()

    def y(self, devices: float) -> float:
        """Return where a number of devices lies; none lies at the foot, as one does."""
        share = log10(max(devices, 1.0)) / self.decades
        return self.area.bottom() - min(share, 1.0) * self.area.height()

    def day_at(self, x: float, *, like: datetime) -> datetime:
        """Return the day at a place, at the hour of `like`."""
        share = (x - self.area.left()) / max(1.0, self.area.width())
        days = round((self.first + share * (self.last - self.first) - like) / DAY)
        return self.inside(like + days * DAY)

    def inside(self, moment: datetime) -> datetime:
        """Return the moment, or the nearest end."""
        return min(max(moment, self.first), self.last)

    def weeks(self) -> list[datetime]:
        """Return the first date, then each Monday; fewer where they stand too close."""
        monday = (self.first + (7 - self.first.weekday()) * DAY).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        found = [self.first]
        while monday <= self.last:
            found.append(monday)
            monday += 7 * DAY
        return found
