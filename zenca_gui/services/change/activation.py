"""When does it become real? Activation, and the end of the overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import CertificateStatus, GenerationStatus
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Server, ZoneId
from zenca_gui.services.change.begin import must_be
from zenca_gui.services.change.delivering import Delivering, release_name
from zenca_gui.services.change.offering import publish
from zenca_gui.services.change.parts import has_overlap, of_change, servers_of
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.follow_ups import FollowUps

SERVING_NEW = (DeliveryState.SWITCHED, DeliveryState.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """Where the change and its servers stand now."""

    change: Change
    deliveries: tuple[Delivery, ...]
    failed: int


@dataclass
class Activation:
    """Needs neither the CA's key nor an upload; taken up again where it was cut off."""

    desk: Desk
    delivering: Delivering
    follow_ups: FollowUps

    def activate(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        if_due: bool = False,
        overrule: str = "",
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Activated:
        """The future CA becomes active, and servers switch to what was staged."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.ASSIGNED, ChangeState.ACTIVE)
        if change.state is ChangeState.ASSIGNED:
            if if_due and (change.activation is None or change.activation > self.desk.now(home)):
                return self._where(change)
            self._all_staged(change, overrule)
            change = self._enact(change, by, overrule)
        publish(self.desk, home, change)
        material = of_change(self.desk, change)
        assert material is not None
        where = self.desk.store.changes.deliveries(change.id)
        staged = [
            s for s in self.desk.store.servers.of(zone)
            if s.id in where and where[s.id].release and where[s.id].state not in SERVING_NEW
        ]  # fmt: skip
        self.delivering.each(
            staged, lambda s: self.delivering.switch(change, s, by=by), _("Switching"),
            progress, cancelled,
        )  # fmt: skip
        if not has_overlap(material):
            change = self._without_overlap(change, by)
        self.follow_ups.refresh(change)
        return self._where(change)

    def end_overlap(
        self, zone: ZoneId, *, by: Actor, early: bool = False, progress: Progress = silent
    ) -> list[Delivery]:
        """Deliver again without the cross certificate; `early`: though devices still need it."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.ACTIVE)
        still = self.need_the_overlap(change)
        ends = [c.certificate.not_after for c in self.desk.store.authorities.crosses(
            zone, change=change.id)]  # fmt: skip
        if still and not early and (ends and self.desk.now(home) < min(ends)):
            raise ZencaError(
                ngettext(
                    "{n} device has not taken the new certificate yet and is not waived.",
                    "{n} devices have not taken the new certificate yet and are not waived.",
                    still,
                ).format(n=still),
                _("The overlap goes on. Wait for them, waive them, or end it early."),
            )
        material = of_change(self.desk, change)
        assert material is not None
        servers = servers_of(self.desk, change, material)
        done = self.delivering.each(
            servers, lambda s: self._final(change, s, by), _("Ending the overlap"), progress, never
        )
        where = self.desk.store.changes.deliveries(change.id)
        if all(s.id in where and where[s.id].state is DeliveryState.ENDED for s in servers):
            self._ended(change, by)
        return done

    def need_the_overlap(self, change: Change) -> int:
        """Count devices that are not New Certificate Active and were not given up."""
        waived = {
            f.device for f in self.desk.store.changes.follow_ups(change.zone, change=change.id)
            if f.state is not FollowUpState.OPEN and f.device is not None
            and f.kind is not FollowUpKind.AMT
        }  # fmt: skip
        counts = self.desk.store.devices.counts(change.zone)
        behind = sum(c.number for c in counts if not c.lost and c.stage is not Stage.ACTIVE)
        given_up = [
            d for d in self.desk.store.devices.page([d for d in waived if d])
            if d.stage is not Stage.ACTIVE and d.counts
        ]  # fmt: skip
        return behind - len(given_up)

    def _final(self, change: Change, server: Server, by: Actor) -> Delivery:
        known = self.desk.store.changes.deliveries(change.id).get(server.id)
        if known is not None and known.state is DeliveryState.ENDED:
            return known
        laid = self.delivering.stage(change, server, by=by, final=True)
        if laid.state is not DeliveryState.STAGED:
            return laid
        return self.delivering.switch(
            change, server, by=by, release=release_name(change, final=True)
        )

    def _without_overlap(self, change: Change, by: Actor) -> Change:
        """Where no cross certificate was presented none must go: what was delivered is final."""
        material = of_change(self.desk, change)
        assert material is not None
        where = self.desk.store.changes.deliveries(change.id)
        followed = all(
            s.id in where and where[s.id].state in SERVING_NEW
            for s in servers_of(self.desk, change, material)
        )
        if followed and change.overlap_ended_at is None:
            self._ended(change, by, words=_("Every server followed; there was no overlap."))
        return self.desk.store.changes.get(change.id)

    def _ended(self, change: Change, by: Actor, words: str = "") -> None:
        home = self.desk.zone(change.zone)
        now = self.desk.now(home)
        with self.desk.change(by, home) as journalled:
            ended = replace(change, overlap_ended_at=now)
            self.desk.store.changes.replace(ended)
            for follow_up in self.desk.store.changes.follow_ups(home.id, change=change.id):
                if follow_up.kind is FollowUpKind.END_OVERLAP:
                    self.desk.store.changes.replace_follow_up(
                        replace(
                            follow_up, state=FollowUpState.DONE, by=by, at=now,
                            evidence=_("Seen: every server presents its certificate alone."),
                        )
                    )  # fmt: skip
            journalled.record("change.overlap-ended", words or _("The overlap has ended."))
        publish(self.desk, home, ended)

    def _all_staged(self, change: Change, overrule: str) -> None:
        where = self.desk.store.changes.deliveries(change.id)
        material = of_change(self.desk, change)
        assert material is not None
        lacking = [
            s.fqdn for s in servers_of(self.desk, change, material)
            if s.id not in where or where[s.id].state is not DeliveryState.STAGED
        ]  # fmt: skip
        if lacking and not overrule.strip():
            raise ZencaError(
                ngettext(
                    "{n} server is not staged: {list}.", "{n} servers are not staged: {list}.",
                    len(lacking),
                ).format(n=len(lacking), list=", ".join(lacking[:5])),
                _("Nothing was activated. Deliver to them first, or overrule with a reason."),
            )  # fmt: skip

    def _enact(self, change: Change, by: Actor, overrule: str) -> Change:
        home = self.desk.zone(change.zone)
        rows = self.desk.store.authorities
        material = of_change(self.desk, change)
        assert material is not None
        old = rows.generation(change.old)
        now = self.desk.now(home)
        replaced = {c.server for c in material.certificates}
        before = [
            c for c in rows.server_certificates(home.id)
            if c.status is CertificateStatus.ACTIVE and c.server in replaced
        ]  # fmt: skip
        with self.desk.change(by, home) as journalled:
            active = replace(change, state=ChangeState.ACTIVE, activated_at=now)
            self.desk.store.changes.replace(active)
            if material.new.id != old.id:
                rows.replace_generation(replace(old, status=GenerationStatus.SUPERSEDED))
                rows.replace_generation(replace(material.new, status=GenerationStatus.ACTIVE))
            rows.replace_server_certificates(
                [replace(c, status=CertificateStatus.SUPERSEDED) for c in before]
            )
            rows.replace_server_certificates(
                [replace(c, status=CertificateStatus.ACTIVE) for c in material.certificates]
            )
            journalled.record(
                "change.activated",
                _("{new} is the zone's CA now; {old} is superseded.").format(
                    new=material.new.name, old=old.name
                )
                if material.new.id != old.id
                else _("Servers switch to new certificates under {new}.").format(new=old.name),
                {"new": material.new.certificate.sha256, "old": old.certificate.sha256,
                 "overrule": overrule.strip()},
                evidence=Evidence.SEEN,
            )  # fmt: skip
        return active

    def _where(self, change: Change) -> Activated:
        deliveries: Sequence[Delivery] = tuple(
            self.desk.store.changes.deliveries(change.id).values()
        )
        failed = 0
        if change.state is ChangeState.ACTIVE:
            failed = sum(1 for d in deliveries if d.state not in SERVING_NEW)
        return Activated(change=change, deliveries=tuple(deliveries), failed=failed)
