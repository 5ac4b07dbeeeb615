"""When does a CA deserve a warning? Pure functions of a certificate's end and the clock.

The rule is the source document's: from 90 days before the end each administrator sees the
warning once in 24 hours, below five days at every login. DESIGN section 3 decides the edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum

from zenca_gui.core.i18n import _, ngettext

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Urgency(IntEnum):
    """How loudly to speak, in ascending order."""

    FINE = 0
    DUE = 1
    EVERY_LOGIN = 2
    EXPIRED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPolicy:
    """A zone's thresholds; the defaults are the source document's."""

    warn: timedelta = timedelta(days=90)
    every_login: timedelta = timedelta(days=5)
    remind: timedelta = timedelta(hours=24)


DOCUMENT = WarningPolicy()


def urgency(ends: datetime, now: datetime, policy: WarningPolicy = DOCUMENT) -> Urgency:
    """Rank one end. A certificate is valid through its last second (RFC 5280, 4.1.2.5)."""
    left = ends - now
    if left < timedelta(0):
        return Urgency.EXPIRED
    if left < policy.every_login:
        return Urgency.EVERY_LOGIN
    if left <= policy.warn:
        return Urgency.DUE
    return Urgency.FINE


def due(
    rank: Urgency, shown: datetime | None, now: datetime, policy: WarningPolicy = DOCUMENT
) -> bool:
    """Tell whether this administrator is to see the warning now.

    `shown` is when the warning was last shown to them for this zone. A clock that was set back
    (shown lies in the future) shows it again.
    """
    if rank is Urgency.FINE:
        return False
    if rank >= Urgency.EVERY_LOGIN or shown is None:
        return True
    return not timedelta(0) <= now - shown < policy.remind


def sentence(ends: datetime, now: datetime, local: tzinfo) -> str:
    """Say how long the zone CA has, in whole days, or by the clock on its last day."""
    left = ends - now
    if left < timedelta(0):
        return _past(-left)
    days = left // DAY
    if days >= 1:
        return ngettext(
            "The Zone CA will expire in {n} day.", "The Zone CA will expire in {n} days.", days
        ).format(n=days)
    clock = ends.astimezone(local)
    today = clock.date() == now.astimezone(local).date()
    words = (
        _("The Zone CA will expire today at {time} ({left}).")
        if today
        else _("The Zone CA will expire tomorrow at {time} ({left}).")
    )
    return words.format(time=f"{clock:%H:%M}", left=_ahead(left))


def short(ends: datetime, now: datetime) -> str:
    """Say the same in two or three words, for a list of zones."""
    left = ends - now
    if left < timedelta(0):
        return _("expired")
    days = left // DAY
    if days < 1:
        return _("less than a day left")
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def _ahead(left: timedelta) -> str:
    hours = left // HOUR
    if hours >= 1:
        return ngettext("in {n} hour", "in {n} hours", hours).format(n=hours)
    minutes = left // MINUTE
    if minutes >= 1:
        return ngettext("in {n} minute", "in {n} minutes", minutes).format(n=minutes)
    return _("in less than a minute")


def _past(gone: timedelta) -> str:
    days = gone // DAY
    if days >= 1:
        return ngettext(
            "The Zone CA expired {n} day ago.", "The Zone CA expired {n} days ago.", days
        ).format(n=days)
    hours = gone // HOUR
    if hours >= 1:
        return ngettext(
            "The Zone CA expired {n} hour ago.", "The Zone CA expired {n} hours ago.", hours
        ).format(n=hours)
    return _("The Zone CA expired less than an hour ago.")
