"""How is it said who came back, and when nobody will be missing?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from zenca_gui.core.coming_back import DAY, CameBack
from zenca_gui.core.i18n import _, grouped, ngettext

Written = Callable[[datetime], str]
"""How a day is written where the sentence stands."""


def missing_words(back: CameBack) -> str:
    """Say how many are missing now."""
    return ngettext(
        "{n} device is missing: not seen since, or unable to talk.",
        "{n} devices are missing: not seen since, or unable to talk.",
        back.missing,
    ).format(n=grouped(back.missing))


def back_words(back: CameBack) -> str:
    """Say how many came back, and how many a day; "" before anybody could."""
    if back.too_early and not back.in_all:
        return ""
    if back.share < 1:
        words = ngettext("About {n} device came back", "About {n} devices came back", back.in_all)
    else:
        words = ngettext("{n} device came back", "{n} devices came back", back.in_all)
    words = words.format(n=grouped(back.in_all))
    if back.too_early:
        return _("{came}.").format(came=words)
    days = round(back.over / DAY)
    return ngettext(
        "{came}; {number} in the last day: {rate} a day.",
        "{came}; {number} in the last {days} days: {rate} a day.",
        days,
    ).format(came=words, number=grouped(back.lately), days=days, rate=_rate(back.a_day))


def nobody_words(back: CameBack, written: Written) -> str:
    """Say when nobody will be missing at this rate, or why that cannot be said."""
    if not back.missing:
        return _("Nobody is missing.")
    if back.too_early:
        return _(
            "It is too early for a rate: the first day is not counted, for who is in contact then "
            "was never away."
        )
    told = back.nobody
    if told is None:
        return _("Not at this rate: nobody came back lately, so some stay missing.")
    if told.earliest is None:
        return _("At this rate somebody is missing for more than ten years.")
    if told.at is None or told.latest is None:
        return _("At this rate nobody is missing by {earliest} at the earliest.").format(
            earliest=written(told.earliest)
        )
    return _("At this rate nobody is missing by {at} ({earliest} to {latest}).").format(
        at=written(told.at), earliest=written(told.earliest), latest=written(told.latest)
    )


def _rate(a_day: float) -> str:
    if a_day >= 10:
        return grouped(round(a_day))
    return f"{a_day:.1f}".replace(".", _("0.5")[1])
