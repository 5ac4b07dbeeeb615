"""What is written down when a change is given up? One transaction, whatever servers do after it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import (
    CertificateStatus,
    Custody,
    GenerationId,
    GenerationStatus,
    ServerCertificate,
)
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.pins import Scope
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.retreat import Way, WayBack
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import ZENCA, Actor, Carrier, Device, ServerId, Zone
from zenca_gui.services.change.gone_back import trusting
from zenca_gui.services.change.parts import RETREAT, replaces, retreat_notes, update_name
from zenca_gui.services.change.ways_back import WaysBack
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_up_making import made_follow_up, was_done_outside
from zenca_gui.services.follow_ups import FollowUps

BATCH = 5_000


@dataclass
class Abandoning:
    """Cancel, or roll back, in the books."""

    desk: Desk
    follow_ups: FollowUps
    ways: WaysBack

    def cancel(self, change: Change, *, by: Actor) -> Change:
        """Before activation: what was made is abandoned, and revoked where zenca signed it."""
        home, now = self._home(change), self._now(change)
        rows = self.desk.store.authorities
        made = self._made(change)
        with self.desk.change(by, home) as journalled:
            going = self._begin(change, ChangeState.CANCELLING, now, by, ())
            rows.replace_server_certificates(
                [replace(c, status=CertificateStatus.ABANDONED) for c in made]
            )
            self._abandon_generation(change)
            revoke_abandoned(self.desk, change, at=now)
            self._end_open(change, now, _("Not needed any more: the change was cancelled."))
            number = 0
            if replaces(change) is not Scope.LEAVES:
                self._unassign(change, now)
                number = self._list_trusting(change)
            journalled.record(
                "change.cancelling",
                _("Cancelled the change after its assignment; servers and devices go back."),
                {"trusting": number, "abandoned": [c.certificate.sha256 for c in made]},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return going

    def roll_back(self, change: Change, ways: Sequence[WayBack], *, by: Actor) -> Change:
        """After activation: the old CA is the zone's again, and everybody goes back to it."""
        home, now = self._home(change), self._now(change)
        rows = self.desk.store.authorities
        old = rows.generation(change.old)
        with self.desk.change(by, home) as journalled:
            going = self._begin(change, ChangeState.ROLLING_BACK, now, by, ways)
            self._abandon_generation(change)
            rows.replace_generation(replace(old, status=GenerationStatus.ACTIVE))
            rows.replace_server_certificates(
                [replace(c, status=CertificateStatus.ABANDONED) for c in self._made(change)]
            )
            rows.replace_server_certificates(
                [
                    replace(leaf, status=CertificateStatus.ACTIVE)
                    for way in ways
                    if way.way is not Way.ISSUED
                    and (leaf := self.ways.old_leaf(change, way.server.id)) is not None
                ]
            )
            redo = self._to_do_again(change)
            self._end_open(change, now, _("Not needed any more: the change is rolled back."))
            self.desk.store.changes.add_follow_ups(redo)
            if any(way.way is Way.KEPT for way in ways) and self._has_cross(change):
                self.desk.store.changes.add_follow_ups(
                    [made_follow_up(change, FollowUpKind.END_OVERLAP, _("All servers"), None)]
                )
            number = 0
            if replaces(change) is not Scope.LEAVES:
                number = self._assign_again(change, now, by)
            self._record_way(journalled, change, number, ways)
        return going

    def end_overlap_follow_up(self, change: Change, *, by: Actor) -> None:
        """Every server was seen to present its old certificate alone."""
        still = [
            f for f in self.desk.store.changes.follow_ups(change.zone, change=change.id)
            if f.kind is FollowUpKind.END_OVERLAP and f.state is FollowUpState.OPEN
        ]  # fmt: skip
        if not still:
            return
        now = self._now(change)
        with self.desk.change(by, self._home(change)) as journalled:
            for known in still:
                self.desk.store.changes.replace_follow_up(
                    replace(
                        known, state=FollowUpState.DONE, by=by, at=now,
                        evidence=_("Seen: every server presents its old certificate alone."),
                    )
                )  # fmt: skip
            journalled.record("change.way-back-ended", _("The way back has ended."))

    def _record_way(
        self, journalled: Journalled, change: Change, number: int, ways: Sequence[WayBack]
    ) -> None:
        old = self.desk.store.authorities.generation(change.old)
        journalled.record(
            "change.rolling-back",
            _("{old} is the zone's CA again; servers and devices go back to it.").format(
                old=old.name
            ),
            {"old": old.certificate.sha256, "devices": number,
             "ways": {way.server.fqdn: way.way.value for way in ways}},
            evidence=Evidence.TOLD,
        )  # fmt: skip

    def _begin(
        self, change: Change, state: ChangeState, now: datetime, by: Actor, ways: Iterable[WayBack]
    ) -> Change:
        past = self.desk.store.changes.follow_ups(change.zone, change=change.id)
        notes: dict[str, Any] = {
            "update": _("{update}, taken back").format(update=update_name(self.desk, change)),
            "after": max((f.id for f in past), default=0),
            "by": by,
            "ways": {way.server.fqdn: way.way.value for way in ways},
        }
        self.desk.store.changes.keep(change.id, RETREAT, json.dumps(notes, ensure_ascii=False))
        going = replace(change, state=state, retreated_at=now)
        self.desk.store.changes.replace(going)
        return going

    def _abandon_generation(self, change: Change) -> None:
        if change.new is None or change.new == change.old:
            return
        new = self.desk.store.authorities.generation(change.new)
        self.desk.store.authorities.replace_generation(
            replace(new, status=GenerationStatus.ABANDONED)
        )

    def _end_open(self, change: Change, now: datetime, words: str) -> None:
        for known in self.desk.store.changes.follow_ups(change.zone, change=change.id):
            if known.state is FollowUpState.OPEN:
                self.desk.store.changes.replace_follow_up(
                    replace(known, state=FollowUpState.DONE, by=ZENCA, at=now, evidence=words)
                )

    def _to_do_again(self, change: Change) -> list[FollowUp]:
        """Return what was done for the new certificates, and is to be done for the old ones."""
        return [
            replace(f, id=FollowUpId(0), state=FollowUpState.OPEN, evidence="", by=Actor(""),
                    at=None, recheck=None, steps=())
            for f in self.desk.store.changes.follow_ups(change.zone, change=change.id)
            if was_done_outside(f)
        ]  # fmt: skip

    def _unassign(self, change: Change, now: datetime) -> None:
        """Devices that did not take it have no update; one that may have, unseen, is unknown."""
        for devices in self._batches(DeviceQuery(zone=change.zone, stages=_of(Stage.ASSIGNED))):
            self.desk.store.devices.replace(
                [
                    replace(
                        device, stage_at=now, stage_by=ZENCA, stage_reason="",
                        stage_evidence=Evidence.TOLD, stage_other=None,
                        stage=Stage.UNKNOWN
                        if _may_have_taken(device, change)
                        else Stage.NOT_ASSIGNED,
                    )
                    for device in devices
                ]
            )  # fmt: skip

    def _list_trusting(self, change: Change) -> int:
        number = 0
        for devices in self._batches(trusting(change)):
            wanted = [
                made_follow_up(change, FollowUpKind.TRUSTS_ABANDONED, device.name, device.id)
                for device in devices
            ]
            number += len(self.desk.store.changes.add_follow_ups(wanted))
        return number

    def _assign_again(self, change: Change, now: datetime, by: Actor) -> int:
        number = 0
        for devices in self._batches(DeviceQuery(zone=change.zone)):
            self.desk.store.devices.replace(
                [
                    replace(
                        device, stage=Stage.ASSIGNED, stage_at=now, stage_by=by,
                        stage_evidence=Evidence.TOLD, stage_reason="", stage_other=None,
                    )
                    for device in devices
                ]
            )  # fmt: skip
            number += len(devices)
        return number

    def _batches(self, query: DeviceQuery) -> Iterator[list[Device]]:
        ids = self.desk.store.devices.ids(query)
        for start in range(0, len(ids), BATCH):
            yield list(self.desk.store.devices.page(ids[start : start + BATCH]))

    def _made(self, change: Change) -> list[ServerCertificate]:
        return list(self.desk.store.authorities.server_certificates(change.zone, change=change.id))

    def _has_cross(self, change: Change) -> bool:
        crosses = self.desk.store.authorities.crosses(change.zone, change=change.id)
        return any(c.subject_generation == change.old for c in crosses)

    def _home(self, change: Change) -> Zone:
        return self.desk.zone(change.zone)

    def _now(self, change: Change) -> datetime:
        return self.desk.now(self._home(change))


