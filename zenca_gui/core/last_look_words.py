"""How is it said what changed since the last look?"""

from __future__ import annotations

from zenca_gui.core.delivery import DeliveryState, delivery_words
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.last_look import Difference, News
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.verdict import verdict_words


def difference_words(each: Difference) -> str:
    """Return one difference, short enough to stand beside others."""
    n = each.number
    match each.news:
        case News.STAGE:
            assert each.stage is not None
            return _stage_words(each.stage, n)
        case News.STAGE_LATE:
            assert each.stage is not None
            return ngettext(
                "{n} more at {stage}, heard of late", "{n} more at {stage}, heard of late", n
            ).format(n=grouped(n), stage=stage_words(each.stage))
        case News.SERVER:
            assert each.server is not None
            return _server_words(each.server, n)
        case News.VERDICT:
            assert each.verdict is not None
            return _("{verdict}: {now}, was {before}").format(
                verdict=verdict_words(each.verdict), now=grouped(n), before=grouped(each.before)
            )
        case News.LOST:
            return _("lost: {now}, was {before}").format(
                now=grouped(n), before=grouped(each.before)
            )
        case News.DONE:
            return ngettext("{n} follow-up done", "{n} follow-ups done", n).format(n=grouped(n))
        case News.WAIVED:
            return ngettext("{n} follow-up waived", "{n} follow-ups waived", n).format(n=grouped(n))
        case _:
            return ngettext("{n} new follow-up", "{n} new follow-ups", n).format(n=grouped(n))


def _stage_words(stage: Stage, n: int) -> str:
    if stage is Stage.FAILED:
        words = ngettext("{n} device failed", "{n} devices failed", n)
    else:
        words = ngettext("{n} device reached {stage}", "{n} devices reached {stage}", n)
    return words.format(n=grouped(n), stage=stage_words(stage))


def _server_words(state: DeliveryState, n: int) -> str:
    if state is DeliveryState.SWITCHED:
        words = ngettext("{n} server activated", "{n} servers activated", n)
    else:
        words = ngettext("{n} server: {state}", "{n} servers: {state}", n)
    return words.format(n=grouped(n), state=delivery_words(state))
