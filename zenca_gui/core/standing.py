"""Where do devices stand? Counted in groups; the board's numbers follow from these alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Contact, Verdict, decide
from zenca_gui.core.zone import DeviceKind

SILENT = timedelta(days=30)
FOLLOWED = frozenset({Stage.PENDING, Stage.ACTIVE})
"""Stages at which a device trusts the new CA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Devices of one kind at one stage, lost ones apart, and how many of them are what else.

    `since` is the moment from which one that did not follow is left behind. No retired device.
    """

    kind: DeviceKind
    stage: Stage
    lost: bool
    number: int
    met: int = 0
    """In contact since then."""
    cut_off: int = 0
    """Reported to be unable to talk to a server."""
    met_cut_off: int = 0
    """Both."""
    silent: int = 0
    """Without contact for a month."""
    never: int = 0
    """Whose contact nobody ever reported."""
    oldest: datetime | None = None
    """The oldest last contact of one that was not met since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What became of the devices once the moment has come; lost ones are in no number."""

    unseen: int
    """Not in contact since, and not known to have the new certificate."""
    unseen_kinds: dict[DeviceKind, int] = field(default_factory=dict)
    never: int = 0
    """Of the unseen, those whose contact nobody ever reported."""
    longest: datetime | None = None
    """The oldest last contact of an unseen one."""
    cut_off: int = 0
    """Reported to be unable to talk to a server; some may be unseen, too."""
    missing: int = 0
    """Unseen or cut off, each once."""
    reachable: int = 0
    """In contact since, without the new trust: as long as the overlap lasts."""
    following: int = 0
    """In contact since, at Pending Certificate Activation."""
    arrived: int = 0
    """At New Certificate Active, and not cut off."""


def lost(standings: Iterable[Standing]) -> int:
    """Return how many are counted apart."""
    return sum(each.number for each in standings if each.lost)


def quiet(standings: Iterable[Standing]) -> int:
    """Return how many of those that count were without contact for a month."""
    return sum(each.silent for each in standings if not each.lost)


def at_stages(standings: Iterable[Standing], kind: DeviceKind) -> dict[Stage, int]:
    """Return how many of a kind stand at each stage, without the lost."""
    return {each.stage: each.number for each in standings if each.kind is kind and not each.lost}


def verdicts(standings: Iterable[Standing], *, activated: bool) -> dict[Verdict, int]:
    """Return how many devices have each verdict, without the lost; none with no device."""
    found: Counter[Verdict] = Counter()
    for each in standings:
        if each.lost:
            continue
        met = each.met if activated else 0
        for contact, number in ((Contact.SINCE, met), (Contact.SILENT, each.number - met)):
            verdict = decide(
                mobile=each.kind is DeviceKind.MOBILE, stage=each.stage, activated=activated,
                contact=contact,
            )  # fmt: skip
            found[verdict] += number
    return {verdict: number for verdict, number in found.items() if number}


def turned(standings: Sequence[Standing]) -> Turned:
    """Return what became of those that count."""
    counting = [each for each in standings if not each.lost]
    elsewhere = [each for each in counting if each.stage is not Stage.ACTIVE]
    kinds: Counter[DeviceKind] = Counter()
    for each in elsewhere:
        kinds[each.kind] += each.number - each.met
    cut_off = sum(each.cut_off for each in counting)
    talking = sum(_unmet_talking(each) for each in elsewhere)
    past = [each.oldest for each in elsewhere if each.oldest is not None]
    return Turned(
        unseen=kinds.total(),
        unseen_kinds={kind: kinds[kind] for kind in DeviceKind if kinds[kind]},
        never=sum(each.never for each in elsewhere),
        longest=min(past, default=None),
        cut_off=cut_off,
        missing=cut_off + talking,
        reachable=sum(_met_talking(each) for each in elsewhere if each.stage not in FOLLOWED),
        following=sum(_met_talking(each) for each in elsewhere if each.stage in FOLLOWED),
        arrived=sum(each.number - each.cut_off for each in counting if each.stage is Stage.ACTIVE),
    )


def _met_talking(each: Standing) -> int:
    return each.met - each.met_cut_off


def _unmet_talking(each: Standing) -> int:
    return each.number - each.met - (each.cut_off - each.met_cut_off)
