"""Which devices still trust a CA that was abandoned, and which were seen to have gone back?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zenca_gui.core.ca_change import Change
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.pins import Holder, needs
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.zone import ZENCA
from zenca_gui.services.change.parts import replaces, since_retreat
from zenca_gui.services.desk import Desk

TOOK_IT = frozenset({Stage.PENDING, Stage.ACTIVE})


def trusting(change: Change, *, lost: bool | None = False) -> DeviceQuery:
    """Return the question for devices that are known to have taken the new trust."""
    return DeviceQuery(zone=change.zone, stages=TOOK_IT, lost=lost)


@dataclass
class GoneBack:
    """A follow-up per device while a change is cancelled."""

    desk: Desk

    def refresh(self, change: Change) -> None:
        """List devices that turn out to have taken it; end the work for those that went back."""
        if not needs(replaces(change), Holder.AGENT):
            return
        zone = self.desk.zone(change.zone)
        page = self.desk.store.devices.page(self.desk.store.devices.ids(trusting(change)))
        holding = {device.id: device for device in page}
        known = {
            f.device: f for f in since_retreat(self.desk, change)
            if f.kind is FollowUpKind.TRUSTS_ABANDONED and f.device is not None
        }  # fmt: skip
        new = [
            FollowUp(
                id=FollowUpId(0), zone=zone.id, change=change.id,
                kind=FollowUpKind.TRUSTS_ABANDONED, subject=device.name, device=device.id,
            )
            for device in holding.values() if device.id not in known
        ]  # fmt: skip
        back = [
            f for device, f in known.items()
            if device not in holding and f.state is FollowUpState.OPEN
        ]  # fmt: skip
        if not (new or back):
            return
        now = self.desk.now(zone)
        stages = {
            device.id: device.stage
            for device in self.desk.store.devices.page([f.device for f in back if f.device])
        }
        with self.desk.change(ZENCA, zone) as journalled:
            self.desk.store.changes.add_follow_ups(new)
            for follow_up in back:
                assert follow_up.device is not None
                stage = stages.get(follow_up.device, Stage.UNKNOWN)
                self.desk.store.changes.replace_follow_up(
                    replace(
                        follow_up, state=FollowUpState.DONE, by=ZENCA, at=now,
                        evidence=_("The device is at: {stage}.").format(stage=stage_words(stage)),
                    )
                )  # fmt: skip
            journalled.record(
                "follow-ups.made", _("Made the follow-ups from the inventory again."),
                {"opened": len(new), "cured": len(back)},
            )  # fmt: skip
