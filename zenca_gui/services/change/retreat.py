"""How is a change given up once it is assigned? Asked for, said beforehand, gone, and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.ca_change import RETREATING, Change, ChangeState
from zenca_gui.core.change_kind import Reason
from zenca_gui.core.delivery import Delivery, DeliveryState, delivery_words
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState, what_to_do
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.retreat import Retreat, RetreatPreview
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, ServerId, ZoneId
from zenca_gui.services.change.abandoning import Abandoning, servers_without
from zenca_gui.services.change.begin import must_be
from zenca_gui.services.change.offering import publish
from zenca_gui.services.change.parts import since_retreat
from zenca_gui.services.change.retreat_words import RetreatWords
from zenca_gui.services.change.retreated import Retreated
from zenca_gui.services.change.returning import BACK, Returning
from zenca_gui.services.change.ways_back import servers_back
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.reports import Reports
from zenca_gui.services.server_certificates import ServerCertificates


@dataclass
class Retreating:
    """Cancel after Assign, roll back after activation; both go on where they were cut off."""

    desk: Desk
    certificates: ServerCertificates
    follow_ups: FollowUps
    abandoning: Abandoning
    returning: Returning
    words: RetreatWords
    retreated: Retreated
    reports: Reports

    def preview(self, zone: ZoneId) -> RetreatPreview:
        """Say what giving the change up would do; servers are asked where that decides."""
        change = must_be(
            self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL, ChangeState.ASSIGNED,
            ChangeState.ACTIVE,
        )  # fmt: skip
        self.reports.collect(zone)
        if change.state is ChangeState.ASSIGNED:
            return self.words.cancel(change)
        if change.state is not ChangeState.ACTIVE:
            return RetreatPreview(
                how=Retreat.DROP,
                sentences=(_("Nobody has anything of it: the zone is as it was."),),
            )
        refusal = self.refusal(change)
        if refusal:
            return RetreatPreview(how=Retreat.ROLL_BACK, refusal=refusal)
        return self.words.roll_back(change, self.returning.ways.of(change))

    def refusal(self, change: Change) -> str:
        """Return "" where the old CA may be the zone's again, else why not."""
        old = self.desk.store.authorities.generation(change.old)
        if change.choice is not None and change.choice.reason is Reason.COMPROMISED:
            return _("The change was made because the old key is compromised: nobody goes back.")
        if old.ends <= self.desk.now(self.desk.zone(change.zone)):
            return _("The old CA {name} has ended: nobody can go back to it.").format(name=old.name)
        return ""

    def cancel(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> Change:
        """After Assign, before activation: everybody keeps the old CA; ends at once if it can."""
        change = must_be(self.desk, zone, ChangeState.ASSIGNED, ChangeState.CANCELLING)
        if change.state is ChangeState.ASSIGNED:
            self.desk.must_hold()
            self.reports.collect(zone)
            change = self.abandoning.cancel(change, by=by)
        self.go_on(zone, by=by, progress=progress, cancelled=cancelled)
        if not self.what_is_open(change):
            self.retreated.close(change, by=by)
        return self.desk.store.changes.get(change.id)

    def roll_back(
        self,
        zone: ZoneId,
        *,
        typed_name: str,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """After activation: the old CA becomes active again; refused where a server cannot."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
        if change.state is ChangeState.ACTIVE:
            self.desk.must_hold()
            if typed_name != home.name:
                raise ZencaError(
                    _("The typed name is not the zone's."),
                    _("Nothing was changed; the new CA is active."),
                )
            self._may(change)
            self.reports.collect(zone)
            ways = self.returning.ways.of(change)
            preview = self.words.roll_back(change, ways)
            if preview.refusal:
                raise ZencaError(preview.refusal, _("Nothing was changed; the new CA is active."))
            change = self.abandoning.roll_back(change, ways, by=by)
        return self.go_on(zone, by=by, progress=progress, cancelled=cancelled)

    def go_on(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        servers: Sequence[ServerId] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """Bring back the servers that are not back yet, and tell the devices."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, *RETREATING)
        publish(self.desk, home, change)
        if change.state is ChangeState.ROLLING_BACK:
            self._issue_anew(change, by)
        done = self.returning.bring_back(
            change, by=by, servers=servers, progress=progress, cancelled=cancelled
        )
        publish(self.desk, home, change)
        self._end_follow_up(change, by)
        self.follow_ups.refresh(change)
        return done

    def finish(
        self, zone: ZoneId, *, by: Actor, early: bool = False, progress: Progress = silent
    ) -> list[Delivery]:
        """End the way back: servers present their old certificates alone."""
        change = must_be(self.desk, zone, ChangeState.ROLLING_BACK)
        still = self.need_the_way_back(change)
        if still and not early and self.returning.cross(change) is not None:
            raise ZencaError(
                ngettext(
                    "{n} device has not gone back to the old CA yet and is not waived.",
                    "{n} devices have not gone back to the old CA yet and are not waived.",
                    still,
                ).format(n=still),
                _("The way back stays open. Wait for them, waive them, or end it early."),
            )
        done = self.returning.finish(change, by=by, progress=progress)
        self._end_follow_up(change, by)
        return done

    def need_the_way_back(self, change: Change) -> int:
        """Count devices that were not seen to trust the old CA and were not given up."""
        given_up = {
            f.device for f in since_retreat(self.desk, change)
            if f.state is not FollowUpState.OPEN and f.device is not None
            and f.kind is not FollowUpKind.AMT
        }  # fmt: skip
        back = (Stage.PENDING, Stage.ACTIVE)
        counts = self.desk.store.devices.counts(change.zone)
        behind = sum(c.number for c in counts if not c.lost and c.stage not in back)
        page = self.desk.store.devices.page([d for d in given_up if d])
        return behind - sum(1 for d in page if d.stage not in back and d.counts)

    def what_is_open(self, change: Change) -> list[str]:
        """Say what keeps the change from ending."""
        self.follow_ups.refresh(change)
        said = []
        where = self.desk.store.changes.deliveries(change.id)
        for server in servers_back(self.desk, change):
            state = where[server.id].state if server.id in where else DeliveryState.WAITING
            if state not in BACK:
                words = delivery_words(state)
                said.append(_("{server}: {state}.").format(server=server.fqdn, state=words))
        if any(delivery.state is DeliveryState.RETURNING for delivery in where.values()):
            said.append(_("The way back has not ended: servers present the cross certificate."))
        said += [
            f"{f.subject}: {what_to_do(f.kind)}"
            for f in self.desk.store.changes.follow_ups(change.zone, change=change.id)
            if f.state is FollowUpState.OPEN and f.kind is not FollowUpKind.END_OVERLAP
        ]
        return said

    def close(self, change: Change, *, by: Actor) -> str:
        """End it and write its evidence; refused while something is open."""
        self.reports.collect(change.zone)
        still = self.what_is_open(change)
        if still:
            raise ZencaError(
                ngettext(
                    "{n} thing is still open: {first}", "{n} things are still open: {first}",
                    len(still),
                ).format(n=len(still), first=still[0]),
                _("The change stays open. `zenca change status` lists all of them."),
            )  # fmt: skip
        return self.retreated.close(change, by=by)

    def _may(self, change: Change) -> None:
        refusal = self.refusal(change)
        if refusal:
            raise ZencaError(refusal, _("Nothing was changed; the new CA is active."))

    def _issue_anew(self, change: Change, by: Actor) -> None:
        """Let the old CA issue certificates for servers whose old ones cannot be used."""
        where = self.desk.store.changes.deliveries(change.id)
        waiting = [
            way for way in self.returning.ways.of(change)
            if way.server.id not in where or where[way.server.id].state not in BACK
        ]  # fmt: skip
        lacking = servers_without(waiting)
        if lacking:
            self.certificates.issue(change.zone, lacking, by=by)

    def _end_follow_up(self, change: Change, by: Actor) -> None:
        """The cross certificate's own follow-up ends when every server was seen without it."""
        where = self.desk.store.changes.deliveries(change.id)
        servers = servers_back(self.desk, change)
        if any(
            s.id not in where or where[s.id].state is not DeliveryState.RETURNED for s in servers
        ):
            return
        self.abandoning.end_overlap_follow_up(change, by=by)
