"""How long, is it healthy, what now? One look at a zone, and one line for each in the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Custody, Generation
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.expiry import Urgency, short, urgency
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.missed_date import missed_words
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.sighting import Serving, sighting_trouble
from zenca_gui.core.stage_words import asking_words
from zenca_gui.core.standing import SILENT, quiet
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.backup import Backup
from zenca_gui.services.desk import Desk
from zenca_gui.services.labs import Labs
from zenca_gui.services.server_certificates import CertificateLine, ServerCertificates
from zenca_gui.services.warnings import Notice, Warnings

BACKUP_AGE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthLine:
    """One thing that is well or not, when it was seen, and its cure."""

    id: str
    outcome: Outcome
    text: str
    when: datetime | None = None
    """When it was looked at, seen or made."""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do now: the words beside the one button."""

    words: str
    action: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSummary:
    """A zone in a list."""

    zone: Zone
    generation: Generation | None
    urgency: Urgency
    short: str
    change: Change | None
    servers: int
    devices: int
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the first pane shows."""

    summary: ZoneSummary
    notice: Notice | None
    health: tuple[HealthLine, ...]
    generations: tuple[Generation, ...]
    next: NextStep
    lab_running: bool | None
    now: datetime


@dataclass
class Overviews:
    """Look at zones."""

    desk: Desk
    authority: Authority
    certificates: ServerCertificates
    backup: Backup
    warnings: Warnings
    labs: Labs

    def zones(self) -> list[ZoneSummary]:
        """Return every zone, by name."""
        return [self._summary(zone) for zone in self.desk.store.zones.all()]

    def look(self, zone: ZoneId) -> Overview:
        """Return one zone whole."""
        home = self.desk.zone(zone)
        summary = self._summary(home)
        return Overview(
            summary=summary,
            notice=self.warnings.notice(zone),
            health=tuple(self._health(home, summary)),
            generations=tuple(self.authority.generations(zone)),
            next=next_step(
                summary, now=self.desk.now(home), waiting=self._out_at_the_signer(summary.change)
            ),
            lab_running=self.labs.running(zone) if home.lab else None,
            now=self.desk.now(home),
        )

    def _summary(self, zone: Zone) -> ZoneSummary:
        active = self.authority.active(zone.id)
        now = self.desk.now(zone)
        servers = len(self.desk.store.servers.of(zone.id))
        devices = sum(c.number for c in self.desk.store.devices.counts(zone.id))
        kind = _("No CA yet")
        if active is not None:
            external = active.custody is Custody.EXTERNAL
            kind = _("External CA") if external else _("Internal CA")
        return ZoneSummary(
            zone=zone, generation=active,
            urgency=urgency(active.ends, now, zone.policy) if active else Urgency.FINE,
            short=short(active.ends, now) if active else _("no CA yet"),
            change=self.desk.store.changes.open(zone.id), servers=servers, devices=devices,
            about=" · ".join(
                (
                    kind,
                    ngettext("{n} server", "{n} servers", servers).format(n=servers),
                    ngettext("{n} device", "{n} devices", devices).format(n=grouped(devices)),
                )
            ),
        )  # fmt: skip

    def _health(self, zone: Zone, summary: ZoneSummary) -> list[HealthLine]:
        if summary.generation is None:
            return []
        lines = [*self._servers(zone), self._key(summary.generation), self._backup(zone)]
        now = self.desk.now(zone)
        standings = self.desk.store.standings.standings(
            zone.id, since=None, silent_from=now - SILENT
        )
        silent = quiet(standings)
        if silent:
            text = ngettext(
                "{n} device was silent for 30 days or more.",
                "{n} devices were silent for 30 days or more.", silent,
            ).format(n=silent)  # fmt: skip
            lines.append(
                HealthLine(id="silent", outcome=Outcome.WARN, text=text, action="devices-silent")
            )
        elif any(not each.lost for each in standings):
            text = _("Every device was in contact within 30 days.")
            lines.append(HealthLine(id="silent", outcome=Outcome.PASS, text=text))
        lines += self._out_of_contact(zone)
        if summary.change is not None:
            lines += self._stages(summary.change)
            lines += self._overlap(summary.change)
        return lines

    def _servers(self, zone: Zone) -> list[HealthLine]:
        servers = self.desk.store.servers.of(zone.id)
        if not servers:
            text = _("The zone has no servers yet.")
            return [
                HealthLine(id="servers", outcome=Outcome.WARN, text=text, action="edit-servers")
            ]
        newest: dict[int, CertificateLine] = {}
        for line in self.certificates.lines(zone.id):
            if line.certificate.status.value == "active":
                newest.setdefault(line.server.id, line)
        seen = self.desk.store.servers.last_seen(zone.id)
        lines = []
        away = [(s, seen[s.id]) for s in servers if s.id in seen and seen[s.id].trouble]
        for server, sighting in away[:5]:
            text = _("{server} cannot be reached: {why}.").format(
                server=server.fqdn, why=sighting_trouble(sighting)
            )
            lines.append(
                HealthLine(
                    id=f"server-{server.id}", outcome=Outcome.WARN, text=text,
                    when=sighting.at, action="probe",
                )
            )  # fmt: skip
        right = [line for line in newest.values() if line.serving is Serving.NEW]
        if not seen:
            text = _("Nobody has looked at the servers yet.")
            lines.append(HealthLine(id="seen", outcome=Outcome.WARN, text=text, action="probe"))
        elif len(right) == len(servers):
            oldest = min(s.at for s in seen.values())
            text = ngettext(
                "{n} server presents its active certificate.",
                "All {n} servers present their active certificates.", len(servers),
            ).format(n=len(servers))  # fmt: skip
            lines.append(HealthLine(id="seen", outcome=Outcome.PASS, text=text, when=oldest))
        elif not away:
            text = _("{n} of {all} servers present their active certificates.").format(
                n=len(right), all=len(servers)
            )
            lines.append(
                HealthLine(id="seen", outcome=Outcome.WARN, text=text, action="certificates")
            )
        return lines

    def _key(self, active: Generation) -> HealthLine:
        if active.custody is not Custody.ZENCA:
            text = _("The CA's key is held elsewhere.")
            return HealthLine(id="key", outcome=Outcome.PASS, text=text)
        state = self.desk.vault.state()
        if state is VaultState.READY:
            text = _("The CA's key is sealed here; its passphrase is in the keyring.")
            return HealthLine(id="key", outcome=Outcome.PASS, text=text)
        text = {
            VaultState.MEMORY: _("Passphrases live in memory only, until zenca ends."),
            VaultState.LOCKED: _(
                "The keyring is locked: the CA's key needs its passphrase each time."
            ),
            VaultState.MISSING: _(
                "There is no keyring: the CA's key needs its passphrase each time."
            ),
            VaultState.PLAINTEXT: _("The keyring keeps plain text; zenca does not use it."),
        }[state]
        return HealthLine(id="key", outcome=Outcome.WARN, text=text)

    def _backup(self, zone: Zone) -> HealthLine:
        standing = self.backup.standing(zone.id)
        last = standing.last
        if last is None:
            text = _("The CA was never backed up.")
            return HealthLine(id="backup", outcome=Outcome.WARN, text=text, action="back-up")
        if standing.lacks_keys:
            return HealthLine(
                id="backup", outcome=Outcome.WARN, when=last, action="back-up",
                text=_("Keys were made after the last backup: it does not hold them."),
            )  # fmt: skip
        age = self.desk.clock() - last
        if age.days < 1:
            text = _("The last backup was made less than a day ago.")
        else:
            text = ngettext(
                "The last backup is {n} day old.", "The last backup is {n} days old.", age.days
            ).format(n=age.days)
        fresh = age < BACKUP_AGE
        return HealthLine(
            id="backup", outcome=Outcome.PASS if fresh else Outcome.WARN, text=text,
            when=last, action="" if fresh else "back-up",
        )  # fmt: skip

    def _stages(self, change: Change) -> list[HealthLine]:
        """Say what the stages of the rollout ask."""
        asks = asking_words(self.desk.store.stages.of(change.id))
        if not asks or change.state not in (ChangeState.ASSIGNED, ChangeState.ACTIVE):
            return []
        return [HealthLine(id="stages", outcome=Outcome.WARN, text=asks, action="rollout")]

    def _overlap(self, change: Change) -> list[HealthLine]:
        """Say until when servers present the cross certificate."""
        rows = self.desk.store.authorities
        ends = [
            c.certificate.not_after for c in rows.crosses(change.zone, change=change.id)
            if c.subject_generation == change.new
        ]  # fmt: skip
        if change.state is not ChangeState.ACTIVE or change.overlap_ended_at or not ends:
            return []
        text = _("The overlap ends on {day}, or by hand once nobody needs it.").format(
            day=f"{min(ends):%Y-%m-%d}"
        )
        return [HealthLine(id="overlap", outcome=Outcome.PASS, text=text, action="rollout")]

    def _out_at_the_signer(self, change: Change | None) -> str:
        """Say since when requests are out and how many replies lack, "" where none is."""
        if change is None or change.state not in (ChangeState.DRAFT, ChangeState.MATERIAL):
            return ""
        requests = self.desk.store.changes.requests(change.id)
        since = min((r.out_at for r in requests.values() if r.out_at is not None), default=None)
        rows = self.desk.store.authorities
        have = {c.server for c in rows.server_certificates(change.zone, change=change.id)}
        lacking = sum(server not in have for server in requests)
        if since is None or not lacking:
            return ""
        return ngettext(
            "Requests are out since {day}; {n} server waits for its certificate.",
            "Requests are out since {day}; {n} servers wait for their certificates.", lacking,
        ).format(day=f"{since:%Y-%m-%d}", n=lacking)  # fmt: skip

    def _out_of_contact(self, zone: Zone) -> list[HealthLine]:
        query = DeviceQuery(zone=zone.id, can_talk=False)
        away = len(self.desk.store.devices.ids(query))
        if not away:
            return []
        text = ngettext(
            "{n} device can no longer talk to its servers.",
            "{n} devices can no longer talk to their servers.", away,
        ).format(n=away)  # fmt: skip
        return [HealthLine(id="contact", outcome=Outcome.WARN, text=text, action="devices-cut-off")]


def next_step(summary: ZoneSummary, *, now: datetime, waiting: str = "") -> NextStep:
    """Say what to do now; `waiting`: what the open change waits for."""
    if summary.generation is None:
        return NextStep(
            words=_("Create the zone's CA, or import the one it has."), action="create-ca",
            button=_("Create the CA…"),
        )  # fmt: skip
    if summary.change is not None:
        if summary.change.state in (ChangeState.DRAFT, ChangeState.MATERIAL):
            return NextStep(
                words=waiting or _("A change is being prepared. Nothing was assigned yet."),
                action="continue-change", button=_("Continue the change…"),
            )  # fmt: skip
        missed = missed_words(summary.change, now)
        if missed:
            return NextStep(words=missed, action="rollout", button=_("Activate in the rollout…"))
        return NextStep(
            words=_("A change is rolled out. The Rollout pane says what comes next."),
            action="rollout", button=_("Open the rollout"),
        )  # fmt: skip
    if summary.servers == 0:
        return NextStep(
            words=_("Add the zone's Primary Servers."), action="add-servers",
            button=_("Add a server…"),
        )  # fmt: skip
    if summary.urgency is Urgency.FINE:
        return NextStep(words=_("Nothing needs to be done today."), action="wait")
    if summary.urgency is Urgency.EXPIRED:
        return NextStep(
            words=_("The CA has expired. Change it at once, then bring devices back."),
            action="start-change", button=_("Recover after expiry…"),
        )  # fmt: skip
    return NextStep(
        words=_("Replace the CA before it ends."), action="start-change",
        button=_("Change the CA…"),
    )  # fmt: skip
