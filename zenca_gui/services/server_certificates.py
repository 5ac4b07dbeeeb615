"""Which certificate does each server have, and how does it get one?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    ChangeId,
    Generation,
    KeyId,
    KeyKind,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.delivery import Delivery
from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.pki import Order, Signer
from zenca_gui.core.sighting import Serving, Sighting, serving
from zenca_gui.core.zone import Actor, Server, ServerId, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.authority import Authority, validity
from zenca_gui.services.desk import Desk, Progress, silent

SERVER_KEYS = {
    kind.value: kind for kind in KeyKind if kind not in (KeyKind.ED25519, KeyKind.RSA_4096)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLine:
    """One row of the Certificates pane: the certificate's status and the update's."""

    server: Server
    certificate: ServerCertificate
    update: Delivery | None
    sighting: Sighting | None
    serving: Serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What to issue: one order a server, and under which id its sealed key will lie, if ours."""

    server: ServerId
    order: Order
    key: KeyId | None = None


def names_of(server: Server) -> tuple[str, ...]:
    """Return what a server's certificate must cover: names first, then its IP address."""
    names = dict.fromkeys((server.fqdn, *server.aliases))
    if server.address and (server.address.replace(".", "").isdigit() or ":" in server.address):
        names[server.address] = None
    return tuple(names)


def key_kind(authority: Certificate) -> KeyKind:
    """Return the kind of key a server gets: the CA's own kind, P-256 where that is not for one."""
    return SERVER_KEYS.get(authority.key, KeyKind.EC_P256)


@dataclass
class ServerCertificates:
    """Made from requests, always: the key's owner signs one, zenca for keys that it makes."""

    desk: Desk
    authority: Authority

    def of(self, zone: ZoneId) -> list[ServerCertificate]:
        """Return all, oldest first."""
        return list(self.desk.store.authorities.server_certificates(zone))

    def from_requests(
        self,
        zone: Zone,
        issues: Sequence[Issue],
        *,
        issuer: Generation,
        signer: Signer,
        not_before: datetime,
        not_after: datetime,
        status: CertificateStatus,
        change: ChangeId | None = None,
        added_at: datetime,
    ) -> Iterable[ServerCertificate]:
        """Yield a server certificate for each request, in order; the caller stores them."""
        made = self.desk.pki.issue(
            (issue.order for issue in issues), issuer=issuer.certificate, signer=signer,
            not_before=not_before, not_after=not_after,
        )  # fmt: skip
        for issue, certificate in zip(issues, made, strict=True):
            yield ServerCertificate(
                id=ServerCertificateId(0), zone=zone.id, server=issue.server,
                generation=issuer.id, certificate=certificate, status=status,
                key_id=issue.key, change=change, added_at=added_at,
            )  # fmt: skip

    def issue(
        self,
        zone: ZoneId,
        servers: Sequence[ServerId],
        *,
        by: Actor,
        validity_days: int = 730,
        progress: Progress = silent,
    ) -> list[ServerCertificate]:
        """Issue under the active CA, with keys made and sealed by zenca; replaces none."""
        home = self.desk.zone(zone)
        active = self.authority.active(zone)
        if active is None:
            raise NotFound(
                _("This zone has no CA yet."), _("Nothing was changed. Create or import its CA.")
            )
        ca = sealing.opened(self.desk, active.key_id, active.certificate.public_sha256)
        not_before, not_after = validity(self.desk.now(home), validity_days)
        with self.desk.store.sealing():
            wrapping = sealing.reserve(self.desk, home)
            signers = []
            for at, _server in enumerate(servers):
                progress(at, len(servers), _("Making keys"))
                signers.append(self.desk.pki.new_key(key_kind(active.certificate)))
            keys = sealing.sealed(self.desk, home, wrapping, signers, purpose="server")
            issues = [
                Issue(server=server, order=self.order(server, signer), key=key.id)
                for server, signer, key in zip(servers, signers, keys, strict=True)
            ]
            with self.desk.change(by, home) as change:
                self.desk.store.authorities.add_keys(keys)
                made = self.desk.store.authorities.add_server_certificates(
                    list(
                        self.from_requests(
                            home, issues, issuer=active, signer=ca,
                            not_before=max(not_before, active.certificate.not_before),
                            not_after=min(not_after, active.ends),
                            status=CertificateStatus.ACTIVE, added_at=change.at,
                        )
                    )
                )  # fmt: skip
                change.record(
                    "server-certificates.issued",
                    ngettext(
                        "Issued {n} server certificate.",
                        "Issued {n} server certificates.",
                        len(made),
                    ).format(n=len(made)),
                    {"sha256": sorted(c.certificate.sha256 for c in made)},
                )
        return list(made)

    def order(self, server: ServerId, signer: Signer) -> Order:
        """Return the order for a server whose key zenca made."""
        names = names_of(self.desk.store.servers.get(server))
        return Order(request=self.desk.pki.request(signer, names), names=names)

    def lines(self, zone: ZoneId) -> list[CertificateLine]:
        """Return what the Certificates pane lists: servers by name, newest certificate first."""
        servers = {server.id: server for server in self.desk.store.servers.of(zone)}
        seen = self.desk.store.servers.last_seen(zone)
        changes = self.desk.store.changes.of(zone)
        updates = {c.id: self.desk.store.changes.deliveries(c.id) for c in changes}
        lines = []
        for certificate in reversed(self.of(zone)):
            if certificate.server not in servers:
                continue
            update = updates.get(certificate.change) if certificate.change else None
            sighting = seen.get(certificate.server)
            lines.append(
                CertificateLine(
                    server=servers[certificate.server], certificate=certificate,
                    update=update.get(certificate.server) if update else None, sighting=sighting,
                    serving=serving(sighting, old=(), new=(certificate.certificate.sha256,)),
                )
            )  # fmt: skip
        return sorted(lines, key=lambda line: line.server.fqdn)
