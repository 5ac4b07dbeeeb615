"""Who of a stage is late, and why? One line for each reason, with how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Stage
from zenca_gui.core.rollout_stages import DEVICES, NOT_THERE, StageName
from zenca_gui.core.zone import ZoneId

REASONS = 3
"""So many reasons of failures have a line each; what is beyond them shares one."""


class Lateness(Enum):
    """Why a device is not there; the first that fits counts."""

    FAILED = "failed"
    SILENT = "silent"
    """No contact since its stage began."""
    UNKNOWN = "unknown"
    """In contact, but nobody reported its stage."""
    MET = "met"
    """In contact since its stage began, and still without the update."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """So many are late for this reason."""

    why: Lateness
    number: int
    reason: str = ""
    """FAILED: what it said."""
    never: int = 0
    """SILENT: how many of them were never in contact."""
    oldest: datetime | None = None
    """SILENT: the longest silence began then."""
    others: bool = False
    """FAILED: with several other reasons than those that have a line."""


def late_lines(late: Sequence[Late]) -> list[Late]:
    """Return the lines to show: the most frequent failures by their reason, then the others."""
    failed = sorted(
        (each for each in late if each.why is Lateness.FAILED),
        key=lambda each: (-each.number, each.reason),
    )
    shown, rest = failed[:REASONS], failed[REASONS:]
    if rest:
        number = sum(each.number for each in rest)
        shown.append(Late(why=Lateness.FAILED, number=number, others=True))
    order = list(Lateness)
    others = [each for each in late if each.why is not Lateness.FAILED]
    return shown + sorted(others, key=lambda each: order.index(each.why))


def late_words(late: Late) -> str:
    """Say how many are late for which reason."""
    n = grouped(late.number)
    match late.why:
        case Lateness.FAILED:
            return _failed_words(late)
        case Lateness.SILENT:
            words = ngettext(
                "{n} device was not in contact since the stage began.",
                "{n} devices were not in contact since the stage began.", late.number,
            ).format(n=n)  # fmt: skip
            return " ".join([words, *_silence(late)])
        case Lateness.UNKNOWN:
            return ngettext(
                "{n} device is in contact, but nobody reported its stage.",
                "{n} devices are in contact, but nobody reported their stage.", late.number,
            ).format(n=n)  # fmt: skip
        case _:  # MET
            return ngettext(
                "{n} device was in contact since the stage began and has not taken the update.",
                "{n} devices were in contact since the stage began and have not taken the update.",
                late.number,
            ).format(n=n)  # fmt: skip


def _failed_words(late: Late) -> str:
    n = grouped(late.number)
    if late.others:
        return ngettext(
            "{n} device failed for another reason.",
            "{n} devices failed for other reasons.", late.number,
        ).format(n=n)  # fmt: skip
    if not late.reason:
        return ngettext(
            "{n} device is at Update Failed; nobody said why.",
            "{n} devices are at Update Failed; nobody said why.", late.number,
        ).format(n=n)  # fmt: skip
    return ngettext(
        "{n} device is at Update Failed: {reason}", "{n} devices are at Update Failed: {reason}",
        late.number,
    ).format(n=n, reason=late.reason)  # fmt: skip


def _silence(late: Late) -> list[str]:
    said = []
    if late.oldest is not None:
        said.append(_("The longest silence began on {day}.").format(day=f"{late.oldest:%Y-%m-%d}"))
    if late.never:
        said.append(
            ngettext("{n} was never in contact.", "{n} were never in contact.", late.never).format(
                n=grouped(late.never)
            )
        )
    return said


def members_query(zone: ZoneId, stage: StageName) -> DeviceQuery | None:
    """Ask for the devices of a stage; None for one that has only servers."""
    for rule in DEVICES:
        if rule.stage is stage:
            return DeviceQuery(zone=zone, kinds=rule.kinds, test=rule.test, lost=False)
    return None


def late_query(
    zone: ZoneId, stage: StageName, why: Lateness, *, since: datetime | None
) -> DeviceQuery | None:
    """Ask for those that are late for this reason. `since`: when the stage began."""
    asked = members_query(zone, stage)
    if asked is None:
        return None
    wanted = {
        Lateness.FAILED: frozenset({Stage.FAILED}),
        Lateness.UNKNOWN: frozenset({Stage.UNKNOWN}),
        Lateness.SILENT: NOT_THERE - {Stage.FAILED},
        Lateness.MET: NOT_THERE - {Stage.FAILED, Stage.UNKNOWN},
    }[why]
    return DeviceQuery(
        zone=zone, kinds=asked.kinds, test=asked.test, lost=False, stages=wanted,
        order=DeviceOrder.LAST_CONTACT,
        silent_since=since if why is Lateness.SILENT else None,
        met_since=since if why in (Lateness.UNKNOWN, Lateness.MET) else None,
    )  # fmt: skip
