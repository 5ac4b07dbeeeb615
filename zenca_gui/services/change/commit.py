"""The point of no return: one transaction assigns the update to every device."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from zenca_gui.core.ca_change import CA_CHANGE, Change, ChangeState
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.pins import Scope
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.system_update import SystemUpdate, UpdateId
from zenca_gui.core.zone import Actor, Device, ZoneId
from zenca_gui.services.change.begin import Beginning, must_be
from zenca_gui.services.change.choosing import sound_date
from zenca_gui.services.change.offering import publish
from zenca_gui.services.change.parts import (
    has_overlap,
    of_change,
    replaces,
    servers_of,
)
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.rollout_stages import RolloutStages

BATCH = 5_000


@dataclass
class Committing:
    """Assign, move the date, tell the carrier."""

    desk: Desk
    beginning: Beginning
    follow_ups: FollowUps
    stages: RolloutStages

    def assign(
        self, zone: ZoneId, *, typed_name: str, by: Actor, in_stages: bool | None = None
    ) -> Change:
        """Commit the change; refused until every step before is ready and the name is typed.

        `in_stages`: what a person chose, and is proposed next time; None is to all at once.
        """
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
        if in_stages and (refusal := self.stages.planning.refusal(zone)):
            raise ZencaError(refusal, _("Nothing was assigned. Assign it to all at once."))
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
                none_yet = bool(in_stages) or old.ends <= now
                number = self._assign_devices(zone, now, by, none_yet=none_yet)
            self.stages.planning.remember(assigned, in_stages=in_stages)
            said = self.stages.begin_at_assign(assigned, now=now, by=by) if in_stages else []
            self.follow_ups.open_at_assign(assigned, overlap=has_overlap(material))
            journalled.record(
                "change.assigned",
                " ".join([_assigned_words(number, in_stages=bool(in_stages)), *said]),
                {"devices": number, "trust": trust, "carrier": change.choice.carrier.value,
                 "in_stages": bool(in_stages)},
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

    def _assign_devices(self, zone: ZoneId, now: datetime, by: Actor, *, none_yet: bool) -> int:
        """Put every device at Update Assigned.

        `none_yet`: after expiry no update can reach it by itself, and in stages its turn comes.
        """
        number = 0
        stage = Stage.NOT_ASSIGNED if none_yet else Stage.ASSIGNED
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


def _assigned_words(number: int, *, in_stages: bool) -> str:
    if in_stages:
        return ngettext(
            "Assigned the update in stages; {n} device in all.",
            "Assigned the update in stages; {n} devices in all.", number,
        ).format(n=number)  # fmt: skip
    return ngettext(
        "Assigned the update to {n} device.", "Assigned the update to {n} devices.", number
    ).format(n=number)


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
