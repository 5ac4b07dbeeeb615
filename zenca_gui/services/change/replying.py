"""What came back from somebody else's CA, and is it all there?

Replies come in any order, any number, any container. Good ones are kept at once; the change stands
at its material when every server has one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
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
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Asked, Finding, Judged, Pasted, Received, Standing, Terms
from zenca_gui.core.roads import Making
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Server, Zone, ZoneId
from zenca_gui.services.authority import key_number, next_number
from zenca_gui.services.change.begin import PROOF, must_be, road_of
from zenca_gui.services.change.parts import newest_of_each
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.replies import Replies

SEEN, ROOTS = "replies-seen", "confirmed-roots"
"""Documents of the change: what came in so far, and the roots a person confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one delivery of replies, and who still waits for one."""

    judged: tuple[Judged, ...]
    unreadable: tuple[Received, ...]
    waiting: tuple[Server, ...]
    """Servers without a good reply yet."""
    roots: tuple[Certificate, ...]
    """Roots that a person has to confirm by fingerprint before their replies can be kept."""


@dataclass
class Replying:
    """Read, judge, keep."""

    desk: Desk
    replies: Replies

    def waiting(self, zone: ZoneId) -> list[Server]:
        """Return the servers that have no good reply in the open change."""
        change = self.desk.store.changes.open(zone)
        if change is None:
            return []
        kept = {c.server for c in self._kept(change)}
        return [s for s in self.desk.store.servers.of(zone) if s.id not in kept]

    def stand(self, zone: ZoneId) -> Taken:
        """Judge again what came in so far; nothing is stored."""
        change, asked = self._asked(zone)
        judged = [
            self._fits(change, each)
            for each in self.replies.match(
                [
                    Received(source=_("came in before"), certificate=c)
                    for c in self._came_before(change)
                ],
                asked,
                terms=self._terms(self.desk.zone(zone), change),
                confirmed=self._confirmed(change),
            )
        ]
        roots = {j.root.sha256: j.root for j in judged if j.root is not None}
        return Taken(
            judged=tuple(judged), unreadable=(), waiting=tuple(self.waiting(zone)),
            roots=tuple(roots.values()),
        )  # fmt: skip

    def take(
        self,
        zone: ZoneId,
        sources: Iterable[Path | Pasted],
        *,
        by: Actor,
        passwords: Sequence[Secret] = (),
        trust_roots: Collection[str] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Taken:
        """Keep what is good among these replies, and name what is not.

        `trust_roots`: SHA-256 fingerprints (hex, colons or not) of roots that a person compared;
        replies that came in before and hang on one of them are kept now too.
        """
        home = self.desk.zone(zone)
        change, asked = self._asked(zone)
        new_roots = {digest.replace(":", "").strip().lower() for digest in trust_roots}
        received = self.replies.read(
            sources, passwords=passwords, progress=progress, cancelled=cancelled
        )
        if cancelled():
            raise ZencaError(_("Reading the replies was cancelled."), _("Nothing was changed."))
        came = [r.certificate for r in received if r.certificate is not None]
        before = self._came_before(change)
        again = [
            Received(source=_("came in before"), certificate=c)
            for c in before if c.sha256 not in {n.sha256 for n in came}
        ]  # fmt: skip
        judged = self.replies.match(
            [*[r for r in received if r.certificate is not None], *again],
            asked,
            terms=self._terms(home, change),
            confirmed=self._confirmed(change) | new_roots,
            progress=progress,
        )
        judged = [self._fits(change, each) for each in judged]
        self._no_unknown_root(judged, [*came, *before], new_roots)
        self._keep(home, change, judged, [*before, *came], new_roots, by)
        said = {r.certificate.sha256 for r in received if r.certificate is not None}
        kept_now = {j.certificate.sha256 for j in judged if j.standing is Standing.TAKEN}
        roots = {j.root.sha256: j.root for j in judged if j.root is not None}
        return Taken(
            judged=tuple(
                j for j in judged
                if j.certificate.sha256 in said or j.certificate.sha256 in kept_now
            ),
            unreadable=tuple(r for r in received if r.certificate is None),
            waiting=tuple(self.waiting(zone)),
            roots=tuple(roots.values()),
        )  # fmt: skip

    def _asked(self, zone: ZoneId) -> tuple[Change, list[Asked]]:
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        requests = self.desk.store.changes.requests(change.id)
        if road_of(self.desk, change).making is not Making.REPLIES or not requests:
            raise ZencaError(
                _("No request is out."),
                _("Nothing was changed. Make the requests first and have them signed."),
            )
        kept = {c.server: c.certificate for c in self._kept(change)}
        servers = {s.id: s for s in self.desk.store.servers.of(zone)}
        return change, [
            Asked(
                server=r.server, fqdn=servers[r.server].fqdn, names=r.names,
                mdm=servers[r.server].mdm, public_sha256=r.public_sha256, kept=kept.get(r.server),
            )
            for r in requests.values() if r.server in servers
        ]  # fmt: skip

    def _terms(self, home: Zone, change: Change) -> Terms:
        old = self.desk.store.authorities.generation(change.old)
        return Terms(
            now=self.desk.now(home), activation=change.activation,
            old_ends=old.ends if change.kind is not ChangeKind.SERVERS else None,
        )  # fmt: skip

    def _kept(self, change: Change) -> Sequence[ServerCertificate]:
        rows = self.desk.store.authorities
        return newest_of_each(rows.server_certificates(change.zone, change=change.id))

    def _came_before(self, change: Change) -> list[Certificate]:
        kept = json.loads(self.desk.store.changes.kept(change.id, SEEN) or "[]")
        found = [self.desk.store.authorities.certificate(sha256) for sha256 in kept]
        return [self.desk.pki.read_certificate(c.der) for c in found if c is not None]

    def _confirmed(self, change: Change) -> set[str]:
        """Roots confirmed in this change, and those that external CAs of the zone hung on."""
        told = json.loads(self.desk.store.changes.kept(change.id, ROOTS) or "[]")
        past = [
            g.anchor.sha256
            for g in self.desk.store.authorities.generations(change.zone)
            if g.custody is Custody.EXTERNAL
            and g.status in (GenerationStatus.ACTIVE, GenerationStatus.SUPERSEDED)
        ]
        return {*told, *past}

    def _fits(self, change: Change, judged: Judged) -> Judged:
        """Refuse a good reply that hangs on another CA than the change's."""
        if judged.standing is not Standing.TAKEN or not judged.chain:
            return judged
        rows = self.desk.store.authorities
        if change.kind is ChangeKind.SERVERS:
            old = rows.generation(change.old)
            if {c.sha256 for c in judged.chain} <= {old.certificate.sha256} | {
                c.sha256 for c in old.chain
            }:
                return judged
            words = _("It was signed by {given}, not by the zone's CA {ours} as it is here.")
            return _refused(
                judged, "another-ca",
                words.format(given=judged.chain[0].subject, ours=old.certificate.subject),
            )  # fmt: skip
        future = self._future(change)
        if future is None or not self._kept(change):
            return judged
        if future.anchor.public_sha256 == judged.chain[-1].public_sha256:
            return judged
        words = _("It hangs on the root {given}; the replies kept before hang on {ours}.")
        return _refused(
            judged, "another-root",
            words.format(given=judged.chain[-1].subject, ours=future.anchor.subject),
        )  # fmt: skip

    def _no_unknown_root(
        self, judged: Sequence[Judged], came: Sequence[Certificate], told: Collection[str]
    ) -> None:
        known = {c.sha256 for c in came} | {c.sha256 for j in judged for c in j.chain}
        for digest in told:
            if digest not in known:
                raise BadMaterial(
                    _("None of the replies hangs on a root with the fingerprint {digest}.").format(
                        digest=digest[:64]
                    ),
                    _("Nothing was changed. Compare the whole SHA-256 fingerprint of the root."),
                )

    def _future(self, change: Change) -> Generation | None:
        return next(
            (
                g for g in self.desk.store.authorities.generations(change.zone)
                if g.change == change.id and g.status is GenerationStatus.FUTURE
            ),
            None,
        )  # fmt: skip

    def _keep(
        self,
        home: Zone,
        change: Change,
        judged: Sequence[Judged],
        came: Sequence[Certificate],
        roots: Collection[str],
        by: Actor,
    ) -> None:
        good = [j for j in judged if j.standing is Standing.TAKEN]
        with self.desk.change(by, home) as journalled:
            rows = self.desk.store.authorities
            rows.remember(came)
            seen = sorted({c.sha256 for c in came})
            self.desk.store.changes.keep(change.id, SEEN, json.dumps(seen))
            told = sorted({*self._told(change), *roots})
            self.desk.store.changes.keep(change.id, ROOTS, json.dumps(told))
            if good:
                self._enter(home, change, good, journalled)
            complete = not self.waiting(home.id)
            journalled.record(
                "change.replies",
                ngettext(
                    "Kept {n} reply of the external CA.", "Kept {n} replies of the external CA.",
                    len(good),
                ).format(n=len(good)),
                {"kept": sorted(j.certificate.sha256 for j in good),
                 "refused": sorted(
                     f"{j.certificate.sha256}:{f.code}" for j in judged for f in j.findings
                     if f.outcome is Outcome.STOP
                 ),
                 "roots": sorted(roots), "complete": complete},
                evidence=Evidence.TOLD if roots else Evidence.SEEN,
            )  # fmt: skip

    def _told(self, change: Change) -> list[str]:
        kept: list[str] = json.loads(self.desk.store.changes.kept(change.id, ROOTS) or "[]")
        return kept

    def _enter(
        self,
        home: Zone,
        change: Change,
        good: Sequence[Judged],
        journalled: Journalled,
    ) -> None:
        rows = self.desk.store.authorities
        new = self._generation(home, change, good, journalled)
        found = self.desk.store.changes.requests(change.id)
        answered = {j.asked.server for j in good if j.asked is not None}
        replaced = [c for c in self._kept(change) if c.server in answered]
        rows.replace_server_certificates(
            [replace(c, status=CertificateStatus.ABANDONED) for c in replaced]
        )
        rows.add_server_certificates(
            [
                ServerCertificate(
                    id=ServerCertificateId(0), zone=home.id, server=j.asked.server,
                    generation=new.id, certificate=j.certificate, status=CertificateStatus.FUTURE,
                    key_id=found[j.asked.server].key_id, change=change.id, added_at=journalled.at,
                )
                for j in good if j.asked is not None
            ]
        )  # fmt: skip
        self.desk.store.changes.keep(change.id, PROOF, "")
        if not self.waiting(home.id):
            self.desk.store.changes.replace(replace(change, state=ChangeState.MATERIAL, new=new.id))

    def _generation(
        self, home: Zone, change: Change, good: Sequence[Judged], journalled: Journalled
    ) -> Generation:
        """Return the CA that answered: made with the first reply, widened by later ones."""
        rows = self.desk.store.authorities
        if change.kind is ChangeKind.SERVERS:
            return rows.generation(change.old)
        issuer, *above = good[0].chain
        pool = {c.sha256: c for j in good for c in j.chain}
        future = self._future(change)
        if future is None:
            past = list(rows.generations(home.id))
            root = above[-1:] if above else []
            middle = [c for c in pool.values() if c not in (issuer, *root)]
            return rows.add_generation(
                Generation(
                    id=GenerationId(0), zone=home.id, number=next_number(past),
                    key_number=key_number(past, issuer), certificate=issuer,
                    chain=(*middle, *root), custody=Custody.EXTERNAL,
                    status=GenerationStatus.FUTURE, change=change.id, added_at=journalled.at,
                )
            )  # fmt: skip
        known = {future.certificate.sha256, *(c.sha256 for c in future.chain)}
        fresh = [c for c in pool.values() if c.sha256 not in known and not c.self_signed]
        if fresh and future.chain:
            future = replace(future, chain=(*fresh, *future.chain))
            rows.replace_generation(future)
        return future


def _refused(judged: Judged, code: str, sentence: str) -> Judged:
    finding = Finding(code=code, sentence=sentence)
    return replace(judged, standing=Standing.REFUSED, findings=(*judged.findings, finding))
