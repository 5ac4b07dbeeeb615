"""Is all well before a change? Each line with what was found, and what cures it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Certificate, Custody, Generation
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.overlap import no_bridge
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.preflight import Check, Outcome, worst
from zenca_gui.core.roads import Making
from zenca_gui.core.sighting import sighting_trouble
from zenca_gui.core.standing import SILENT, quiet
from zenca_gui.core.zone import Actor, Server, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.backup import Backup
from zenca_gui.services.change import preflight_fit
from zenca_gui.services.change.begin import PREFLIGHT, must_be, opened, road_of
from zenca_gui.services.change.old_leaves import OldLeaves, old_leaves
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.probing import Probing, ServerSight

DAY = timedelta(days=1)
CLOCK = timedelta(minutes=5)


@dataclass
class Preflight:
    """Look, tell, remember."""

    desk: Desk
    backup: Backup
    probing: Probing

    def run(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> list[Check]:
        """Run every check; the result is remembered with the change."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        servers = list(self.desk.store.servers.of(zone))
        checks: list[Check] = []
        steps: list[Callable[[], list[Check]]] = [
            lambda: [self._backup(home)],
            lambda: [self._database()],
            lambda: self._keys(home, change, opened(self.desk, zone)),
            lambda: [_servers(servers)],
            lambda: _seen(home, self.probing.look(zone, cancelled=cancelled)) if servers else [],
            lambda: self._fit(home, change, servers),
            lambda: [_access(servers)],
            lambda: [self._silent(home)],
            lambda: self._names(opened(self.desk, zone), change),
            lambda: _dates(opened(self.desk, zone), change, self.desk.now(home)),
        ]
        for at, step in enumerate(steps):
            progress(at, len(steps), _("Checking"))
            if cancelled():
                raise ZencaError(_("The checks were cancelled."), _("Nothing was changed."))
            checks += step()
        self._remember(change, checks, by)
        return checks

    def last(self, zone: ZoneId) -> list[Check]:
        """Return what the last run found, nothing where none was made for this choice."""
        change = self.desk.store.changes.open(zone)
        kept = self.desk.store.changes.kept(change.id, PREFLIGHT) if change else None
        if not kept:
            return []
        return [
            Check(**{**line, "outcome": Outcome(line["outcome"])})
            for line in json.loads(kept)["checks"]
        ]

    def _remember(self, change: Change, checks: list[Check], by: Actor) -> None:
        lines = [{**asdict(check), "outcome": check.outcome.value} for check in checks]
        outcome = worst(check.outcome for check in checks)
        with self.desk.store.transaction():
            self.desk.store.changes.keep(
                change.id, PREFLIGHT,
                json.dumps({"outcome": outcome.value, "by": by, "checks": lines}),
            )  # fmt: skip

    def _backup(self, zone: Zone) -> Check:
        last = self.backup.last(zone.id)
        if last is not None and self.desk.clock() - last < DAY:
            return Check(
                id="backup", outcome=Outcome.PASS, text=_("A backup was made and read back today.")
            )
        return Check(
            id="backup", outcome=Outcome.STOP, text=_("There is no backup of today."),
            cure=_("Back up the CA now."), action="back-up",
        )  # fmt: skip

    def _database(self) -> Check:
        broken = self.desk.store.quick_check()
        if broken:
            return Check(
                id="database", outcome=Outcome.STOP,
                text=_("The database is damaged: {words}").format(words=broken),
                cure=_("Restore a backup."),
            )  # fmt: skip
        return Check(id="database", outcome=Outcome.PASS, text=_("The database is whole."))

    def _fit(self, home: Zone, change: Change, servers: list[Server]) -> list[Check]:
        """Hold the choice against the old CA and what the servers present."""
        rows, seen = self.desk.store.authorities, self.desk.store.servers.last_seen(home.id)
        old = self.desk.pki.read_certificate(opened(self.desk, home.id).certificate.der)

        def presented(server: Server) -> Certificate | None:
            sight = seen.get(server.id)
            return rows.certificate(sight.presented[0]) if sight and sight.presented else None

        return [
            preflight_fit.carrier(home, change.choice),
            *preflight_fit.names(servers, presented),
            *preflight_fit.constraints(old, change.choice, servers),
            *preflight_fit.mdm(servers, change.choice),
        ]

    def _keys(self, home: Zone, change: Change, old: Generation) -> list[Check]:
        """Look for what the road needs: a keyring to seal in, and the CA key where it signs."""
        way = road_of(self.desk, change)
        if way.making is Making.WATCHED:
            return []
        return [self._keyring(home, old if old.custody is Custody.ZENCA else None)]

    def _keyring(self, _zone: Zone, old: Generation | None) -> Check:
        state = self.desk.vault.state()
        away = {
            VaultState.MISSING: _("There is no keyring."),
            VaultState.LOCKED: _("The keyring is locked."),
            VaultState.PLAINTEXT: _("The keyring would keep passphrases in plain text."),
        }.get(state, "")
        if old is None:
            return Check(
                id="keyring", outcome=Outcome.WARN if away else Outcome.PASS,
                text=away or _("The keyring keeps what is put there."),
                cure=_("Start or unlock your keyring, then check again.") if away else "",
            )  # fmt: skip
        try:
            sealing.opened(self.desk, old.key_id, old.certificate.public_sha256)
        except ZencaError as error:
            return Check(
                id="keyring", outcome=Outcome.STOP, text=away or error.title,
                cure=_("Start or unlock your keyring, then check again.") if away else error.hint,
            )  # fmt: skip
        if away:
            return Check(
                id="keyring", outcome=Outcome.WARN,
                text=_("{away} The CA key opens with the passphrase that was given.").format(
                    away=away
                ),
                cure=_("zenca asks for the passphrase each time."),
            )  # fmt: skip
        return Check(
            id="keyring", outcome=Outcome.PASS,
            text=_("The CA key opens with the keyring's passphrase."),
        )  # fmt: skip

    def _names(self, old: Generation, change: Change) -> list[Check]:
        """Stop where two CAs of one name could not be told apart by what hangs on them."""
        choice = change.choice
        if choice is None or choice.same_key or choice.subject != old.certificate.subject:
            return []
        if change.kind not in (ChangeKind.REMINT, ChangeKind.INTERNAL):
            return []
        if choice.custody is not Custody.ZENCA:
            return []
        if old_leaves(self.desk, old) is not OldLeaves.UNNAMED:
            return []
        return [
            Check(
                id="same-name", outcome=Outcome.STOP,
                text=_(
                    "Today's certificates name their CA by its name alone, and the new CA would "
                    "have the same name."
                ),
                cure=_("Go back and give the new CA another subject."),
            )
        ]  # fmt: skip

    def _silent(self, zone: Zone) -> Check:
        now = self.desk.now(zone)
        silent_now = quiet(
            self.desk.store.standings.standings(zone.id, since=None, silent_from=now - SILENT)
        )
        if silent_now:
            return Check(
                id="silent", outcome=Outcome.WARN,
                text=ngettext(
                    "{n} device was silent for 30 days or more.",
                    "{n} devices were silent for 30 days or more.",
                    silent_now,
                ).format(n=silent_now),
                cure=_("They will need a visit unless they connect before activation."),
                action="devices-silent",
            )  # fmt: skip
        return Check(
            id="silent", outcome=Outcome.PASS,
            text=_("Every device was in contact within 30 days."),
        )  # fmt: skip


