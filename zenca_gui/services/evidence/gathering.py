"""What is known of a change now? Everything its pack holds, from the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Certificate, Generation, ServerCertificate, fingerprint
from zenca_gui.core.delivery import Delivery
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.moment import from_text
from zenca_gui.core.pack import (
    CaFact,
    CaseFact,
    DeviceFact,
    LeafFact,
    Line,
    LookFact,
    Pack,
    PreflightFact,
    ProofFact,
    RetreatFact,
    ServerFact,
    Times,
    WorkFact,
)
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.proof import Leaf, Moment, Trust
from zenca_gui.core.rollout import Evidence, StageSaid
from zenca_gui.core.sighting import Sighting, serving
from zenca_gui.core.verdict import verdict
from zenca_gui.core.zone import Device, Server, ServerId, Zone
from zenca_gui.services.change.begin import PREFLIGHT, PROOF
from zenca_gui.services.change.parts import (
    Material,
    left_behind_from,
    newest_of_each,
    of_change,
    retreat_notes,
)
from zenca_gui.services.desk import Desk

PART = 5_000
"""So many devices are in memory whole at a time."""
LINES = 1_000
OPENED = "change.opened"


@dataclass
class Gathering:
    """Read a change's facts; may be done inside a transaction."""

    desk: Desk

    def pack(self, zone: Zone, change: Change, *, now: datetime, abandoned_key: str = "") -> Pack:
        """Return how a change stands. `now`: the zone's time."""
        store, material = self.desk.store, of_change(self.desk, change)
        same_key = change.choice is not None and change.choice.same_key
        return Pack(
            zone=zone.name, change=int(change.id), kind=change.kind, same_key=same_key,
            state=change.state, opened_by=change.opened_by, as_of=whole(now),
            times=_times(change, overlap=bool(material and material.crosses)),
            journal_head=store.journal.head().to_text(),
            old=_ca(store.authorities.generation(change.old)),
            new=_ca(material.new) if material else None,
            crosses=tuple(fingerprint(c.certificate.sha256) for c in material.crosses)
            if material else (),
            servers=tuple(self._servers(change, material)),
            devices=tuple(self._devices(change, now)),
            follow_ups=tuple(
                WorkFact(
                    kind=f.kind, subject=f.subject, state=f.state, evidence=f.evidence, by=f.by,
                    at=known(f.at), recheck=known(f.recheck), owner=f.owner,
                    steps=tuple(replace(step, at=whole(step.at)) for step in f.steps),
                )
                for f in store.changes.follow_ups(zone.id, change=change.id)
            ),
            preflight=self._preflight(change),
            proof=self._proof(change),
            retreat=self._retreat(change, abandoned_key),
            timeline=tuple(reversed(list(self._lines(zone, change)))),
        )  # fmt: skip

    def _servers(self, change: Change, material: Material | None) -> Iterator[ServerFact]:
        rows = self.desk.store
        issued = rows.authorities.server_certificates(change.zone)
        before = newest_of_each([c for c in issued if c.change != change.id])
        old = {c.server: c.certificate for c in before if c.generation == change.old}
        future: Mapping[ServerId, ServerCertificate] = (
            {c.server: c for c in material.certificates} if material else {}
        )
        ours = {c.certificate.sha256 for c in issued if c.change == change.id}
        seen, where = rows.servers.last_seen(change.zone), rows.changes.deliveries(change.id)
        for server in rows.servers.of(change.zone):
            was = old.get(server.id) or self._seen_before(server, ours)
            new = future.get(server.id)
            yield _server(
                server, where.get(server.id), seen.get(server.id), was,
                new.certificate if new else None, ours=ours,
            )  # fmt: skip

    def _seen_before(self, server: Server, ours: set[str]) -> Certificate | None:
        """Return what a server presented before the change, where zenca did not issue it."""
        for sighting in self.desk.store.servers.sightings(server.id):
            if sighting.presented and sighting.presented[0] not in ours:
                return self.desk.store.authorities.certificate(sighting.presented[0])
        return None

    def _devices(self, change: Change, now: datetime) -> Iterator[DeviceFact]:
        rows = self.desk.store.devices
        asks = change.assigned_at is not None and change.state not in (
            ChangeState.CANCELLING, ChangeState.CANCELLED,
        )  # fmt: skip
        since = left_behind_from(self.desk, change)
        ids = rows.ids(DeviceQuery(zone=change.zone))
        for first in range(0, len(ids), PART):
            for device in rows.page(ids[first : first + PART]):
                yield DeviceFact(
                    name=device.name, guid=device.guid, kind=device.kind, user=device.user,
                    stage=device.stage, stage_at=known(device.stage_at),
                    evidence=device.stage_evidence, by=device.stage_by,
                    reason=device.stage_reason, other=_other(device),
                    last_contact=known(device.last_contact),
                    verdict=verdict(device, activated_at=since, now=now) if asks else None,
                    amt=device.amt, lost=device.lost, can_talk=device.can_talk,
                )  # fmt: skip

    def _preflight(self, change: Change) -> PreflightFact | None:
        kept = self._kept(change, PREFLIGHT)
        if kept is None:
            return None
        checks = (Check(**{**each, "outcome": Outcome(each["outcome"])}) for each in kept["checks"])
        return PreflightFact(
            outcome=Outcome(kept["outcome"]), by=str(kept["by"]), checks=tuple(checks)
        )

    def _proof(self, change: Change) -> ProofFact | None:
        kept = self._kept(change, PROOF)
        if kept is None:
            return None
        cases = (
            CaseFact(
                server=each["server"], leaf=Leaf(each["leaf"]), trust=Trust(each["trust"]),
                moment=Moment(each["moment"]), at=from_text(each["at"]),
                trusted=each["trusted"], expected=each["expected"], reason=each["reason"],
            )
            for each in kept.get("cases", ())
        )  # fmt: skip
        return ProofFact(
            outcome=Outcome(kept["outcome"]), looks=kept["looks"], unexpected=kept["unexpected"],
            cases=tuple(cases),
        )  # fmt: skip

    def _retreat(self, change: Change, abandoned_key: str) -> RetreatFact | None:
        notes = retreat_notes(self.desk, change)
        if not notes:
            return None
        ways = {str(server): str(way) for server, way in notes.get("ways", {}).items()}
        return RetreatFact(
            by=str(notes.get("by", "")), ways=ways, abandoned_key=abandoned_key or None
        )

    def _lines(self, zone: Zone, change: Change) -> Iterator[Line]:
        """Yield the journal's lines from this change on to the next one, newest first."""
        later = sum(each.id > change.id for each in self.desk.store.changes.of(zone.id))
        before: int | None = None
        while True:
            entries = self.desk.store.journal.entries(zone=zone.name, before=before, limit=LINES)
            for entry in entries:
                if entry.zone_time < change.opened_at and entry.kind != OPENED:
                    return  # its own line may be a little older: a transaction begins before
                if later:
                    later -= entry.kind == OPENED
                    continue
                yield Line(
                    sequence=entry.sequence, at=whole(entry.zone_time), by=entry.actor,
                    kind=entry.kind, words=entry.words, known=Evidence(entry.evidence),
                )  # fmt: skip
                if entry.kind == OPENED:
                    return
            if len(entries) < LINES:
                return
            before = entries[-1].sequence

    def _kept(self, change: Change, name: str) -> Any:
        kept = self.desk.store.changes.kept(change.id, name)
        return json.loads(kept) if kept else None


