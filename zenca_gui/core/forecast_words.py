"""How is a forecast told in a sentence, and what is said where too little is known?"""

from __future__ import annotations

from math import ceil, floor

from zenca_gui.core.forecast import Forecast, LeftBehind, TooLittle
from zenca_gui.core.i18n import _, grouped, ngettext


def left_words(told: Forecast, left: LeftBehind) -> str:
    """Say how many are left behind; the interval only where it is claimed."""
    number = round(left.expected)
    if not told.devices and not told.unreported:
        return _("There are no devices.")
    if not told.devices:
        return _("No device's last contact is known, so nothing can be forecast.")
    if not left.known:
        return ngettext(
            "Perhaps {n} of {all} devices is left behind; zenca knows too little to say more.",
            "Perhaps {n} of {all} devices are left behind; zenca knows too little to say more.",
            number,
        ).format(n=grouped(number), all=grouped(told.devices))
    return ngettext(
        "{n} of {all} devices is left behind ({low} to {high}).",
        "{n} of {all} devices are left behind ({low} to {high}).",
        number,
    ).format(
        n=grouped(number),
        all=grouped(told.devices),
        low=grouped(floor(left.low)),
        high=grouped(ceil(left.high)),
    )


def too_little_words(told: Forecast, left: LeftBehind) -> str:
    """Say why too little is known, "" where zenca claims to know."""
    if left.too_little is None:
        return ""
    days = (told.now - told.as_of).days
    return {
        TooLittle.FEW: _(
            "Too few devices of one kind for a forecast: what one of them does decides it."
        ),
        TooLittle.UNREPORTED: _(
            "The last contact of many devices was never reported: import it, or sync."
        ),
        TooLittle.STALE: ngettext(
            "The newest contact zenca knows of is {n} day old: import or sync again.",
            "The newest contact zenca knows of is {n} days old: import or sync again.",
            days,
        ).format(n=days),
        TooLittle.RHYTHM: _(
            "The devices come and go in a rhythm, as an office does. "
            "Once contacts were imported daily for some weeks, zenca knows it."
        ),
        TooLittle.UNUSUAL: _(
            "The fleet is not as it was in any of the weeks before, as in holidays."
        ),
        TooLittle.FAR: _("This is further ahead than the contacts that were kept reach back."),
    }[left.too_little]


def chance_words(chance: float) -> str:
    """Return a chance as a person reads it."""
    if chance >= 0.995:
        return _("nearly certain")
    if chance < 0.01:
        return _("below 1 %")
    return _("{n} %").format(n=round(chance * 100))
