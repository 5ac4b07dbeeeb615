"""Has an activation date gone by and nothing switched? Said loudly, with how long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.i18n import _, ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def missed_words(change: Change, now: datetime) -> str:
    """Return how long ago the activation was due, "" where no date was missed."""
    at = change.activation
    if change.state is not ChangeState.ASSIGNED or at is None or at > now:
        return ""
    late = now - at
    if late < HOUR:
        return _("Activation was due less than an hour ago; nothing has switched.")
    if late < 2 * DAY:
        hours = late // HOUR
        return ngettext(
            "Activation was due {n} hour ago; nothing has switched.",
            "Activation was due {n} hours ago; nothing has switched.",
            hours,
        ).format(n=hours)
    return ngettext(
        "Activation was due {n} day ago; nothing has switched.",
        "Activation was due {n} days ago; nothing has switched.",
        late.days,
    ).format(n=late.days)
