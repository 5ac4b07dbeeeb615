"""What did devices do? Reports of any source, taken in through one door."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import ngettext
from zenca_gui.core.rollout import DeviceReport, Evidence, Stage, StageSaid
from zenca_gui.core.stage_evidence import heard
from zenca_gui.core.zone import ZENCA, Actor, Device, DeviceId, ZoneId
from zenca_gui.services.change.parts import assigned_since, update_name
from zenca_gui.services.desk import Desk
from zenca_gui.services.rollout_stages import RolloutStages


@dataclass
class Reports:
    """Later evidence is never overwritten by earlier."""

    desk: Desk
    stages: RolloutStages
    _next: dict[ZoneId, int] = field(default_factory=dict)

    def collect(self, zone: ZoneId) -> int:
        """Take what a running lab's devices did since last asked; how many devices changed."""
        home = self.desk.zone(zone)
        door = self.desk.labs.find(Path(home.lab)) if home.lab else None
        if door is None:
            return 0
        try:
            following, reports = door.reports(self._next.get(zone, 0))
        except RemoteError:
            return 0  # it ended between the question and the answer
        changed = self.take(zone, reports, by=ZENCA)
        self._next[zone] = following
        return changed

    def take(self, zone: ZoneId, reports: Sequence[DeviceReport], *, by: Actor) -> int:
        """Store what reports say; contacts alone are heartbeats, all else is journalled once."""
        home = self.desk.zone(zone)
        known = self.desk.store.devices.by_guid(zone, sorted({r.guid for r in reports}))
        now = dict(known)
        meaning, since = self._meaning(zone), assigned_since(self.desk, zone)
        for report in reports:
            if report.guid in now:
                now[report.guid] = taken(now[report.guid], meaning.of(report), since=since)
        changed = [
            device for guid, device in now.items()
            if replace(known[guid], last_contact=device.last_contact) != device
        ]  # fmt: skip
        told = {device.id for device in changed}
        contacts: list[tuple[DeviceId, datetime]] = [
            (device.id, device.last_contact)
            for guid, device in now.items()
            if device.last_contact is not None
            and device.last_contact != known[guid].last_contact
            and device.id not in told
        ]
        if contacts:
            with self.desk.store.transaction():
                self.desk.store.contacts.looked(zone, self.desk.now(home))
                self.desk.store.devices.heard(contacts)
        if changed:
            rows = sorted(f"{d.guid} {d.stage.value} {d.can_talk}" for d in changed)
            with self.desk.change(by, home) as change:
                self.desk.store.devices.replace(changed)
                change.record(
                    "devices.reported",
                    ngettext(
                        "{n} device reported something new.",
                        "{n} devices reported something new.",
                        len(changed),
                    ).format(n=len(changed)),
                    {"number": len(changed),
                     "sha256": hashlib.sha256("\n".join(rows).encode()).hexdigest()},
                    evidence=Evidence.REPORTED,
                )  # fmt: skip
            self.stages.look(zone)
        return len(changed)

    def _meaning(self, zone: ZoneId) -> Meaning:
        changes = self.desk.store.changes.of(zone)
        if not changes:
            return Meaning()
        current = update_name(self.desk, changes[-1])
        updates = [self.desk.store.changes.update(change.id) for change in changes]
        names = {update.name for update in updates if update is not None}
        names |= {update_name(self.desk, change) for change in changes}
        takes_back = changes[-1].state in (ChangeState.CANCELLING, ChangeState.CANCELLED)
        return Meaning(
            stale=frozenset(names - {current, ""}),
            way_back=current if takes_back and changes[-1].retreated_at else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a stage says of the change there is now."""

    stale: frozenset[str] = frozenset()
    """Updates of earlier changes, and of one that was given up: their stages say nothing now."""
    way_back: str = ""
    """The update that cancels a change: a device that took it is where it was before."""

    def of(self, report: DeviceReport) -> DeviceReport:
        """Return the report with the stage that it comes to."""
        if report.update in self.stale:
            return replace(report, stage=None)
        took = report.stage in (Stage.PENDING, Stage.ACTIVE)
        if took and self.way_back and report.update == self.way_back:
            return replace(report, stage=Stage.NOT_ASSIGNED)
        return report


def taken(device: Device, report: DeviceReport, *, since: datetime | None = None) -> Device:
    """Return the device as it is known after a report; an older one changes nothing.

    `since`: when the update was assigned; a stage from before says nothing of it.
    """
    met = report.last_contact
    if met is not None and (device.last_contact is None or met > device.last_contact):
        device = replace(device, last_contact=met)
    if report.stage is not None:
        said = StageSaid(
            stage=report.stage, at=report.at, evidence=Evidence.REPORTED, by=report.source,
            reason=report.reason,
        )  # fmt: skip
        device = heard(device, said, since=since)
    if report.can_talk is not None:
        device = replace(device, can_talk=report.can_talk, talk_reason=report.talk_reason)
    return device
