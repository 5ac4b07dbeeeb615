"""Where the zone's own server makes the certificates: what to do there, and what was seen of it?

zenca holds no key on this road. It tells the steps in the product's words, takes in what was
exported there, looks at the servers, and calls the material complete when it has seen the future
CA and every server's new certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.reply import Pasted, Received
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Actor, Server, Zone, ZoneId
from zenca_gui.services.authority import key_number, next_number
from zenca_gui.services.change.begin import PROOF, must_be, road_of
from zenca_gui.services.change.material import checked
from zenca_gui.services.change.parts import newest_of_each
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.probing import Probing
from zenca_gui.services.replies import Replies

DATED_BACK = timedelta(days=1)
"""How much earlier than it was made a certificate may say that it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What has been seen so far of the material that the zone's server makes."""

    steps: tuple[str, ...]
    """What to do in the zone's console, in the product's words."""
    authority: Certificate | None
    """The future CA; None: not seen yet. The active one where only servers are reminted."""
    seen: tuple[tuple[Server, Certificate], ...]
    waiting: tuple[Server, ...]
    remarks: tuple[str, ...] = ()
    """Why something that was given or seen was not taken."""

    @property
    def complete(self) -> bool:
        """Whether all of it was seen."""
        return self.authority is not None and not self.waiting