def _servers(servers: list[Server]) -> Check:
    if not servers:
        return Check(
            id="servers", outcome=Outcome.STOP, text=_("The zone has no servers."),
            cure=_("Add its Primary Servers."), action="edit-servers",
        )  # fmt: skip
    short = [s.fqdn for s in servers if "." not in s.fqdn]
    if short:
        return Check(
            id="names", outcome=Outcome.STOP,
            text=_("{name} is a short name; a full one is needed.").format(name=short[0]),
            cure=_("Edit the server."), action="edit-servers",
        )  # fmt: skip
    versions = {s.version for s in servers if s.version}
    if len(versions) > 1:
        return Check(
            id="versions", outcome=Outcome.WARN,
            text=_("The servers are of different versions: {list}.").format(
                list=", ".join(sorted(versions))
            ),
            cure=_("Update them to one version first."),
        )  # fmt: skip
    return Check(
        id="names", outcome=Outcome.PASS,
        text=ngettext("{n} server has a full name.", "{n} servers have full names.",
                      len(servers)).format(n=len(servers)),
    )  # fmt: skip


def _seen(zone: Zone, sights: list[ServerSight]) -> list[Check]:
    lines = [
        *[_away(s) for s in sights if s.sighting.trouble is not None][:10],
        *[_wrong(s) for s in sights if s.sighting.trouble is None and s.trusted_by_old][:10],
        *[_off(s) for s in sights if _clock_off(zone, s)][:10],
    ]
    return lines or [
        Check(
            id="reachable", outcome=Outcome.PASS,
            text=ngettext(
                "{n} server answers with a chain that today's CA verifies.",
                "{n} servers answer with a chain that today's CA verifies.", len(sights),
            ).format(n=len(sights)),
        )
    ]  # fmt: skip


