"""Which dates of a zone belong in a calendar? Its CA's end, its change's steps, its re-checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import RETREATING, Change, ChangeState
from zenca_gui.core.certificate import CertificateStatus
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.expiry import DAY
from zenca_gui.core.follow_up import FollowUpState, what_to_do
from zenca_gui.core.i18n import _
from zenca_gui.core.icalendar import Event, calendar
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.services.change.parts import has_overlap, of_change
from zenca_gui.services.desk import Desk
from zenca_gui.services.warnings import Notice, Warnings

GIVEN_UP = (*RETREATING, ChangeState.CANCELLED, ChangeState.ROLLED_BACK)
BEFORE_END = (90 * DAY, 30 * DAY, 5 * DAY)
WEEK = 7 * DAY
MOVED = "change.date-moved"


@dataclass
class Calendars:
    """Write a zone's dates down."""

    desk: Desk
    warnings: Warnings

    def text(self, zone: ZoneId) -> str:
        """Return them as .ics; imported again it moves the entries that it made before."""
        home, events = self.desk.zone(zone), self.events(zone)
        if not events:
            raise ZencaError(
                _("This zone has no CA yet."),
                _("Nothing was written: there is no date to write down."),
            )
        return calendar(
            events,
            name=_("zenca: {zone}").format(zone=home.name),
            sequence=self.desk.store.journal.head().sequence,
            stamp=self.desk.clock().replace(microsecond=0),
        )

    def events(self, zone: ZoneId) -> list[Event]:
        """Return the dates, the earliest first."""
        home = self.desk.zone(zone)
        notice = self.warnings.notice(zone)
        found = [*(self._of_the_ca(home, notice) if notice else ())]
        for change in self.desk.store.changes.of(zone):
            found += self._of_change(home, change)
        return sorted(found, key=lambda event: (event.at, event.uid))

    def _of_the_ca(self, zone: Zone, notice: Notice) -> Iterator[Event]:
        yield self._event(
            zone, "ca-end", notice.ends,
            _("{zone}: the zone CA ends").format(zone=zone.name),
            _("{name} ends. Servers and devices stop communicating unless it was replaced.").format(
                name=notice.generation.name
            ),
            *BEFORE_END,
        )  # fmt: skip
        if notice.safe_start.at is not None:
            yield self._event(
                zone, "safe-start", notice.safe_start.at,
                _("{zone}: latest safe start of the CA change").format(zone=zone.name),
                notice.safe_start_words, WEEK, whole_day=True,
            )  # fmt: skip
        servers = {server.id: server.fqdn for server in self.desk.store.servers.of(zone.id)}
        issued = self.desk.store.authorities.server_certificates(zone.id)
        ends = [
            (c.certificate.not_after, servers[c.server])
            for c in issued if c.status is CertificateStatus.ACTIVE and c.server in servers
        ]  # fmt: skip
        if ends:
            at, first = min(ends)
            yield self._event(
                zone, "server-end", at,
                _("{zone}: the first server certificate ends").format(zone=zone.name),
                _("{server} needs a new certificate before.").format(server=first), 30 * DAY, WEEK,
            )  # fmt: skip

    def _of_change(self, zone: Zone, change: Change) -> Iterator[Event]:
        at = change.activation or self._date_taken_away(zone, change)
        if at is not None and change.assigned_at is not None:
            yield self._event(
                zone, f"change-{change.id}-activation", at,
                _("{zone}: the new CA becomes active").format(zone=zone.name),
                _("Servers switch to their new certificates. zenca must run then, or a scheduler "
                  "that it set up."),
                DAY, cancelled=change.activation is None or _never_active(change),
            )  # fmt: skip
        material = of_change(self.desk, change)
        if material is not None and has_overlap(material) and change.assigned_at is not None:
            ends = min(c.certificate.not_after for c in material.crosses)
            over = change.overlap_ended_at
            yield self._event(
                zone, f"change-{change.id}-overlap", over or ends,
                _("{zone}: the overlap ends").format(zone=zone.name),
                _("From then on devices that hold only the old trust lose contact."), WEEK,
                cancelled=change.state in GIVEN_UP,
            )  # fmt: skip
        yield from self._re_checks(zone, change)

    def _date_taken_away(self, zone: Zone, change: Change) -> datetime | None:
        """Return when a change that had a date was set to be activated by hand: its entry goes."""
        moved = self.desk.store.journal.entries(zone=zone.name, search=MOVED, limit=1)
        if moved and moved[0].kind == MOVED and moved[0].zone_time >= change.opened_at:
            return moved[0].zone_time
        return None

    def _re_checks(self, zone: Zone, change: Change) -> Iterator[Event]:
        for each in self.desk.store.changes.follow_ups(zone.id, change=change.id):
            if each.state is FollowUpState.WAIVED and each.recheck is not None:
                yield self._event(
                    zone, f"follow-up-{each.id}", each.recheck,
                    _("{zone}: look again at {subject}").format(
                        zone=zone.name, subject=each.subject
                    ),
                    _("{what} Waived by {name}: {reason}").format(
                        what=what_to_do(each.kind), name=each.by, reason=each.evidence
                    ),
                    timedelta(0), whole_day=True,
                )  # fmt: skip

    def _event(
        self,
        zone: Zone,
        key: str,
        at: datetime,
        summary: str,
        about: str,
        *reminders: timedelta,
        whole_day: bool = False,
        cancelled: bool = False,
    ) -> Event:
        lab = _("This is a lab: its clock may run faster than yours.") if zone.lab else ""
        return Event(
            uid=f"{key}.{zone.id}.{self.desk.store.uuid}@zenca", at=at, summary=summary,
            about=f"{about}\n{lab}".strip(), whole_day=whole_day, reminders=reminders,
            cancelled=cancelled,
        )  # fmt: skip


def _never_active(change: Change) -> bool:
    """Tell whether it was given up before it became active."""
    given_up = (ChangeState.CANCELLED, ChangeState.CANCELLING)
    return change.state in given_up and change.activated_at is None
