"""What would giving a change up do? The ways back of its servers, and what is said beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server


class Retreat(Enum):
    """How a change is given up; which one depends on how far it is."""

    DROP = "drop"
    """Before Assign: nobody has anything of it."""
    CANCEL = "cancel"
    """After Assign: servers still serve the old certificate, devices may trust the new CA."""
    ROLL_BACK = "roll back"
    """After activation: servers and devices go back to the old CA."""


class Way(Enum):
    """How a server comes to serve its old certificate again."""

    STAYS = "stays"
    """It was not seen to leave it."""
    KEPT = "kept"
    """zenca holds the old certificate and its key."""
    LIES_THERE = "lies there"
    """The release that it served before still lies on it."""
    ISSUED = "issued"
    """The old CA issues it a new one: zenca holds that CA's key."""
    GUIDED = "guided"
    """A person brings it back; zenca looks."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """One server and its way back. `why_not` says why there is none."""

    server: Server
    way: Way
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetreatPreview:
    """What giving the change up would do, or why it cannot be done."""

    how: Retreat
    refusal: str = ""
    """"" where it can be done."""
    servers: tuple[WayBack, ...] = ()
    trusting: int = 0
    """Devices that are known to trust the new CA."""
    sentences: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[WayBack, ...]:
        """Return the servers without a way back."""
        return tuple(each for each in self.servers if each.way is Way.NONE)


def way_words(way: Way) -> str:
    """Return how a server goes back, as a person reads it."""
    return {
        Way.STAYS: _("serves the old certificate all along"),
        Way.KEPT: _("gets its old certificate and key from zenca"),
        Way.LIES_THERE: _("goes back to the files that still lie on it"),
        Way.ISSUED: _("gets a new certificate of the old CA"),
        Way.GUIDED: _("is brought back by hand; zenca looks"),
        Way.NONE: _("has no way back"),
    }[way]
