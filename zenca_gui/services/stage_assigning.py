"""What does the begin of a stage, or a second try, write of its devices and servers?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from zenca_gui.core.ca_change import Change
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.rollout_stages import SERVERS, StageName
from zenca_gui.core.stage_late import members_query
from zenca_gui.core.zone import Actor
from zenca_gui.services.desk import Desk

BATCH = 5_000


def assign_stage(desk: Desk, change: Change, name: StageName, *, now: datetime, by: Actor) -> None:
    """Put the stage's devices at Update Assigned, but for those that are further already."""
    _put(desk, change, name, {Stage.NOT_ASSIGNED, Stage.UNKNOWN}, now=now, by=by)


def try_again(desk: Desk, change: Change, name: StageName, *, now: datetime, by: Actor) -> None:
    """Put those of the stage that failed back to where they were before they did."""
    _put(desk, change, name, {Stage.FAILED}, now=now, by=by)
    roles = {s.id: s.role for s in desk.store.servers.of(change.zone)}
    for server, delivery in desk.store.changes.deliveries(change.id).items():
        failed = delivery.state is DeliveryState.FAILED
        if failed and server in roles and SERVERS[roles[server]] is name:
            again = replace(delivery, state=DeliveryState.WAITING, detail="", at=now)
            desk.store.changes.delivered(again)


def _put(
    desk: Desk,
    change: Change,
    name: StageName,
    standing_at: Collection[Stage],
    *,
    now: datetime,
    by: Actor,
) -> None:
    asked = members_query(change.zone, name)
    if asked is None:
        return
    # lost devices are no members, but what is assigned is assigned to them as well
    ids = desk.store.devices.ids(replace(asked, stages=frozenset(standing_at), lost=None))
    for start in range(0, len(ids), BATCH):
        desk.store.devices.replace(
            [
                replace(
                    device, stage=Stage.ASSIGNED, stage_at=now, stage_by=by,
                    stage_evidence=Evidence.TOLD, stage_reason="", stage_other=None,
                )
                for device in desk.store.devices.page(ids[start : start + BATCH])
            ]
        )  # fmt: skip
