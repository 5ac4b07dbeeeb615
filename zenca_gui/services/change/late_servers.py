"""A server that came after the material, or lost its key: how does it get its certificate?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import CertificateStatus, ServerCertificate
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Actor, Server, ServerId, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.authority import validity
from zenca_gui.services.change.begin import PROOF, must_be, road_of
from zenca_gui.services.change.parts import Material, of_change, without_certificate
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.desk import Desk
from zenca_gui.services.server_certificates import Issue, ServerCertificates, key_kind

MADE = (ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE)


@dataclass
class LateServers:
    """Issue inside an open change, under the CA to be."""

    desk: Desk
    certificates: ServerCertificates

    def lacking(self, zone: ZoneId) -> list[Server]:
        """Return the servers that the open change has no certificate for, though it makes some."""
        change = self.desk.store.changes.open(zone)
        if change is None or change.state not in MADE:
            return []
        return without_certificate(self.desk, change)

    def issuable(self, zone: ZoneId) -> frozenset[ServerId]:
        """Return the servers that can get another certificate in the open change."""
        change = self.desk.store.changes.open(zone)
        material = of_change(self.desk, change) if change is not None else None
        if change is None or material is None or change.state not in MADE:
            return frozenset()
        if road_of(self.desk, change).making is not Making.HERE:
            return frozenset()
        return frozenset(c.server for c in material.certificates)

    def catch_up(self, zone: ZoneId, *, by: Actor) -> list[ServerCertificate]:
        """Issue for those that lack one; nothing where zenca does not sign in this change."""
        lacking = self.lacking(zone)
        change = self.desk.store.changes.open(zone)
        if change is None or not lacking or road_of(self.desk, change).making is not Making.HERE:
            return []
        return self.certify(zone, [s.id for s in lacking], by=by)

    def certify(
        self, zone: ZoneId, servers: Sequence[ServerId], *, by: Actor
    ) -> list[ServerCertificate]:
        """Give servers a new key and certificate; one that they had of this change is revoked."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, *MADE)
        material = of_change(self.desk, change)
        assert material is not None
        if road_of(self.desk, change).making is not Making.HERE:
            raise ZencaError(
                _("zenca does not sign in this change."),
                _("Nothing was issued. Cancel it and begin again with all servers."),
            )
        new, choice = material.new, change.choice
        assert choice is not None
        signer = sealing.opened(self.desk, new.key_id, new.certificate.public_sha256)
        with self.desk.store.sealing():
            place = sealing.reserve(self.desk, home)
            kind = key_kind(new.certificate)
            signers = [self.desk.pki.new_key(kind) for _server in servers]
            keys = sealing.sealed(self.desk, home, place, signers, purpose="server")
            issues = [
                Issue(server=server, order=self.certificates.order(server, own), key=key.id)
                for server, own, key in zip(servers, signers, keys, strict=True)
            ]
            start, end = validity(self.desk.now(home), choice.server_validity_days)
            with self.desk.change(by, home) as journalled:
                self.desk.store.authorities.add_keys(keys)
                active = change.state is ChangeState.ACTIVE
                made = self.desk.store.authorities.add_server_certificates(
                    list(
                        self.certificates.from_requests(
                            home, issues, issuer=new, signer=signer,
                            not_before=max(start, new.certificate.not_before),
                            not_after=min(end, new.ends),
                            status=CertificateStatus.ACTIVE if active else CertificateStatus.FUTURE,
                            change=change.id, added_at=journalled.at,
                        )
                    )
                )  # fmt: skip
                self._give_up(home, material, set(servers))
                self._wait_again(home, change, servers)
                self._record(journalled, servers)
        return list(made)

    def _give_up(self, home: Zone, material: Material, servers: set[ServerId]) -> None:
        rows = self.desk.store.authorities
        gone = [c for c in material.certificates if c.server in servers]
        rows.replace_server_certificates(
            [replace(c, status=CertificateStatus.ABANDONED) for c in gone]
        )
        at = self.desk.now(home).replace(microsecond=0)
        rows.revoke(material.new.id, [Revoked(serial=c.certificate.serial, at=at) for c in gone])

    def _wait_again(self, home: Zone, change: Change, servers: Sequence[ServerId]) -> None:
        if change.state is ChangeState.MATERIAL:
            self.desk.store.changes.keep(change.id, PROOF, "")
            return
        where = self.desk.store.changes.deliveries(change.id)
        for server in servers:
            before = where.get(server)
            self.desk.store.changes.delivered(
                Delivery(
                    zone=home.id, change=change.id, server=server, state=DeliveryState.WAITING,
                    previous=before.previous if before else "", at=self.desk.now(home),
                )
            )  # fmt: skip

    def _record(self, journalled: Journalled, servers: Sequence[ServerId]) -> None:
        names = [self.desk.store.servers.get(server).fqdn for server in servers]
        journalled.record(
            "change.certified",
            ngettext(
                "Issued {n} more server certificate in the open change.",
                "Issued {n} more server certificates in the open change.", len(names),
            ).format(n=len(names)),
            {"servers": names},
        )  # fmt: skip
