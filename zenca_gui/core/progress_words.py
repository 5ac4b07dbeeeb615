"""How far will the update be at the activation? Told as an estimate with its interval."""

from __future__ import annotations

from math import ceil, floor

from zenca_gui.core.forecast import Forecast, LeftBehind
from zenca_gui.core.i18n import _


def progress_words(told: Forecast, left: LeftBehind, moment: str) -> str:
    """Say which share will have reached Pending Certificate Activation; "" without devices."""
    if not told.devices:
        return ""
    if not left.known:
        return _(
            "By the activation on {moment} perhaps {n} % will have followed; zenca knows too "
            "little to say more."
        ).format(moment=moment, n=round(100 * (1 - left.expected / told.devices)))
    low = floor(100 * (1 - left.high / told.devices))
    high = ceil(100 * (1 - left.low / told.devices))
    if high - low <= 1:
        return _("By the activation on {moment} about {n} % will have followed.").format(
            moment=moment, n=round(100 * (1 - left.expected / told.devices))
        )
    return _("By the activation on {moment} {low} to {high} % will have followed.").format(
        moment=moment, low=max(0, low), high=min(100, high)
    )
