"""How many devices stand at which stage, by kind or by operating system?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zenca_gui.core.i18n import _
from zenca_gui.core.ports.standing import SystemCount
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import Standing, at_stages
from zenca_gui.core.zone import DeviceKind

SYSTEMS = 8
"""So many operating systems have a line of their own; the rest share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """How many devices of one kind stand where; of a system, `key` is its name, "" for others."""

    key: str
    icon: str
    label: str
    counts: dict[Stage, int]
    total: int
    of_kind: bool = True


def by_kind(standings: Sequence[Standing]) -> Iterator[StageLine]:
    """Yield a line for each kind that has devices."""
    for kind in DeviceKind:
        own = at_stages(standings, kind)
        if own:
            yield StageLine(
                key=kind.value, icon=kind.value, label=kind_words(kind), counts=own,
                total=sum(own.values()),
            )  # fmt: skip


def by_system(counts: Sequence[SystemCount]) -> Iterator[StageLine]:
    """Yield a line for each of the most common systems, then one for all others."""
    sizes: Counter[str] = Counter()
    for each in counts:
        sizes[each.system] += each.number
    named = [system for system, _number in sizes.most_common(SYSTEMS) if system]
    lines: dict[str, Counter[Stage]] = {system: Counter() for system in [*sorted(named), ""]}
    for each in counts:
        lines[each.system if each.system in lines else ""][each.stage] += each.number
    for system, own in lines.items():
        if own:
            yield StageLine(
                key=system, icon="",
                label=system or _("Others, or not known"), counts=dict(own), total=own.total(),
                of_kind=False,
            )  # fmt: skip


def kind_words(kind: DeviceKind) -> str:
    """Return the name of many devices of a kind."""
    return {
        DeviceKind.WORKSTATION: _("Workstations"),
        DeviceKind.SERVER: _("Servers"),
        DeviceKind.SATELLITE: _("Satellites"),
        DeviceKind.MOBILE: _("Mobiles"),
    }[kind]
