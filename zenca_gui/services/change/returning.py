"""How does a server come back? Files taken away or switched, and what it presents looked at."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Certificate
from zenca_gui.core.delivery import Delivery, DeliveryState, Release
from zenca_gui.core.errors import RemoteError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.core.retreat import Way
from zenca_gui.core.sighting import sighting_trouble
from zenca_gui.core.zone import Actor, Server, ServerId
from zenca_gui.services import sealing
from zenca_gui.services.change.delivering import Delivering
from zenca_gui.services.change.ways_back import (
    WaysBack,
    all_names,
    back_name,
    forward_names,
    guided,
    made_for,
    old_name,
    servers_back,
)
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.probing import Probing
from zenca_gui.services.ssh_ways import target_of

log = logging.getLogger(__name__)
BACK = (DeliveryState.RETURNING, DeliveryState.RETURNED)


@dataclass
class Returning:
    """One server that fails does not stop the others; all of it can be done again."""

    desk: Desk
    delivering: Delivering
    probing: Probing
    ways: WaysBack

    def bring_back(
        self,
        change: Change,
        *,
        by: Actor,
        servers: Sequence[ServerId] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """Bring back every server (or these) that is not back yet."""
        where = self.desk.store.changes.deliveries(change.id)
        waiting = [
            s for s in servers_back(self.desk, change)
            if (not servers or s.id in servers)
            and (s.id not in where or where[s.id].state not in BACK)
        ]  # fmt: skip
        cancelling = change.state is ChangeState.CANCELLING
        work = self._take_away if cancelling else self._back
        return self.delivering.each(
            waiting, lambda s: work(change, s, by), _("Going back"), progress, cancelled
        )

    def finish(self, change: Change, *, by: Actor, progress: Progress = silent) -> list[Delivery]:
        """Let servers present the old certificate alone, as before the change."""
        where = self.desk.store.changes.deliveries(change.id)
        waiting = [
            s for s in servers_back(self.desk, change)
            if s.id in where and where[s.id].state is DeliveryState.RETURNING
        ]  # fmt: skip
        return self.delivering.each(
            waiting, lambda s: self._alone(change, s, by), _("Ending the way back"), progress, never
        )

    def cross(self, change: Change) -> Certificate | None:
        """Return the old CA under the new key, where there is one that still holds."""
        now = self.desk.now(self.desk.zone(change.zone))
        for cross in self.desk.store.authorities.crosses(change.zone, change=change.id):
            if cross.subject_generation == change.old and cross.certificate.not_after > now:
                return cross.certificate
        return None

    def _take_away(self, change: Change, server: Server, by: Actor) -> Delivery:
        """Take what was staged away; it serves the old certificate all along."""
        by_hand = guided(self.desk, change, server)
        untouched = not by_hand and self._untouched(change, server)
        try:
            if not (by_hand or untouched):
                target = target_of(self.desk, server)
                if self.desk.deliver.current(target) in forward_names(change):
                    self._switch_to_previous(change, server, target)
                self._clear(change, target)
        except ZencaError as error:
            return self._failed(change, server, by, str(error))
        why = self._still_new(change, server)
        if why and untouched and self._out_of_reach(server):
            why = _("It cannot be reached now; nothing of the change was laid on it.")
            return self._noted(change, server, by, DeliveryState.RETURNED, why)
        return self._failed(change, server, by, why) if why else self._home(change, server, by)

    def _untouched(self, change: Change, server: Server) -> bool:
        """Tell whether zenca never began to lay anything on it."""
        known = self.desk.store.changes.deliveries(change.id).get(server.id)
        return known is None or (known.state is DeliveryState.WAITING and not known.release)

    def _out_of_reach(self, server: Server) -> bool:
        seen = self.desk.store.servers.last_seen(server.zone).get(server.id)
        return seen is not None and seen.trouble is not None

    def _back(self, change: Change, server: Server, by: Actor) -> Delivery:
        way = self.ways.way(change, server)
        match way.way:
            case Way.NONE | Way.ISSUED:
                why = way.why_not or _("The old CA has not issued its certificate yet.")
                return self._failed(change, server, by, why)
            case Way.GUIDED:
                why = self._still_new(change, server)
                if why:
                    return self._noted(change, server, by, DeliveryState.WAITING, why)
                return self._home(change, server, by)
            case Way.STAYS:
                return self._take_away(change, server, by)
            case Way.LIES_THERE:
                return self._to_previous(change, server, by)
            case Way.KEPT:
                if self.cross(change) is None:
                    return self._alone(change, server, by)
                return self._over_the_cross(change, server, by)

    def _over_the_cross(self, change: Change, server: Server, by: Actor) -> Delivery:
        cross = self.cross(change)
        assert cross is not None
        try:
            chain = self._lay(change, server, back_name(change), (cross,))
        except ZencaError as error:
            return self._failed(change, server, by, str(error))
        why = self._not_exactly(server, chain)
        if why:
            return self._failed(change, server, by, why)
        return self._noted(change, server, by, DeliveryState.RETURNING, release=back_name(change))

    def _alone(self, change: Change, server: Server, by: Actor) -> Delivery:
        """Present the old certificate alone: by the files from before, else laid anew."""
        try:
            target = target_of(self.desk, server)
            leaf = self.ways.usable(change, server.id)
            assert leaf is not None
            previous = self.ways.previous(change, server.id)
            before = self.ways.presented_before(change, server.id)
            lies = previous and previous in self.desk.deliver.releases(target)
            if lies and before is not None and before.sha256 == leaf.certificate.sha256:
                self.desk.deliver.switch(target, previous)
                chain = [leaf.certificate]
            else:
                chain = self._lay(change, server, old_name(change), ())
            why = self._not_exactly(server, chain, leaf_alone=bool(lies))
            if why:
                return self._failed(change, server, by, why)
            self._clear(change, target)
        except ZencaError as error:
            return self._failed(change, server, by, str(error))
        return self._home(change, server, by)

    def _to_previous(self, change: Change, server: Server, by: Actor) -> Delivery:
        try:
            target = target_of(self.desk, server)
            self._switch_to_previous(change, server, target)
            why = self._still_new(change, server)
            if why:
                return self._failed(change, server, by, why)
            self._clear(change, target)
        except ZencaError as error:
            return self._failed(change, server, by, str(error))
        return self._home(change, server, by)

    def _lay(
        self, change: Change, server: Server, name: str, crosses: Sequence[Certificate]
    ) -> list[Certificate]:
        """Lay the old certificate and its key, switch to it; return what it must present now."""
        rows = self.desk.store.authorities
        old = rows.generation(change.old)
        new = rows.generation(change.new) if change.new is not None else old
        leaf = self.ways.usable(change, server.id)
        assert leaf is not None
        chain = [leaf.certificate, *old.above(leaf.certificate), *crosses]
        pem = self.desk.pki.export
        signer = sealing.opened(self.desk, leaf.key_id, leaf.certificate.public_sha256)
        target = target_of(self.desk, server)
        self.desk.deliver.stage(
            target,
            Release(
                name=name, certificate_pem=pem(chain[:1], Form.PEM),
                chain_pem=pem(chain[1:], Form.PEM) if chain[1:] else b"",
                trust_pem=pem(list(dict.fromkeys((old.anchor, new.anchor))), Form.PEM),
                key_pem=self.desk.pki.key_pem(signer),
            ),
        )  # fmt: skip
        self.desk.deliver.switch(target, name)
        return chain

    def _switch_to_previous(self, change: Change, server: Server, target: SshTarget) -> None:
        previous = self.ways.previous(change, server.id)
        if not previous:
            raise RemoteError(
                _("It is not known what {server} served before.").format(server=server.fqdn),
                _("Nothing was changed on it. Let it serve its old files by hand, then go on."),
            )
        self.desk.deliver.switch(target, previous)

    def _clear(self, change: Change, target: SshTarget) -> None:
        """Take every release of the change away that is not served."""
        served = self.desk.deliver.current(target)
        for name in all_names(change):
            if name != served:
                self.desk.deliver.remove(target, name)

    def _still_new(self, change: Change, server: Server) -> str:
        """Return "" where the probe saw another certificate than the change's, else why not."""
        [sight] = self.probing.look(server.zone, servers=[server.id])
        if sight.sighting.trouble is not None:
            return _("It cannot be reached: {why}.").format(why=sighting_trouble(sight.sighting))
        made = made_for(self.desk, change)[server.id].certificate.sha256
        if sight.sighting.presented[:1] == (made,):
            return _("It still presents the new certificate.")
        return ""

    def _not_exactly(
        self, server: Server, chain: Sequence[Certificate], *, leaf_alone: bool = False
    ) -> str:
        """Return "" where the probe saw what was laid; `leaf_alone`: it chose its own chain."""
        [sight] = self.probing.look(server.zone, servers=[server.id])
        if sight.sighting.trouble is not None:
            return _("After the switch it cannot be reached: {why}.").format(
                why=sighting_trouble(sight.sighting)
            )
        wanted, seen = tuple(c.sha256 for c in chain), sight.sighting.presented
        if (seen[:1] != wanted[:1]) if leaf_alone else (seen != wanted):
            return _("After the switch it presents another chain than what was laid.")
        return ""

    def _home(self, change: Change, server: Server, by: Actor) -> Delivery:
        return self._noted(change, server, by, DeliveryState.RETURNED)

    def _failed(self, change: Change, server: Server, by: Actor, why: str) -> Delivery:
        known = self.desk.store.changes.deliveries(change.id).get(server.id)
        kept = known is not None and known.state is DeliveryState.RETURNING
        state = DeliveryState.RETURNING if kept else DeliveryState.FAILED
        return self._noted(change, server, by, state, why)

    def _noted(
        self,
        change: Change,
        server: Server,
        by: Actor,
        state: DeliveryState,
        detail: str = "",
        *,
        release: str = "",
    ) -> Delivery:
        known = self.desk.store.changes.deliveries(change.id).get(server.id)
        previous = known.previous if known else ""
        return self.delivering.note(
            change, server, by, state, detail=detail, previous=previous,
            release=release or (known.release if known else ""),
        )  # fmt: skip
