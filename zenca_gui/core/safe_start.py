"""Until when is it safe to begin? The latest safe start, from the ages of last contact alone.

For a fleet at rest the time since a device's last contact and the time to its next have the same
distribution, so the age that the asked share of devices has not passed is how long they need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

ENOUGH = 1
"""Devices whose last contact must be known before a date is named at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeStart:
    """The date, and the figures behind it. `at` is None where zenca knows too little."""

    at: datetime | None
    reach: timedelta | None
    prepare: timedelta
    share: float
    devices: int
    unknown: int
    """Devices whose last contact nobody reported."""


def latest_safe_start(
    contacts: Sequence[datetime | None],
    *,
    ends: datetime,
    now: datetime,
    prepare: timedelta,
    share: float,
) -> SafeStart:
    """Return `ends - prepare - reach`; reach: the age within which `share` of contacts lie.

    A contact in the future (a clock that is wrong) counts as one of now. `share` is of the
    devices whose contact is known; the others are counted in `unknown`.
    """
    ages = sorted(max(timedelta(0), now - seen) for seen in contacts if seen is not None)
    unknown = len(contacts) - len(ages)
    if len(ages) < ENOUGH:
        at, reach = (ends - prepare, timedelta(0)) if not contacts else (None, None)
    else:
        reach = ages[min(len(ages) - 1, max(0, ceil(share * len(ages)) - 1))]
        at = ends - prepare - reach
    return SafeStart(
        at=at, reach=reach, prepare=prepare, share=share, devices=len(contacts), unknown=unknown
    )
