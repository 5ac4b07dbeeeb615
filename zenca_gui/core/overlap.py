"""Can servers stay trusted by the old CA's devices for a while? Where not, the sentence why."""

from __future__ import annotations

from datetime import datetime

from zenca_gui.core.certificate import Custody, Generation
from zenca_gui.core.i18n import _


def no_bridge(old: Generation, now: datetime) -> str:
    """Return "" where the old CA's key can certify a new CA, else why there is no overlap."""
    if old.ends <= now:
        return _("The CA has expired: there will be no overlap.")
    if old.custody is not Custody.ZENCA:
        return _("The key of {name} is not here: there is no overlap.").format(name=old.name)
    if old.certificate.path_length == 0:
        return _("The CA lets no other CA below it (path length 0): there is no overlap.")
    return ""
