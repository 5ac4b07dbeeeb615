"""What is a lab told of an update? Other carriers are the zone's or the person's own."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Generation
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.lab import LabDoor
from zenca_gui.core.rollout_stages import OFFERING
from zenca_gui.core.system_update import TrustKit
from zenca_gui.core.zone import Carrier, Zone
from zenca_gui.services.change.parts import of_change, update_name
from zenca_gui.services.change.way_back_kit import way_back_kit
from zenca_gui.services.desk import Desk

log = logging.getLogger(__name__)


def publish(desk: Desk, zone: Zone, change: Change) -> None:
    """Hand the update to a lab that runs, with who has to wait for their stage."""
    material = of_change(desk, change)
    door = desk.labs.find(Path(zone.lab)) if zone.lab else None
    if door is None or material is None or change.assigned_at is None:
        return
    old = desk.store.authorities.generation(change.old)
    if change.retreated_at is not None:
        _publish_way_back(desk, zone, change, door)
        return
    kit = TrustKit(
        name=update_name(desk, change),
        trust=tuple(dict.fromkeys((old.anchor, material.new.anchor))),
        future=tuple(c.certificate for c in material.certificates),
        activated=change.state in (ChangeState.ACTIVE, ChangeState.CLOSED),
        overlap=change.overlap_ended_at is None,
        by_tools=_by_tools(change, old),
        waiting=waiting(desk, change),
    )
    if not kit.overlap:
        kit = replace(kit, trust=(material.new.anchor,))
    try:
        door.publish(kit)
    except RemoteError as error:
        log.info("zone %s: the lab took no update: %s", zone.id, error.title)


def waiting(desk: Desk, change: Change) -> frozenset[str]:
    """Return the GUIDs of the devices that may not take the update yet, or while it is stopped."""
    stages = desk.store.stages.of(change.id)
    shut = {each.name for each in stages if each.state not in OFFERING}
    return frozenset(desk.store.stages.guids(change.zone, shut))


def _by_tools(change: Change, old: Generation) -> bool:
    """Tell whether devices get the kit without a server: by tools, or since none can be trusted."""
    tools = change.choice is not None and change.choice.carrier is Carrier.TOOLS
    return tools or (change.assigned_at is not None and old.ends <= change.assigned_at)


def _publish_way_back(desk: Desk, zone: Zone, change: Change, door: LabDoor) -> None:
    kit = way_back_kit(desk, change)
    try:
        if kit is None:
            door.withdraw()
        else:
            door.publish(kit)
    except RemoteError as error:
        log.info("zone %s: the lab took no update: %s", zone.id, error.title)