def _away(sight: ServerSight) -> Check:
    return Check(
        id=f"server-{sight.server.id}", outcome=Outcome.STOP,
        text=_("{server} cannot be reached: {why}.").format(
            server=sight.server.fqdn, why=sighting_trouble(sight.sighting)
        ),
        cure=_("See that it runs, or correct its address."), action="probe",
    )  # fmt: skip


def _wrong(sight: ServerSight) -> Check:
    return Check(
        id=f"chain-{sight.server.id}", outcome=Outcome.WARN,
        text=_("{server} presents a chain that today's CA does not verify: {why}.").format(
            server=sight.server.fqdn, why=sight.trusted_by_old
        ),
        cure=_("The change replaces it."),
    )  # fmt: skip


def _off(sight: ServerSight) -> Check:
    return Check(
        id=f"clock-{sight.server.id}", outcome=Outcome.WARN,
        text=_("The clock of {server} is off by more than five minutes.").format(
            server=sight.server.fqdn
        ),
        cure=_("Set its clock: certificates follow it."),
    )  # fmt: skip


def _clock_off(zone: Zone, sight: ServerSight) -> bool:
    shown = sight.sighting.clock
    return shown is not None and abs(shown - sight.sighting.at) > _slack(zone)


def _slack(zone: Zone) -> timedelta:
    return CLOCK * max(1.0, zone.time.speed)


def _access(servers: list[Server]) -> Check:
    without = [s.fqdn for s in servers if s.ssh is None]
    if without:
        return Check(
            id="access", outcome=Outcome.WARN,
            text=ngettext(
                "{n} server has no SSH access entered: {list}.",
                "{n} servers have no SSH access entered: {list}.", len(without),
            ).format(n=len(without), list=", ".join(without[:5])),
            cure=_("Bring files there by hand, or edit the server and say how they reach it."),
            action="edit-servers",
        )  # fmt: skip
    return Check(
        id="access", outcome=Outcome.PASS, text=_("SSH access is entered for every server.")
    )


def _dates(old: Generation, change: Change, now: datetime) -> list[Check]:
    choice = change.choice
    late = old.ends <= now
    why = no_bridge(old, now) if late or _new_key_here(change) else ""
    lines = []
    if why:
        cure = _("Devices lose contact at activation unless the new trust came first.")
        if late:
            cure = _("Devices come back with the recovery kit, or once they re-register.")
        lines.append(
            Check(id="expired" if late else "overlap", outcome=Outcome.WARN, text=why, cure=cure)
        )
    if choice is None or choice.custody is not Custody.ZENCA:
        return lines  # somebody else says how long it lives
    if choice.server_validity_days > choice.validity_days:
        lines.append(
            Check(
                id="lives", outcome=Outcome.WARN,
                text=_("Server certificates are shortened to the CA's own end."),
            )
        )  # fmt: skip
    return lines or [
        Check(id="lives", outcome=Outcome.PASS, text=_("The CA outlives its server certificates."))
    ]


def _new_key_here(change: Change) -> bool:
    """Tell whether zenca makes a new CA, so that a cross certificate is looked for."""
    choice, servers_only = change.choice, change.kind is ChangeKind.SERVERS
    if choice is None or servers_only:
        return False
    return choice.custody is Custody.ZENCA and not choice.same_key