def _other(device: Device) -> StageSaid | None:
    said = device.stage_other
    return None if said is None else replace(said, at=whole(said.at))


def whole(moment: datetime) -> datetime:
    """Return a moment without its parts of a second, as packs have them."""
    return moment.replace(microsecond=0) if moment.microsecond else moment


def known(moment: datetime | None) -> datetime | None:
    """Return the same of a moment that may be missing."""
    return None if moment is None else whole(moment)


def _times(change: Change, *, overlap: bool) -> Times:
    """Say when things were done; without a cross certificate there was no overlap to end."""
    return Times(
        opened=whole(change.opened_at), assigned=known(change.assigned_at),
        activation=known(change.activation), activated=known(change.activated_at),
        overlap_ended=known(change.overlap_ended_at) if overlap else None,
        retreated=known(change.retreated_at),
        cancelled=known(change.cancelled_at), closed=known(change.closed_at),
    )  # fmt: skip


def _ca(generation: Generation) -> CaFact:
    certificate = generation.certificate
    return CaFact(
        name=generation.name, subject=certificate.subject, serial=f"{certificate.serial:x}",
        key=certificate.key, custody=generation.custody.value,
        sha256=fingerprint(certificate.sha256), sha1=fingerprint(certificate.sha1),
        not_before=whole(certificate.not_before), not_after=whole(generation.ends),
    )  # fmt: skip


def _leaf(certificate: Certificate | None) -> LeafFact | None:
    if certificate is None:
        return None
    return LeafFact(sha256=fingerprint(certificate.sha256), not_after=whole(certificate.not_after))


def _server(
    server: Server,
    delivery: Delivery | None,
    seen: Sighting | None,
    old: Certificate | None,
    new: Certificate | None,
    *,
    ours: set[str],
) -> ServerFact:
    look = None
    if seen is not None:
        presented = tuple(fingerprint(sha256) for sha256 in seen.presented)
        look = LookFact(at=whole(seen.at), presented=presented, trouble=seen.trouble)
    return ServerFact(
        fqdn=server.fqdn, delivery=delivery.state if delivery else None,
        delivered_at=known(delivery.at) if delivery else None,
        detail=delivery.detail if delivery else "",
        serving=serving(seen, old={old.sha256} if old else (), new=ours),
        seen=look, old=_leaf(old), new=_leaf(new),
    )  # fmt: skip
