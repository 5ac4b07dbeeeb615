"""How does a lab's first CA come to be, whoever holds it, and what does a server serve first?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    Custody,
    Generation,
    KeyKind,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.delivery import Release
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.lab import FirstCa, FirstServer, LabServer
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.zone import Actor, Server, Zone
from zenca_gui.services import sealing
from zenca_gui.services.authority import Authority, validity
from zenca_gui.services.desk import Desk
from zenca_gui.services.server_certificates import ServerCertificates, names_of

FIRST_RELEASE = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWish:
    """What the first CA is to be, and who holds it."""

    custody: Custody
    subject: str
    key: KeyKind
    days: int


@dataclass
class LabFounding:
    """Make a lab's CA and its servers' first certificates."""

    desk: Desk
    authority: Authority
    certificates: ServerCertificates

    def found(self, zone: Zone, wish: FirstWish, servers: Sequence[Server], *, by: Actor) -> None:
        """Make them: zenca's own as any zone's are; others' in the lab, and zenca gets no key."""
        if wish.custody is Custody.ZENCA:
            self.authority.create(
                zone.id, subject=wish.subject, key=wish.key, validity_days=wish.days, by=by
            )
            self.certificates.issue(zone.id, [s.id for s in servers], by=by,
                                    validity_days=wish.days)  # fmt: skip
            return
        not_before, not_after = validity(self.desk.now(zone), wish.days)
        made = self.desk.labs.found(
            Path(zone.lab),
            FirstCa(
                custody=wish.custody, subject=wish.subject, key=wish.key, not_before=not_before,
                not_after=not_after,
            ),
            [FirstServer(fqdn=s.fqdn, names=names_of(s)) for s in servers],
        )  # fmt: skip
        entered = self.authority.import_(
            zone.id, certificate=self.desk.pki.export([made.authority, *made.chain], Form.PEM),
            certificate_name=_("the lab's CA"), held_by=wish.custody, by=by,
        )  # fmt: skip
        self._enter(zone, entered.generation, servers, made.leaves, by=by)

    def server(self, zone: Zone, server: Server, *, first: bool) -> LabServer:
        """Return how a server comes up: with what it has, else with the files zenca has.

        `first`: what may lie in the folder is another lab's.
        """
        issued = self.desk.store.authorities.server_certificates(zone.id, server=server.id)
        active = [c for c in issued if c.status is CertificateStatus.ACTIVE][-1]
        has_files = not first and self.desk.labs.serves(Path(zone.lab), server.fqdn)
        return LabServer(
            fqdn=server.fqdn, names=names_of(server), address=server.address,
            release=None if has_files or active.key_id is None else self._release(zone, active),
        )  # fmt: skip

    def _release(self, zone: Zone, active: ServerCertificate) -> Release:
        rows = self.desk.store.authorities
        issuer = rows.generation(active.generation)
        signer = sealing.opened(self.desk, active.key_id, active.certificate.public_sha256)
        crosses = [
            c.certificate for c in rows.crosses(zone.id) if c.subject_generation == issuer.id
        ]
        ended = [c for c in self.desk.store.changes.of(zone.id) if c.new == issuer.id]
        still = bool(ended) and ended[-1].overlap_ended_at is None
        chain = [*issuer.above(active.certificate), *(crosses if still else ())]
        pem = self.desk.pki.export
        return Release(
            name=FIRST_RELEASE, certificate_pem=pem([active.certificate], Form.PEM),
            chain_pem=pem(chain, Form.PEM) if chain else b"",
            trust_pem=pem([issuer.anchor], Form.PEM), key_pem=self.desk.pki.key_pem(signer),
        )  # fmt: skip

    def _enter(
        self,
        zone: Zone,
        generation: Generation,
        servers: Sequence[Server],
        leaves: Sequence[Certificate],
        *,
        by: Actor,
    ) -> None:
        added: datetime = self.desk.now(zone)
        with self.desk.change(by, zone) as change:
            self.desk.store.authorities.add_server_certificates(
                [
                    ServerCertificate(
                        id=ServerCertificateId(0), zone=zone.id, server=server.id,
                        generation=generation.id, certificate=leaf,
                        status=CertificateStatus.ACTIVE, added_at=added,
                    )
                    for server, leaf in zip(servers, leaves, strict=True)
                ]
            )  # fmt: skip
            change.record(
                "server-certificates.taken",
                ngettext(
                    "Took in {n} server certificate of the lab.",
                    "Took in {n} server certificates of the lab.",
                    len(leaves),
                ).format(n=len(leaves)),
                {"sha256": sorted(leaf.sha256 for leaf in leaves)},
            )
