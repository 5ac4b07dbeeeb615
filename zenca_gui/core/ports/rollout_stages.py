"""What zenca asks of its database about the stages of a rollout, and who stands where in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.rollout_stages import RolloutStage, StageName, Standing
from zenca_gui.core.stage_late import Late
from zenca_gui.core.zone import ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMembers:
    """The devices of one stage: how many are where, and who of a stage that has begun is late."""

    standing: Standing
    late: tuple[Late, ...]


class StageRows(Protocol):
    """Stages of rollouts."""

    def of(self, change: ChangeId) -> Sequence[RolloutStage]:
        """Return those of a change in their order; none where it goes to all at once."""
        ...

    def put(self, stages: Sequence[RolloutStage]) -> None:
        """Write all fields of many; one of the same change and name is replaced."""
        ...

    def members(
        self, zone: ZoneId, *, begun: Mapping[StageName, datetime]
    ) -> Mapping[StageName, DeviceMembers]:
        """Count the devices of every stage. `begun`: when those began that did."""
        ...

    def guids(self, zone: ZoneId, stages: Collection[StageName]) -> Sequence[str]:
        """Return the GUIDs of the devices that belong to these stages, lost ones too."""
        ...
