"""Until when is it safe to begin? The CA's end, less what preparing and the devices need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.forecast import Forecast, TooLittle


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeStart:
    """The date, and the figures behind it. `at` is None where zenca knows too little."""

    at: datetime | None
    reach: timedelta | None
    """By when, from a start on, the asked share of devices has followed."""
    prepare: timedelta
    share: float
    devices: int
    unknown: int
    """Devices whose last contact nobody reported."""
    gone: int = 0
    """Devices that look as if they never return; the share is of the others."""
    too_little: TooLittle | None = None
    """Why the reach is no more than a guess, None where zenca claims it."""


def latest_safe_start(
    told: Forecast, *, ends: datetime, prepare: timedelta, share: float, sampled: float = 1.0
) -> SafeStart:
    """Return `ends - prepare - reach`; reach: until the asked share of devices has followed.

    `share` is of the devices whose contact is known and that ever return; the others are counted.
    `sampled`: the share of all devices that the forecast was made from.
    """
    reach, gone, too_little = timedelta(0), 0, None
    if told.devices:
        reach, gone = told.reach(share), round(told.gone / sampled)
        too_little = told.at(told.now + reach).too_little
    unknown_alone = told.unreported > 0 and not told.devices
    return SafeStart(
        at=None if unknown_alone else ends - prepare - reach,
        reach=None if unknown_alone else reach,
        prepare=prepare,
        share=share,
        devices=round((told.devices + told.unreported) / sampled),
        unknown=round(told.unreported / sampled),
        gone=gone,
        too_little=too_little,
    )
