"""How does the operator read a moment? Days in their language, local time unless UTC is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from zenca_gui.core.i18n import _, ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _written(moment: datetime, form: str) -> str:
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), form)


def short_day(moment: datetime) -> str:
    """Return `23 Nov`, as the operator's calendar has it."""
    return _written(moment.astimezone(), _("d MMM"))


def day(moment: datetime) -> str:
    """Return `23 Nov 2026`."""
    return _written(moment.astimezone(), _("d MMM yyyy"))


def week_day(moment: datetime) -> str:
    """Return `Mon 23 Nov 2026`."""
    return _written(moment.astimezone(), _("ddd d MMM yyyy"))


def clock(moment: datetime) -> str:
    """Return `09:26`."""
    return f"{moment.astimezone():%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """Return `23 Nov, 09:26`: for what was seen lately."""
    return _("{day}, {time}").format(day=short_day(moment), time=clock(moment))


def utc(moment: datetime) -> str:
    """Return `30 Dec 2026, 16:12 UTC`: for what a change hangs on."""
    exact = moment.astimezone(UTC)
    return _("{day}, {time} UTC").format(
        day=_written(exact, _("d MMM yyyy")), time=f"{exact:%H:%M}"
    )


def utc_second(moment: datetime) -> str:
    """Return `2026-12-03 09:26:41`, UTC: for a column that says so."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how old a moment is, in one unit; a moment to come is a clock that is wrong."""
    if moment is None:
        return _("never")
    gone = now - moment
    if gone < -MINUTE:
        return _("in the future")
    if gone < MINUTE:
        return _("just now")
    if gone < HOUR:
        return _("{n} min ago").format(n=gone // MINUTE)
    if gone < DAY:
        return _("{n} h ago").format(n=gone // HOUR)
    days = gone // DAY
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