def revoke_abandoned(desk: Desk, change: Change, *, at: datetime) -> int:
    """Put what was made on its issuers' lists, where zenca signs those; return how many."""
    rows = desk.store.authorities
    old = rows.generation(change.old)
    new = rows.generation(change.new) if change.new is not None else old
    when, number = at.replace(microsecond=0), 0
    made = rows.server_certificates(change.zone, change=change.id)
    renewed = new.certificate.public_sha256 == old.certificate.public_sha256
    issuers: list[GenerationId] = list(dict.fromkeys((old.id, new.id) if renewed else (new.id,)))
    for issuer in issuers:
        if rows.generation(issuer).custody is Custody.ZENCA:
            rows.revoke(issuer, [Revoked(serial=c.certificate.serial, at=when) for c in made])
            number = len(made)
    crosses = [
        Revoked(serial=c.certificate.serial, at=when)
        for c in rows.crosses(change.zone, change=change.id)
        if c.issuer_generation == old.id
    ]
    rows.revoke(old.id, crosses)
    return number + len(crosses)


def ways_taken(desk: Desk, change: Change) -> dict[str, str]:
    """Return which way each server was to go back when the roll back began."""
    return dict(retreat_notes(desk, change).get("ways", {}))


def _of(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


def _may_have_taken(device: Device, change: Change) -> bool:
    """Tell whether nobody would have said so: no stages come from there, or it was in contact."""
    if change.choice is None or change.choice.carrier is not Carrier.LAB:
        return True
    return (
        device.last_contact is not None
        and change.assigned_at is not None
        and device.last_contact >= change.assigned_at
    )


def servers_without(ways: Sequence[WayBack]) -> list[ServerId]:
    """Return the servers that need a new certificate of the old CA."""
    return [way.server.id for way in ways if way.way is Way.ISSUED]
