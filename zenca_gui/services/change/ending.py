"""How does a change end? Cancelled before Assign, or closed with its evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import (
    CertificateStatus,
    ChangeId,
    Generation,
    GenerationId,
    fingerprint,
)
from zenca_gui.core.delivery import DeliveryState, delivery_words
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState, what_to_do
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.moment import to_iso
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import EVIDENCE, PREFLIGHT, PROOF, must_be
from zenca_gui.services.change.dropping import drop_material
from zenca_gui.services.change.parts import (
    has_overlap,
    of_change,
    retreat_notes,
    servers_of,
    without_certificate,
)
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps


@dataclass
class Ending:
    """Cancel, ask what is open, close, read the evidence."""

    desk: Desk
    follow_ups: FollowUps

    def cancel(self, zone: ZoneId, *, by: Actor) -> None:
        """Before Assign: drop what was made; the zone is as it was before the change."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        if change.new is not None:
            drop_material(self.desk, home, change, by=by)
        with self.desk.change(by, home) as journalled:
            self.desk.store.changes.replace(
                replace(
                    change, state=ChangeState.CANCELLED, new=None, cancelled_at=self.desk.now(home)
                )
            )
            journalled.record("change.cancelled", _("Cancelled the change; nothing was assigned."))

    def what_is_open(self, zone: ZoneId) -> list[str]:
        """Say what keeps the change from being closed, nothing where it can be."""
        change = self.desk.store.changes.open(zone)
        if change is None:
            return []
        if change.state is not ChangeState.ACTIVE:
            return [_("The change is not active yet.")]
        self.follow_ups.refresh(change)
        said = []
        where = self.desk.store.changes.deliveries(change.id)
        material = of_change(self.desk, change)
        assert material is not None
        said += [
            _("{server} has no certificate of this change.").format(server=server.fqdn)
            for server in without_certificate(self.desk, change)
        ]
        for server in servers_of(self.desk, change, material):
            state = where[server.id].state if server.id in where else DeliveryState.WAITING
            if state not in (DeliveryState.SWITCHED, DeliveryState.ENDED):
                words = delivery_words(state)
                said.append(_("{server}: {state}.").format(server=server.fqdn, state=words))
        if change.overlap_ended_at is None and has_overlap(material):
            said.append(_("The overlap has not ended: servers present the cross certificate."))
        said += [
            f"{f.subject}: {what_to_do(f.kind)}"
            for f in self.desk.store.changes.follow_ups(zone, change=change.id)
            if f.state is FollowUpState.OPEN and f.kind is not FollowUpKind.END_OVERLAP
        ]
        return said

    def close(self, zone: ZoneId, *, by: Actor) -> str:
        """Close the change and write its evidence; refused while something is open."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.ACTIVE)
        still = self.what_is_open(zone)
        if still:
            raise ZencaError(
                ngettext(
                    "{n} thing is still open: {first}", "{n} things are still open: {first}",
                    len(still),
                ).format(n=len(still), first=still[0]),
                _("The change stays open. `zenca change status` lists all of them."),
            )  # fmt: skip
        rows = self.desk.store.authorities
        now = self.desk.now(home)
        replaced = [
            c for c in rows.server_certificates(zone)
            if c.generation == change.old and c.status is CertificateStatus.SUPERSEDED
        ]  # fmt: skip
        stale = {c.key_id for c in replaced if c.key_id} if not home.keep_server_keys else set()
        keys = [key for key in rows.keys(zone) if key.id in stale]
        with self.desk.change(by, home) as journalled:
            closed = replace(change, state=ChangeState.CLOSED, closed_at=now)
            self.desk.store.changes.replace(closed)
            at = now.replace(microsecond=0)
            for issuer in self._issuers(change):
                rows.revoke(issuer, [Revoked(serial=c.certificate.serial, at=at) for c in replaced])
            rows.destroy_keys([key.id for key in keys])
            evidence = json.dumps(self.facts(home, closed), indent=2, ensure_ascii=False)
            self.desk.store.changes.keep(change.id, EVIDENCE, evidence)
            journalled.record(
                "change.closed", _("Closed the change; the evidence is written."),
                {"keys_destroyed": len(keys), "revoked": len(replaced)},
            )  # fmt: skip
        held = {key.wrapped_by for key in rows.keys(zone)}
        sealing.forget(self.desk, home, {key.wrapped_by for key in keys} - held)
        return evidence

    def _issuers(self, change: Change) -> list[GenerationId]:
        """Return on whose lists the replaced certificates go: their issuer, and its renewal."""
        rows = self.desk.store.authorities
        old = rows.generation(change.old)
        new = rows.generation(change.new) if change.new is not None else old
        renewed = new.certificate.public_sha256 == old.certificate.public_sha256
        return list(dict.fromkeys((old.id, new.id) if renewed else (old.id,)))

    def evidence(self, zone: ZoneId, change: ChangeId | None = None) -> str:
        """Return the evidence of a closed change, or how an open one stands, as JSON."""
        if change is not None:
            known: Change | None = self.desk.store.changes.get(change)
        else:
            past = self.desk.store.changes.of(zone)
            known = past[-1] if past else None
        if known is None:
            raise NotFound(_("This zone has had no change yet."), _("There is nothing to report."))
        kept = self.desk.store.changes.kept(known.id, EVIDENCE)
        if kept:
            return kept
        return json.dumps(self.facts(self.desk.zone(zone), known), indent=2, ensure_ascii=False)

    def facts(self, zone: Zone, change: Change, *, abandoned_key: str = "") -> dict[str, Any]:
        """Return how a change stands, as a machine reads it."""
        rows = self.desk.store.authorities
        material = of_change(self.desk, change)
        seen = self.desk.store.servers.last_seen(zone.id)
        where = self.desk.store.changes.deliveries(change.id)
        times = {
            "opened": change.opened_at, "assigned": change.assigned_at,
            "activated": change.activated_at, "overlap_ended": change.overlap_ended_at,
            "retreated": change.retreated_at, "cancelled": change.cancelled_at,
            "closed": change.closed_at,
        }  # fmt: skip
        return {
            "zone": zone.name,
            "change": int(change.id),
            "kind": change.kind.value,
            "state": change.state.value,
            "opened_by": change.opened_by,
            "times": {name: to_iso(at) if at else None for name, at in times.items()},
            "old": _generation(rows.generation(change.old)),
            "new": _generation(material.new) if material else None,
            "crosses": [c.certificate.sha256 for c in material.crosses] if material else [],
            "servers": [
                {
                    "fqdn": server.fqdn,
                    "delivery": where[server.id].state.value if server.id in where else None,
                    "seen": _sighting(seen.get(server.id)),
                }
                for server in self.desk.store.servers.of(zone.id)
            ],
            "devices": [
                {"kind": c.kind.value, "stage": c.stage.value, "lost": c.lost, "number": c.number}
                for c in self.desk.store.devices.counts(zone.id)
            ],
            "follow_ups": [
                {
                    "what": f.kind.value, "subject": f.subject, "state": f.state.value,
                    "evidence": f.evidence, "by": f.by, "at": to_iso(f.at) if f.at else None,
                    "recheck": to_iso(f.recheck) if f.recheck else None,
                }
                for f in self.desk.store.changes.follow_ups(zone.id, change=change.id)
            ],
            "preflight": _kept(self.desk, change, PREFLIGHT),
            "proof": _kept(self.desk, change, PROOF),
            "retreat": self._retreat(change, abandoned_key),
            "journal_head": self.desk.store.journal.head().to_text(),
        }  # fmt: skip

    def _retreat(self, change: Change, abandoned_key: str) -> dict[str, Any] | None:
        """Return how it was given up, None where it was not."""
        notes = retreat_notes(self.desk, change)
        if not notes:
            return None
        return {
            "by": notes.get("by"), "ways": notes.get("ways", {}),
            "abandoned_key": abandoned_key or None,
        }  # fmt: skip


def _kept(desk: Desk, change: Change, name: str) -> Any:
    kept = desk.store.changes.kept(change.id, name)
    return json.loads(kept) if kept else None


def _generation(generation: Generation) -> dict[str, Any]:
    certificate = generation.certificate
    return {
        "name": generation.name,
        "subject": certificate.subject,
        "sha256": fingerprint(certificate.sha256),
        "not_before": to_iso(certificate.not_before),
        "not_after": to_iso(certificate.not_after),
    }


def _sighting(sighting: Sighting | None) -> dict[str, Any] | None:
    if sighting is None:
        return None
    return {
        "at": to_iso(sighting.at),
        "presented": [fingerprint(sha256) for sha256 in sighting.presented],
        "trouble": sighting.trouble.value if sighting.trouble else None,
    }
