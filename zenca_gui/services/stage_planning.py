"""May a change that is prepared go out in stages, who would be in them, and is that proposed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zenca_gui.core.ca_change import Change
from zenca_gui.core.i18n import _
from zenca_gui.core.pins import Scope
from zenca_gui.core.rollout_stages import StageName, plan, several
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.change.parts import replaces
from zenca_gui.services.desk import Desk
from zenca_gui.services.stage_members import StageMembers

ORDER, IN_STAGES, AT_ONCE = "order", "in stages", "all at once"
"""The document that says what a person chose at Assign, and what it can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesPreview:
    """How a change that is prepared would go out in stages; `refusal` says why it cannot."""

    refusal: str = ""
    proposed: bool = False
    members: Mapping[StageName, int] = field(default_factory=dict)
    """How many each stage would have; those that have none are left out."""


@dataclass
class StagePlanning:
    """Looked at before Assign."""

    desk: Desk
    members: StageMembers

    def refusal(self, zone: ZoneId) -> str:
        """Return "" where the change that is prepared may go out in stages, else why not."""
        change = self.desk.store.changes.open(zone)
        if change is None or change.choice is None:
            return _("Nothing was chosen yet.")
        if replaces(change) is Scope.LEAVES:
            return _("This change brings nothing to devices, so it has no stages.")
        old = self.desk.store.authorities.generation(change.old)
        if old.ends <= self.desk.now(self.desk.zone(zone)):
            return _("The zone CA has ended: no update reaches a device, so there are no stages.")
        return ""

    def preview(self, zone: ZoneId) -> StagesPreview:
        """Return how the prepared change would go out in stages, and whether that is proposed.

        What was chosen the last time is proposed again; the first time, stages where more than one
        of them has devices.
        """
        change, refusal = self.desk.store.changes.open(zone), self.refusal(zone)
        if change is None or refusal:
            return StagesPreview(refusal=refusal)
        found = self.members.of(change, plan(change.id))
        standings = {name: each.standing for name, each in found.items()}
        kept = [self.desk.store.changes.kept(each.id, ORDER)
                for each in self.desk.store.changes.of(zone)]  # fmt: skip
        chosen = [each for each in kept if each]
        proposed = chosen[-1] == IN_STAGES if chosen else several(standings)
        return StagesPreview(
            proposed=proposed,
            members={name: each.members for name, each in standings.items() if each.members},
        )

    def remember(self, change: Change, *, in_stages: bool | None) -> None:
        """Inside the assigning transaction: keep what a person chose, for the next change."""
        if in_stages is not None:
            word = IN_STAGES if in_stages else AT_ONCE
            self.desk.store.changes.keep(change.id, ORDER, word)