@dataclass
class Watching:
    """Tell, look, take in."""

    desk: Desk
    probing: Probing
    replies: Replies

    def stand(self, zone: ZoneId) -> Watched:
        """Return the steps and what was seen so far."""
        change = self._watched(zone)
        return self._stand(change, ())

    def take(self, zone: ZoneId, sources: Iterable[Path | Pasted], *, by: Actor) -> Watched:
        """Take in certificates exported from the zone's console: the future CA, servers' own."""
        change = self._watched(zone)
        received = self.replies.read(sources)
        given = [r.certificate for r in received if r.certificate is not None]
        remarks = [_refusal(r) for r in received if r.certificate is None]
        return self._found(change, given, by, remarks, _("Took in what the zone's server made."))

    def look(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Watched:
        """Look at the servers: what they present may already be the new."""
        change = self._watched(zone)
        servers = self.desk.store.servers.of(zone)
        progress(0, len(servers), _("Looking at the servers"))
        done: list[int] = []

        def counted(_sight: object) -> None:
            done.append(1)
            progress(len(done), len(servers), _("Looking at the servers"))

        sights = self.probing.look(zone, seen=counted, cancelled=cancelled)
        rows = self.desk.store.authorities
        presented = [
            found
            for sight in sights
            for sha256 in sight.sighting.presented
            if (found := rows.certificate(sha256)) is not None
        ]
        return self._found(change, presented, by, [], _("Saw what the zone's server made."))

    def _watched(self, zone: ZoneId) -> Change:
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        checked(self.desk, change)
        if road_of(self.desk, change).making is not Making.WATCHED:
            raise ZencaError(
                _("The zone's server makes nothing in this change."),
                _("Nothing was changed. `zenca change status` says what comes next."),
            )
        return change

    def _found(
        self,
        change: Change,
        given: Sequence[Certificate],
        by: Actor,
        remarks: list[str],
        words: str,
    ) -> Watched:
        home = self.desk.zone(change.zone)
        old = self.desk.store.authorities.generation(change.old)
        known = {c.certificate.sha256 for c in self._kept(change)}
        future = self._authority(change, old, given, remarks)
        fresh = self._leaves(change, future, given, known) if future is not None else []
        entered = self._future(change)
        if future is None or (not fresh and entered is not None):
            return self._stand(change, tuple(remarks))
        with self.desk.change(by, home) as journalled:
            new = old
            if change.kind is not ChangeKind.SERVERS:
                new = entered or self._enter(home, change, future, journalled)
            self._store(home, change, new, fresh, journalled)
            journalled.record(
                "change.watched", words,
                {"ca": future.sha256, "servers": sorted(c.sha256 for _s, c in fresh)},
            )  # fmt: skip
        return self._stand(self.desk.store.changes.get(change.id), tuple(remarks))

    def _authority(
        self, change: Change, old: Generation, given: Sequence[Certificate], remarks: list[str]
    ) -> Certificate | None:
        """Return the future CA: known already, or the one new self-signed CA among these."""
        if change.kind is ChangeKind.SERVERS:
            return old.certificate
        entered = self._future(change)
        if entered is not None:
            return entered.certificate
        past = {g.certificate.sha256 for g in self.desk.store.authorities.generations(change.zone)}
        found = {c.sha256: c for c in given if c.ca and c.self_signed and c.sha256 not in past}
        if len(found) > 1:
            remarks.append(
                _("These hold {n} new CA certificates; give the zone's alone.").format(n=len(found))
            )
            return None
        return next(iter(found.values()), None)

    def _leaves(
        self,
        change: Change,
        authority: Certificate,
        given: Sequence[Certificate],
        known: set[str],
    ) -> list[tuple[Server, Certificate]]:
        """Return servers' new certificates among these: signed by the future CA, for their name."""
        issued = self.desk.store.authorities.server_certificates(change.zone)
        before = {c.certificate.sha256 for c in issued if c.change != change.id}
        before |= self._seen_before(change)
        fresh = {
            c.sha256: c
            for c in given
            if not c.ca
            and c.sha256 not in known | before
            and (
                change.kind is not ChangeKind.SERVERS
                or c.not_before >= change.opened_at - DATED_BACK
            )
            and self.desk.pki.signed_by(c, authority)
        }
        found = []
        verifier = self.desk.pki.verifier([authority])
        for server in self.desk.store.servers.of(change.zone):
            fits = [
                c for c in fresh.values()
                if not verifier.refusal([c], at=c.not_after, name=server.fqdn)
            ]  # fmt: skip
            if fits:
                found.append((server, max(fits, key=lambda c: c.not_before)))
        return found

    def _seen_before(self, change: Change) -> set[str]:
        """Return what servers presented before the change was opened: none of it is new."""
        return {
            sha256
            for server in self.desk.store.servers.of(change.zone)
            for sighting in self.desk.store.servers.sightings(server.id)
            if sighting.at < change.opened_at
            for sha256 in sighting.presented
        }

    def _enter(
        self, home: Zone, change: Change, authority: Certificate, journalled: Journalled
    ) -> Generation:
        past = list(self.desk.store.authorities.generations(home.id))
        return self.desk.store.authorities.add_generation(
            Generation(
                id=GenerationId(0), zone=home.id, number=next_number(past),
                key_number=key_number(past, authority), certificate=authority,
                custody=Custody.SERVER, status=GenerationStatus.FUTURE, change=change.id,
                added_at=journalled.at,
            )
        )  # fmt: skip

    def _store(
        self,
        home: Zone,
        change: Change,
        new: Generation,
        fresh: Sequence[tuple[Server, Certificate]],
        journalled: Journalled,
    ) -> None:
        rows = self.desk.store.authorities
        replaced = {s.id for s, _c in fresh}
        rows.replace_server_certificates(
            [
                replace(c, status=CertificateStatus.ABANDONED)
                for c in self._kept(change) if c.server in replaced
            ]
        )  # fmt: skip
        rows.add_server_certificates(
            [
                ServerCertificate(
                    id=ServerCertificateId(0), zone=home.id, server=server.id, generation=new.id,
                    certificate=certificate, status=CertificateStatus.FUTURE, change=change.id,
                    added_at=journalled.at,
                )
                for server, certificate in fresh
            ]
        )  # fmt: skip
        self.desk.store.changes.keep(change.id, PROOF, "")
        if not self._waiting(change):
            self.desk.store.changes.replace(replace(change, state=ChangeState.MATERIAL, new=new.id))

    def _stand(self, change: Change, remarks: tuple[str, ...]) -> Watched:
        old = self.desk.store.authorities.generation(change.old)
        future = self._future(change)
        kept = {c.server: c.certificate for c in self._kept(change)}
        authority = future.certificate if future else None
        if change.kind is ChangeKind.SERVERS:
            authority = old.certificate
        return Watched(
            steps=tuple(console_steps(change.kind, old.custody)),
            authority=authority,
            seen=tuple(
                (s, kept[s.id]) for s in self.desk.store.servers.of(change.zone) if s.id in kept
            ),
            waiting=tuple(self._waiting(change)), remarks=remarks,
        )  # fmt: skip

    def _future(self, change: Change) -> Generation | None:
        return next(
            (
                g for g in self.desk.store.authorities.generations(change.zone)
                if g.change == change.id and g.status is GenerationStatus.FUTURE
            ),
            None,
        )  # fmt: skip

    def _kept(self, change: Change) -> Sequence[ServerCertificate]:
        rows = self.desk.store.authorities
        return newest_of_each(rows.server_certificates(change.zone, change=change.id))

    def _waiting(self, change: Change) -> list[Server]:
        kept = {c.server for c in self._kept(change)}
        return [s for s in self.desk.store.servers.of(change.zone) if s.id not in kept]


def console_steps(kind: ChangeKind, held_by: Custody) -> list[str]:
    """Return what to do in the zone's console, in the words the product's guide uses.

    Only what reference/zenworks.md knows; what its wizards ask for is not known and not invented.
    """
    begin = {
        ChangeKind.REMINT: _("In the zone's console open the certificates and choose Remint CA."),
        ChangeKind.INTERNAL: _(
            "In the zone's console open the certificates and choose Change CA, to an internal one."
        )
        if held_by is Custody.EXTERNAL
        else _(
            "In the zone's console open the certificates and choose Remint CA, or Change CA to an "
            "internal one."
        ),
        ChangeKind.SERVERS: _(
            "In the zone's console open the certificates, select the servers, and remint them."
        ),
    }[kind]
    ca = [] if kind is ChangeKind.SERVERS else [
        _("Export the new CA certificate and give it to zenca.")
    ]  # fmt: skip
    return [
        begin,
        _("Follow its wizard. It makes a system update; do not activate it yet."),
        _("Wait until each server's certificate status reads “New certificate created”."),
        *ca,
        _("View each server's future certificate and save it for zenca, or let zenca look at the "
          "servers once they serve it."),
    ]  # fmt: skip


def _refusal(received: Received) -> str:
    return _("{source}: {why}").format(source=received.source, why=received.refusal)
