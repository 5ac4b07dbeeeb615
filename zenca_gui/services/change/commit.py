"""The point of no return: one transaction assigns the update to every device."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zenca_gui.core.ca_change import CA_CHANGE, Change, ChangeState
from zenca_gui.core.certificate import Generation
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import RemoteError, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.pins import Scope
from zenca_gui.core.ports.lab import LabDoor
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.system_update import SystemUpdate, TrustKit, UpdateId
from zenca_gui.core.zone import Actor, Carrier, Device, Zone, ZoneId
from zenca_gui.services.change.begin import Beginning, must_be
from zenca_gui.services.change.choosing import sound_date
from zenca_gui.services.change.parts import (
    has_overlap,
    of_change,
    replaces,
    servers_of,
    update_name,
)
from zenca_gui.services.change.way_back_kit import way_back_kit
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps

log = logging.getLogger(__name__)
BATCH = 5_000


@dataclass
class Committing:
    """Assign, move the date, tell the carrier."""

    desk: Desk
    beginning: Beginning
    follow_ups: FollowUps

    def assign(self, zone: ZoneId, *, typed_name: str, by: Actor) -> Change:
        """Commit the change; refused until every step before is ready and the name is typed."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.MATERIAL)
        draft = replace(self.beginning.draft(zone), typed_name=typed_name)
        for step in CA_CHANGE.path(draft):
            if not CA_CHANGE[step].ready(draft):
                raise ZencaError(
                    _why_not(step, draft.recovery_proved, draft.proof),
                    _("Nothing was assigned; the change stands where it was."),
                )
        assert change.choice is not None
        old = self.desk.store.authorities.generation(change.old)
        now = self.desk.now(home)
        sound_date(home, old, change.choice, now=now)
        material = of_change(self.desk, change)
        assert material is not None
        trust = hashlib.sha256(
            "\n".join((old.anchor.sha256, material.new.anchor.sha256)).encode()
        ).hexdigest()
        with self.desk.change(by, home) as journalled:
            assigned = replace(change, state=ChangeState.ASSIGNED, assigned_at=now)
            self.desk.store.changes.replace(assigned)
            self.desk.store.changes.add_update(
                SystemUpdate(
                    id=UpdateId(0), zone=zone, change=change.id,
                    name=_("Zone CA change {n}").format(n=change.id),
                    carrier=change.choice.carrier, assigned_at=now, trust_sha256=trust,
                )
            )  # fmt: skip
            for server in servers_of(self.desk, assigned, material):
                self.desk.store.changes.delivered(
                    Delivery(
                        zone=zone, change=change.id, server=server.id,
                        state=DeliveryState.WAITING, at=now,
                    )
                )  # fmt: skip
            number = 0
            if replaces(change) is not Scope.LEAVES:
                number = self._assign_devices(zone, now, by, expired=old.ends <= now)
            self.follow_ups.open_at_assign(assigned, overlap=has_overlap(material))
            journalled.record(
                "change.assigned",
                ngettext(
                    "Assigned the update to {n} device.", "Assigned the update to {n} devices.",
                    number,
                ).format(n=number),
                {"devices": number, "trust": trust, "carrier": change.choice.carrier.value},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        publish(self.desk, home, assigned)
        return assigned

    def move_date(self, zone: ZoneId, at: datetime | None, *, by: Actor) -> Change:
        """Move the activation date, until it has come; None: by hand."""
        home = self.desk.zone(zone)
        change = must_be(
            self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL, ChangeState.ASSIGNED
        )
        if change.choice is None:
            raise ZencaError(_("Nothing was chosen yet."), _("Choose first; then set a date."))
        now, due = self.desk.now(home), change.activation
        if change.state is ChangeState.ASSIGNED and due is not None and due <= now:
            raise ZencaError(
                _("The activation date {at} has come; it cannot be moved any more.").format(
                    at=f"{due:%Y-%m-%d %H:%M} UTC"
                ),
                _("Nothing was changed. Activate the change now, or cancel it."),
            )
        choice = replace(change.choice, activate_at=at)
        old = self.desk.store.authorities.generation(change.old)
        sound_date(home, old, choice, now=now)
        with self.desk.change(by, home) as journalled:
            moved = replace(change, choice=choice)
            self.desk.store.changes.replace(moved)
            journalled.record(
                "change.date-moved",
                _("The activation date is {at}.").format(at=f"{at:%Y-%m-%d %H:%M} UTC")
                if at
                else _("The change is activated by hand."),
                {"at": at.isoformat() if at else ""},
                evidence=Evidence.TOLD,
            )
        return moved

    def _assign_devices(self, zone: ZoneId, now: datetime, by: Actor, *, expired: bool) -> int:
        """Put every device at Update Assigned; after expiry no update can reach it by itself."""
        number = 0
        stage = Stage.NOT_ASSIGNED if expired else Stage.ASSIGNED
        for devices in self._batches(zone):
            self.desk.store.devices.replace(
                [
                    replace(
                        device, stage=stage, stage_at=now, stage_by=by,
                        stage_evidence=Evidence.TOLD, stage_reason="", stage_other=None,
                    )
                    for device in devices
                ]
            )  # fmt: skip
            number += len(devices)
        return number

    def _batches(self, zone: ZoneId) -> Iterator[list[Device]]:
        ids = self.desk.store.devices.ids(DeviceQuery(zone=zone))
        for start in range(0, len(ids), BATCH):
            yield list(self.desk.store.devices.page(ids[start : start + BATCH]))


def publish(desk: Desk, zone: Zone, change: Change) -> None:
    """Hand the update to a lab that runs; other carriers are the zone's or the person's own."""
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
    )
    if not kit.overlap:
        kit = replace(kit, trust=(material.new.anchor,))
    try:
        door.publish(kit)
    except RemoteError as error:
        log.info("zone %s: the lab took no update: %s", zone.id, error.title)


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


def _why_not(step: str, proved: object, proof: Outcome | None) -> str:
    if step == "review":
        return (
            _("The four-case proof was not looked at yet.")
            if proof is None
            else _("The four-case proof found what must not be.")
        )
    if step == "confirm":
        return (
            _("The typed name is not the zone's.")
            if proved
            else _("Nobody has proved to have the recovery sheet.")
        )
    return {
        "choose": _("Nothing was chosen yet."),
        "preflight": _("The checks before the change did not pass."),
        "material": _("The new CA was not made yet."),
    }.get(step, _("The change is not ready."))
