"""Which roads lead from the CA a zone has to the one it wants? The table of DESIGN 4 Custody.

Every cell is offered, or holds the sentence that refuses it. The wizard, the command line and the
tests read it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.i18n import _


class Making(Enum):
    """How the material of a change comes to be."""

    HERE = "here"
    """zenca makes keys and certificates."""
    REPLIES = "replies"
    """zenca makes requests; somebody else signs, days may pass."""
    WATCHED = "watched"
    """The zone's own server makes it; zenca tells how, and watches until it has seen all of it."""


@dataclass(frozen=True, slots=True)
class Road:
    """From one custody to another by one kind of change, and who makes the material."""

    kind: ChangeKind
    held_by: Custody
    to: Custody
    making: Making


_MAKING = {
    Custody.ZENCA: Making.HERE,
    Custody.SERVER: Making.WATCHED,
    Custody.EXTERNAL: Making.REPLIES,
}


def _roads() -> dict[tuple[ChangeKind, Custody, Custody], Road]:
    ways = [
        *((ChangeKind.REMINT, held, held) for held in (Custody.ZENCA, Custody.SERVER)),
        *(
            (ChangeKind.INTERNAL, held, to)
            for held in Custody
            for to in (Custody.ZENCA, Custody.SERVER)
        ),
        *((ChangeKind.EXTERNAL, held, Custody.EXTERNAL) for held in Custody),
        *((ChangeKind.SERVERS, held, held) for held in Custody),
    ]
    return {(kind, held, to): Road(kind, held, to, _MAKING[to]) for kind, held, to in ways}


ROADS = _roads()
"""Every road that is offered."""


def refusal(kind: ChangeKind, held_by: Custody, to: Custody, *, late: bool = False) -> str:
    """Return "" where this road is offered, else the sentence why; `late`: the CA has ended."""
    if late and kind is ChangeKind.SERVERS:
        return _("The CA has expired: nobody trusts what it signs now. It must be replaced.")
    if (kind, held_by, to) in ROADS:
        return ""
    if kind is ChangeKind.REMINT and held_by is Custody.EXTERNAL:
        return _(
            "An external CA is not reminted here: its owner renews it. Change to external, and "
            "take in what its owner signs."
        )
    if kind is ChangeKind.REMINT:
        return _("A remint keeps the custody. To move it, change to internal or to external.")
    if kind is ChangeKind.SERVERS:
        return _("Server certificates come from the zone's CA; its custody stays as it is.")
    if kind is ChangeKind.INTERNAL:
        return _("An internal CA is held by zenca or by the zone's server.")
    return _("An external CA is held by its owner, neither by zenca nor by the zone's server.")


def usual(kind: ChangeKind, held_by: Custody) -> Custody | None:
    """Return where this kind leads when nobody says otherwise, None where no road is offered."""
    for to in (held_by, Custody.ZENCA, Custody.EXTERNAL):
        if (kind, held_by, to) in ROADS:
            return to
    return None


def road(kind: ChangeKind, held_by: Custody, to: Custody) -> Road:
    """Return a road that is offered; KeyError for any other."""
    return ROADS[kind, held_by, to]
