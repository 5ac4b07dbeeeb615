"""By which way does each server come to serve its old certificate again? Looked at, not assumed."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    Custody,
    ServerCertificate,
)
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.retreat import Way, WayBack
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Server, ServerId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import road_of
from zenca_gui.services.change.delivering import AT_ONCE, Delivering, release_name
from zenca_gui.services.desk import Desk
from zenca_gui.services.ssh_ways import target_of

log = logging.getLogger(__name__)


def made_for(desk: Desk, change: Change) -> dict[ServerId, ServerCertificate]:
    """Return the newest certificate that a change made for each server, abandoned or not."""
    rows = desk.store.authorities.server_certificates(change.zone, change=change.id)
    return {c.server: c for c in rows}


def servers_back(desk: Desk, change: Change) -> list[Server]:
    """Return the servers that a change made certificates for."""
    made = made_for(desk, change)
    return [s for s in desk.store.servers.of(change.zone) if s.id in made]


def back_name(change: Change) -> str:
    """Return the release with the old certificate and the cross certificate of the old CA."""
    return f"change-{change.id}-back"


def old_name(change: Change) -> str:
    """Return the release with the old certificate alone, where the one before is gone."""
    return f"change-{change.id}-old"


def forward_names(change: Change) -> tuple[str, str]:
    """Return the releases with what the change made."""
    return release_name(change, final=False), release_name(change, final=True)


def all_names(change: Change) -> tuple[str, ...]:
    """Return every release that a change may have laid."""
    return (*forward_names(change), back_name(change), old_name(change))


def guided(desk: Desk, change: Change, server: Server) -> bool:
    """Tell whether a person brings files there: no way, or the key was made on the server."""
    made = made_for(desk, change).get(server.id)
    own_key = made is not None and made.key_id is None
    return server.ssh is None or own_key or road_of(desk, change).making is Making.WATCHED


@dataclass
class WaysBack:
    """Look at keys here and at files there."""

    desk: Desk
    delivering: Delivering

    def of(self, change: Change) -> list[WayBack]:
        """Return every server's way; a few are asked at once."""
        servers = servers_back(self.desk, change)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="way-back") as pool:
            return list(pool.map(lambda server: self.way(change, server), servers))

    def way(self, change: Change, server: Server) -> WayBack:
        """Return how one server comes back."""
        if guided(self.desk, change, server):
            return WayBack(server=server, way=Way.GUIDED)
        lying: tuple[str, ...] = ()
        trouble = ""
        try:
            target = target_of(self.desk, server)
            if self.desk.deliver.current(target) not in all_names(change):
                return WayBack(server=server, way=Way.STAYS)
            lying = self.desk.deliver.releases(target)
        except ZencaError as error:
            trouble = error.title
        if self.usable(change, server.id) is not None:
            return WayBack(server=server, way=Way.KEPT)
        previous = self.previous(change, server.id)
        if previous in lying and self._has_not_ended(change, server.id):
            return WayBack(server=server, way=Way.LIES_THERE)
        old = self.desk.store.authorities.generation(change.old)
        if old.custody is Custody.ZENCA and old.key_id is not None:
            return WayBack(server=server, way=Way.ISSUED)
        return WayBack(
            server=server, way=Way.NONE,
            why_not=trouble or _("Neither zenca nor the server holds its old certificate and key."),
        )  # fmt: skip

    def old_leaf(self, change: Change, server: ServerId) -> ServerCertificate | None:
        """Return the newest certificate of the old CA that has not ended, of another change."""
        now = self.desk.now(self.desk.zone(change.zone))
        found = [
            c for c in self.desk.store.authorities.server_certificates(change.zone, server=server)
            if c.generation == change.old and c.change != change.id
            and c.certificate.not_after > now and c.status is not CertificateStatus.ABANDONED
        ]  # fmt: skip
        return found[-1] if found else None

    def usable(self, change: Change, server: ServerId) -> ServerCertificate | None:
        """Return the old certificate where zenca can open its key too."""
        leaf = self.old_leaf(change, server)
        if leaf is None or leaf.key_id is None:
            return None
        try:
            sealing.opened(self.desk, leaf.key_id, leaf.certificate.public_sha256)
        except ZencaError as error:
            log.info("server %s: its old key does not open: %s", server, error.title)
            return None
        return leaf

    def previous(self, change: Change, server: ServerId) -> str:
        """Return the release it served before the change, "" where that is not known."""
        known = self.desk.store.changes.deliveries(change.id).get(server)
        name = known.previous if known else ""
        return "" if name in all_names(change) else name

    def _has_not_ended(self, change: Change, server: ServerId) -> bool:
        """Tell whether what it presented before the change, as seen or issued, is still valid."""
        before = self.presented_before(change, server)
        if before is None:
            return self.old_leaf(change, server) is not None
        return before.not_after > self.desk.now(self.desk.zone(change.zone))

    def presented_before(self, change: Change, server: ServerId) -> Certificate | None:
        """Return the newest leaf it was seen with that is none of the change's."""
        made = made_for(self.desk, change).get(server)
        for sighting in self.desk.store.servers.sightings(server):
            if sighting.presented and (
                made is None or sighting.presented[0] != made.certificate.sha256
            ):
                return self.desk.store.authorities.certificate(sighting.presented[0])
        return None
