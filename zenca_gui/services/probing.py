"""What does each server present now, and who would trust it?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.certificate import Certificate, CertificateStatus, GenerationStatus
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.ports.pki import Verifier
from zenca_gui.core.ports.remote import Look, Target
from zenca_gui.core.sighting import Serving, Sighting, serving, serving_words, trouble_words
from zenca_gui.core.zone import Server, ServerId, Zone, ZoneId
from zenca_gui.services.desk import Cancelled, Desk, never

log = logging.getLogger(__name__)

NO_SUCH_TRUST = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSight:
    """One look, and what it means. `trusted_by_*`: "" trusted, else OpenSSL's words."""

    server: Server
    sighting: Sighting
    serving: Serving
    trusted_by_old: str
    trusted_by_new: str
    changing: bool
    """A change is open: there is an old certificate and a new one."""

    @property
    def words(self) -> str:
        """What was seen and when, the moment as machines write it."""
        return sight_words(self.sighting, self.serving, changing=self.changing)


def told_nobody(_sight: ServerSight) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Trusts:
    """Whom devices trust: the old CA alone, and the new one alone where there is one."""

    old: Verifier | None
    new: Verifier | None
    old_leaves: frozenset[str]
    new_leaves: frozenset[str]
    changing: bool


@dataclass
class Probing:
    """Look at servers; every look is kept."""

    desk: Desk

    def look(
        self,
        zone: ZoneId,
        *,
        servers: Sequence[ServerId] = (),
        seen: Callable[[ServerSight], None] = told_nobody,
        cancelled: Cancelled = never,
    ) -> list[ServerSight]:
        """Look at these servers (all, when none is named); answers come as they arrive."""
        home = self.desk.zone(zone)
        asked = [s for s in self.desk.store.servers.of(zone) if not servers or s.id in servers]
        by_id = {server.id: server for server in asked}
        trusts = self.trusts(home)
        sights: list[ServerSight] = []
        certificates: list[Certificate] = []

        def note(look: Look) -> None:
            sight, presented = self._sight(home, by_id[look.server], look, trusts)
            sights.append(sight)
            certificates.extend(presented)
            seen(sight)

        targets = [
            Target(server=s.id, host=s.host, port=s.port, name=s.fqdn) for s in by_id.values()
        ]
        self.desk.probe.look(targets, seen=note, cancelled=cancelled)
        with self.desk.store.transaction():
            self.desk.store.authorities.remember(certificates)
            self.desk.store.servers.saw([sight.sighting for sight in sights])
        return sorted(sights, key=lambda sight: sight.server.fqdn)

    def trusts(self, zone: Zone) -> Trusts:
        """Return what old and new mean for this zone today."""
        rows = self.desk.store.authorities
        generations = rows.generations(zone.id)
        change = self.desk.store.changes.open(zone.id)
        active = [g for g in generations if g.status is GenerationStatus.ACTIVE]
        old = [g for g in generations if change and g.id == change.old] or active
        new = [g for g in generations if change and g.id == change.new]
        leaves = rows.server_certificates(zone.id)
        return Trusts(
            self.desk.pki.verifier([g.anchor for g in old]) if old else None,
            self.desk.pki.verifier([g.anchor for g in new]) if new else None,
            frozenset(
                c.certificate.sha256 for c in leaves
                if change is None or c.change != change.id
                if change is not None or c.status is not CertificateStatus.ACTIVE
            ),
            frozenset(
                c.certificate.sha256 for c in leaves
                if (c.change == change.id if change else c.status is CertificateStatus.ACTIVE)
            ),
            change is not None,
        )  # fmt: skip

    def _sight(
        self, zone: Zone, server: Server, look: Look, trusts: Trusts
    ) -> tuple[ServerSight, list[Certificate]]:
        at = self.desk.now(zone)
        presented: list[Certificate] = []
        for der in look.presented:
            try:
                presented.append(self.desk.pki.read_certificate(der))
            except BadMaterial as error:
                log.info("server %s presented what is no certificate: %s", server.id, error.title)
        sighting = Sighting(
            zone=zone.id, server=server.id, at=at,
            presented=tuple(c.sha256 for c in presented), trouble=look.trouble,
            detail=look.detail, protocol=look.protocol, cipher=look.cipher, clock=look.clock,
        )  # fmt: skip
        what = serving(sighting, old=trusts.old_leaves, new=trusts.new_leaves)
        if not presented:
            verdicts = [NO_SUCH_TRUST, NO_SUCH_TRUST]
        else:
            verdicts = [
                v.refusal(presented, at=at, name=server.fqdn) if v else NO_SUCH_TRUST
                for v in (trusts.old, trusts.new)
            ]
        return ServerSight(
            server=server, sighting=sighting, serving=what, trusted_by_old=verdicts[0],
            trusted_by_new=verdicts[1], changing=trusts.changing,
        ), presented  # fmt: skip


def sight_words(
    sighting: Sighting | None,
    what: Serving,
    *,
    changing: bool,
    written: Callable[[datetime], str] = to_iso,
) -> str:
    """Say what was seen and when. `written`: how the reader writes a moment."""
    if sighting is None:
        return serving_words(what, changing=changing)
    if sighting.trouble is not None:
        return _("not reachable: {why} (looked {when})").format(
            why=trouble_words(sighting.trouble), when=written(sighting.at)
        )
    return _("{what} (seen {when})").format(
        what=serving_words(what, changing=changing), when=written(sighting.at)
    )
