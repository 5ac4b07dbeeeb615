"""What the forecast asks of the database: every device's contacts, as far back as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from zenca_gui.core.contact_line import ContactCount, ContactLine
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLook:
    """When a zone's contacts were last asked for, and the phase its histories are kept in."""

    at: datetime
    phase: timedelta


class ContactRows(Protocol):
    """When devices were in contact. Kept by `DeviceRows` whenever a last contact moves on."""

    def looked(self, zone: ZoneId, at: datetime) -> None:
        """Remember that all contacts up to this moment of the zone's time were asked for.

        Told before what was heard is stored. The first look fixes the phase of the histories.
        Needs no journal line: nothing of the zone changes.
        """
        ...

    def look(self, zone: ZoneId) -> ContactLook | None:
        """Return the newest look, None where nobody ever told of one."""
        ...

    def newest(self, zone: ZoneId, *, until: datetime) -> datetime | None:
        """Return the newest contact of the devices that count, none after `until`."""
        ...

    def lines(
        self, zone: ZoneId, *, stage: Stage | None = None, share: float = 1.0
    ) -> Iterable[ContactLine]:
        """Yield every device that counts (neither retired nor lost), or those at a stage.

        `share`: only about this share of them, always the same ones.
        """
        ...

    def counted(self, zone: ZoneId) -> Iterable[ContactCount]:
        """Yield how many devices that count were last in contact within the same ten minutes."""
        ...

    def longest_silent(self, zone: ZoneId, *, limit: int) -> Iterable[ContactLine]:
        """Yield those that may still have to follow by their stage, silent for longest first."""
        ...
