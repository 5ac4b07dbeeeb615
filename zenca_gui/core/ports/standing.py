"""What the board asks of the database: devices counted, and what an administrator last saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zenca_gui.core.coming_back import SeenAgain
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import Standing
from zenca_gui.core.zone import ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCount:
    """How many devices of one operating system stand at one stage; neither retired nor lost."""

    system: str
    stage: Stage
    number: int


class StandingRows(Protocol):
    """Devices counted by the million, and the looks of those who follow them."""

    def standings(
        self, zone: ZoneId, *, since: datetime | None, silent_from: datetime
    ) -> Sequence[Standing]:
        """Return every group that has devices. Without `since` nobody was met.

        `silent_from`: who was last in contact before it is silent.
        """
        ...

    def systems(self, zone: ZoneId) -> Sequence[SystemCount]:
        """Return devices by operating system and stage."""
        ...

    def came_to(self, zone: ZoneId, since: datetime) -> Mapping[Stage, int]:
        """Return how many that count came to their stage from then on."""
        ...

    def seen_again(self, zone: ZoneId, *, since: datetime, one_in: int = 1) -> Iterable[SeenAgain]:
        """Yield devices that count and are not missing since then, or one in so many of them."""
        ...

    def look(self, administrator: str, zone: ZoneId, door: str) -> str | None:
        """Return what was kept of the last look through a door; upper and lower case alike."""
        ...

    def keep_look(self, administrator: str, zone: ZoneId, door: str, seen: str) -> None:
        """Keep what was seen. Needs no journal line: nothing of the zone changes."""
        ...
