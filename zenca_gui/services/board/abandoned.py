"""Who trusts a CA that was given up, or may? Counted while a change is cancelled or rolled back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.pins import Scope
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import FOLLOWED, Standing
from zenca_gui.services.change.parts import replaces

UNSEEN = frozenset({Stage.UNKNOWN, Stage.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """Devices that trust it, and devices of which that is not known; lost ones are in neither."""

    trusting: int
    trusting_stages: frozenset[Stage]
    perhaps: int = 0
    perhaps_stages: frozenset[Stage] = frozenset()


def abandoned(change: Change, standings: Sequence[Standing]) -> Abandoned | None:
    """Count; None where no CA was given up that a device could trust.

    Cancelled: who took the new trust has it. Rolled back: who was not seen to have gone back
    may have it.
    """
    if replaces(change) is Scope.LEAVES:
        return None
    if change.state is ChangeState.CANCELLING:
        return Abandoned(
            trusting=_at(standings, FOLLOWED),
            trusting_stages=FOLLOWED,
            perhaps=_at(standings, UNSEEN),
            perhaps_stages=UNSEEN,
        )
    if change.state is ChangeState.ROLLING_BACK:
        elsewhere = frozenset(Stage) - FOLLOWED
        return Abandoned(
            trusting=0,
            trusting_stages=frozenset(),
            perhaps=_at(standings, elsewhere),
            perhaps_stages=elsewhere,
        )
    return None


def _at(standings: Sequence[Standing], stages: frozenset[Stage]) -> int:
    return sum(each.number for each in standings if each.stage in stages and not each.lost)
