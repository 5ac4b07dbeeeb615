"""How does a change end? Cancelled before Assign, or closed with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import CertificateStatus, Custody, GenerationId
from zenca_gui.core.delivery import DeliveryState, delivery_words
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState, what_to_do
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import must_be
from zenca_gui.services.change.dropping import drop_material
from zenca_gui.services.change.parts import (
    has_overlap,
    of_change,
    servers_of,
    without_certificate,
)
from zenca_gui.services.desk import Desk
from zenca_gui.services.evidence.packs import Packs
from zenca_gui.services.follow_ups import FollowUps


@dataclass
class Ending:
    """Cancel, ask what is open, close."""

    desk: Desk
    follow_ups: FollowUps

    @property
    def packs(self) -> Packs:
        """Return who writes the evidence down."""
        return Packs(self.desk, self.follow_ups)

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
            issuers = self._issuers(change)
            for issuer in issuers:
                rows.revoke(issuer, [Revoked(serial=c.certificate.serial, at=at) for c in replaced])
            rows.destroy_keys([key.id for key in keys])
            evidence = self.packs.keep(home, closed)
            journalled.record(
                "change.closed", _("Closed the change; the evidence is written."),
                {"keys_destroyed": len(keys), "revoked": len(replaced) if issuers else 0},
            )  # fmt: skip
        held = {key.wrapped_by for key in rows.keys(zone)}
        sealing.forget(self.desk, home, {key.wrapped_by for key in keys} - held)
        return evidence

    def _issuers(self, change: Change) -> list[GenerationId]:
        """Return on whose lists the replaced certificates go: their issuer, and its renewal.

        None where another holds that key: only they can revoke.
        """
        rows = self.desk.store.authorities
        old = rows.generation(change.old)
        if old.custody is not Custody.ZENCA:
            return []
        new = rows.generation(change.new) if change.new is not None else old
        renewed = new.certificate.public_sha256 == old.certificate.public_sha256
        return list(dict.fromkeys((old.id, new.id) if renewed else (old.id,)))
