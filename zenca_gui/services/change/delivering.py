"""How do files reach the servers? Staged beside the old ones, switched in one rename, looked at."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Certificate
from zenca_gui.core.delivery import Delivery, DeliveryState, Release, delivery_words
from zenca_gui.core.errors import RemoteError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.core.roads import Making
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.sighting import sighting_trouble
from zenca_gui.core.zone import Actor, Server, ServerId, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import must_be, road_of
from zenca_gui.services.change.parts import (
    Material,
    final_chain,
    of_change,
    overlap_chain,
    servers_of,
)
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.probing import Probing
from zenca_gui.services.ssh_ways import plan, target_of

log = logging.getLogger(__name__)
AT_ONCE = 4
LAID = (DeliveryState.STAGED, DeliveryState.SWITCHED, DeliveryState.ENDED)


@dataclass
class Delivering:
    """Stage and switch; one server that fails does not stop the others."""

    desk: Desk
    probing: Probing

    def deliver(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        servers: Sequence[ServerId] = (),
        held: Collection[ServerId] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """Stage the future certificates; after activation switch to them too.

        `held`: servers whose turn has not come; they are left alone unless asked for by id.
        """
        change = must_be(self.desk, zone, ChangeState.ASSIGNED, ChangeState.ACTIVE)
        where = self.desk.store.changes.deliveries(change.id)
        waiting = [
            s for s in servers_of(self.desk, change, self._material(change))
            if (s.id in servers if servers else where.get(s.id) is None
                or where[s.id].state not in LAID)
        ]  # fmt: skip
        if not servers:
            waiting = _whose_turn_it_is(waiting, held)

        def one(server: Server) -> Delivery:
            laid = self.stage(change, server, by=by, final=change.overlap_ended_at is not None)
            if change.state is ChangeState.ACTIVE and laid.state is DeliveryState.STAGED:
                return self.switch(change, server, by=by)
            return laid

        return self.each(waiting, one, _("Delivering"), progress, cancelled)

    def each(
        self,
        servers: Sequence[Server],
        work: Callable[[Server], Delivery],
        words: str,
        progress: Progress,
        cancelled: Cancelled,
    ) -> list[Delivery]:
        """Do the work for a few servers at once; a cancel lets those under way finish."""
        self.desk.must_hold()
        done: list[Delivery] = []
        progress(0, len(servers), words)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="deliver") as pool:

            def unless_cancelled(server: Server) -> Delivery | None:
                return None if cancelled() else work(server)

            for future in as_completed([pool.submit(unless_cancelled, s) for s in servers]):
                result = future.result()
                if result is not None:
                    done.append(result)
                    progress(len(done), len(servers), words)
        return done

    def stage(self, change: Change, server: Server, *, by: Actor, final: bool) -> Delivery:
        """Lay one release beside the others and validate it there."""
        before = self.desk.store.changes.deliveries(change.id).get(server.id)
        if self.by_hand(change, server):
            return self._by_hand(change, server, before, by, final=final)
        try:
            target = target_of(self.desk, server)
            release = self.release(change, server, final=final)
            previous = self.desk.deliver.current(target)
            self.desk.deliver.stage(target, release)
        except ZencaError as error:
            state = before.state if before and before.state in LAID[1:] else DeliveryState.FAILED
            return self.note(change, server, by, state, detail=str(error))
        kept = before.previous if before and before.state in LAID[1:] else previous
        if before is not None and before.state in LAID[1:]:
            return replace(before, release=release.name, state=DeliveryState.STAGED)
        return self.note(
            change, server, by, DeliveryState.STAGED, release=release.name, previous=kept
        )

    def switch(self, change: Change, server: Server, *, by: Actor, release: str = "") -> Delivery:
        """Switch to what was staged, look, and go back when what is seen is not what was laid."""
        delivery = self.desk.store.changes.deliveries(change.id)[server.id]
        name = release or delivery.release
        final = name == release_name(change, final=True)
        after = DeliveryState.ENDED if final else DeliveryState.SWITCHED
        if self.by_hand(change, server):
            return self._look_after(change, server, delivery, name, by, final=final)
        try:
            target = target_of(self.desk, server)
            previous = self.desk.deliver.current(target)
            self.desk.deliver.switch(target, name)
        except ZencaError as error:
            log.info("server %s: switch failed: %s", server.id, error.title)
            return self.note(
                change, server, by,
                delivery.state if final else DeliveryState.FAILED, detail=str(error),
                release=delivery.release, previous=delivery.previous,
            )  # fmt: skip
        why = self._seen_otherwise(change, server, final=final)
        if not why:
            return self.note(
                change, server, by, after, release=name,
                previous=_kept(change, delivery, previous),
            )  # fmt: skip
        return self._back(change, server, by, target, delivery, previous, why)

    def by_hand(self, change: Change, server: Server) -> bool:
        """Tell whether a person brings the files: no way there, or the key lies on the server."""
        key = next(
            (c.key_id for c in self._material(change).certificates if c.server == server.id), None
        )
        return server.ssh is None or key is None

    def _by_hand(
        self, change: Change, server: Server, before: Delivery | None, by: Actor, *, final: bool
    ) -> Delivery:
        """Nothing is uploaded: it waits until a person says, or zenca sees, that it is there."""
        if before is not None and before.state in LAID:
            return replace(before, state=DeliveryState.STAGED,
                           release=release_name(change, final=final))  # fmt: skip
        if road_of(self.desk, change).making is Making.WATCHED:
            return self.note(
                change, server, by, DeliveryState.STAGED, release=release_name(change, final=final),
                detail=_("The zone's server made it itself; it lies there."),
            )  # fmt: skip
        return self.note(
            change, server, by, DeliveryState.WAITING,
            detail=_("Bring the files there by hand, then say so."),
        )  # fmt: skip

    def _look_after(
        self, change: Change, server: Server, delivery: Delivery, name: str, by: Actor, *,
        final: bool,
    ) -> Delivery:  # fmt: skip
        """A person switches it; zenca looks whether it serves what it should."""
        why = self._seen_otherwise(change, server, final=final)
        if why:
            told = _("Switch it by hand; then zenca looks again. {why}")
            if road_of(self.desk, change).making is Making.WATCHED:
                told = _("Activate it in the zone's console; then zenca looks again. {why}")
            return self.note(
                change, server, by, delivery.state, release=delivery.release,
                previous=delivery.previous, detail=told.format(why=why),
            )  # fmt: skip
        after = DeliveryState.ENDED if final else DeliveryState.SWITCHED
        return self.note(change, server, by, after, release=name, previous=delivery.previous)

    def told(self, zone: ZoneId, server: ServerId, evidence: str, *, by: Actor) -> Delivery:
        """Note a person's word that the files lie on a server that zenca does not reach."""
        change = must_be(self.desk, zone, ChangeState.ASSIGNED, ChangeState.ACTIVE)
        known = self.desk.store.servers.get(server)
        if not self.by_hand(change, known):
            raise ZencaError(
                _("zenca itself delivers to {server}.").format(server=known.fqdn),
                _("Nothing was changed. Deliver: `zenca deliver`."),
            )
        if not evidence.strip():
            raise ZencaError(
                _("How is it known?"), _("Nothing was changed. Say how you know that it is done.")
            )
        return self.note(
            change, known, by, DeliveryState.STAGED, release=release_name(change, final=False),
            detail=_("told: {words}").format(words=evidence.strip()), evidence=Evidence.TOLD,
        )  # fmt: skip

    def _back(
        self,
        change: Change,
        server: Server,
        by: Actor,
        target: SshTarget,
        delivery: Delivery,
        previous: str,
        why: str,
    ) -> Delivery:
        try:
            if previous:
                self.desk.deliver.switch(target, previous)
        except RemoteError as error:
            why = _("{why} Going back failed too: {error}").format(why=why, error=error.title)
        return self.note(
            change, server, by, DeliveryState.ROLLED_BACK, detail=why,
            release=delivery.release, previous=_kept(change, delivery, previous),
        )  # fmt: skip

    def _seen_otherwise(self, change: Change, server: Server, *, final: bool) -> str:
        """Return "" where the probe saw exactly what was laid, else what it saw."""
        [sight] = self.probing.look(server.zone, servers=[server.id])
        wanted = [c.sha256 for c in self.chain(change, server, final=final)]
        if sight.sighting.trouble is not None:
            return _("After the switch it cannot be reached: {why}.").format(
                why=sighting_trouble(sight.sighting)
            )
        if list(sight.sighting.presented) != wanted:
            return _("After the switch it presents another chain than what was laid.")
        return ""

    def chain(self, change: Change, server: Server, *, final: bool) -> list[Certificate]:
        """Return what the server is to present, leaf first."""
        material = self._material(change)
        for certificate in material.certificates:
            if certificate.server == server.id:
                leaf = certificate.certificate
                if final:
                    return [leaf, *final_chain(material, leaf)]
                return [leaf, *overlap_chain(change, material, leaf)]
        raise ZencaError(
            _("No certificate was made for {server}.").format(server=server.fqdn),
            _("It was added after the material. Nothing was delivered to it."),
        )

    def release(self, change: Change, server: Server, *, final: bool) -> Release:
        """Return the files of a server, with its key unsealed for the way there."""
        material = self._material(change)
        leaf, *rest = self.chain(change, server, final=final)
        key_id = next(c.key_id for c in material.certificates if c.server == server.id)
        signer = sealing.opened(self.desk, key_id, leaf.public_sha256)
        old = self.desk.store.authorities.generation(change.old)
        pem = self.desk.pki.export
        return Release(
            name=release_name(change, final=final),
            certificate_pem=pem([leaf], Form.PEM),
            chain_pem=pem(rest, Form.PEM) if rest else b"",
            trust_pem=pem([old.anchor, material.new.anchor], Form.PEM),
            key_pem=self.desk.pki.key_pem(signer),
        )

    def dry_run(self, zone: ZoneId) -> list[tuple[Server, tuple[str, ...]]]:
        """Return, for each server, what a delivery does there, in order."""
        change = must_be(
            self.desk, zone, ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE
        )
        name = release_name(change, final=change.overlap_ended_at is not None)
        return [
            (server, self.desk.deliver.commands(plan(server), name))
            for server in servers_of(self.desk, change, self._material(change))
            if server.ssh is not None
        ]

    def note(
        self,
        change: Change,
        server: Server,
        by: Actor,
        state: DeliveryState,
        *,
        detail: str = "",
        release: str = "",
        previous: str = "",
        evidence: Evidence = Evidence.SEEN,
    ) -> Delivery:
        """Write down where a server stands, with its journal line."""
        zone: Zone = self.desk.zone(server.zone)
        delivery = Delivery(
            zone=zone.id, change=change.id, server=server.id, state=state, release=release,
            previous=previous, detail=detail, at=self.desk.now(zone),
        )  # fmt: skip
        with self.desk.change(by, zone) as journalled:
            self.desk.store.changes.delivered(delivery)
            journalled.record(
                f"delivery.{state.value}",
                _("{server}: {state}.").format(server=server.fqdn, state=delivery_words(state)),
                {"fqdn": server.fqdn, "release": release, "detail": detail},
                evidence=evidence,
            )
        return delivery

    def _material(self, change: Change) -> Material:
        material = of_change(self.desk, change)
        assert material is not None
        return material


def release_name(change: Change, *, final: bool) -> str:
    """Return the folder name of a change's release: with the cross certificate, or final."""
    return f"change-{change.id}-{'final' if final else 'overlap'}"


def _kept(change: Change, delivery: Delivery, previous: str) -> str:
    """Return what it served before the change: none of the change's own releases."""
    own = (release_name(change, final=False), release_name(change, final=True))
    return delivery.previous if previous in own else previous


def _whose_turn_it_is(waiting: list[Server], held: Collection[ServerId]) -> list[Server]:
    free = [server for server in waiting if server.id not in held]
    if waiting and not free:
        raise ZencaError(
            _("The turn of the servers that wait has not come: their stage has not begun."),
            _("Nothing was delivered. Begin their stage, or choose a server to deliver to it now."),
        )
    return free
