"""What does zenca make itself? The CA of a remint or an internal change, and server certificates.

A new key gets a new CA, both cross certificates, and a CRL; the same key a new CA certificate; a
change of server certificates only none of these. Keys are sealed before anything is stored, and
one transaction holds it all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from zenca_gui.core.ca_change import Change, ChangeState, Choice
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    CrossCertificate,
    CrossId,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    KeyId,
    SealedKey,
)
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.overlap import no_bridge
from zenca_gui.core.ports.pki import Signer
from zenca_gui.core.zone import Server, Zone
from zenca_gui.services import sealing
from zenca_gui.services.authority import Authority, key_number, next_number, validity
from zenca_gui.services.change.parts import Material
from zenca_gui.services.desk import Cancelled, Desk, Progress
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.revocation_lists import list_until, signed_list
from zenca_gui.services.server_certificates import Issue, ServerCertificates, key_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCa:
    """The CA that signs what is made. `keys` and `crosses` are new; a CA that stays has none."""

    certificate: Certificate
    signer: Signer
    keys: tuple[SealedKey, ...] = ()
    crosses: tuple[tuple[Certificate, bool], ...] = ()
    """A cross and whether it certifies the new CA (under the old key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Keys and certificates in memory, before one transaction stores them all."""

    ca: MadeCa
    server_keys: tuple[SealedKey, ...]
    issues: tuple[Issue, ...]


@dataclass
class MadeHere:
    """Make it in memory, then store it in the caller's transaction."""

    desk: Desk
    authority: Authority
    certificates: ServerCertificates

    def make(
        self,
        home: Zone,
        change: Change,
        old: Generation,
        servers: list[Server],
        progress: Progress,
        cancelled: Cancelled,
    ) -> Made:
        """Return all of it; the caller holds `store.sealing()`."""
        assert change.choice is not None
        choice, total = change.choice, len(servers) + 3
        issued_to = servers if choice.reissue else []
        progress(0, total, _("Reserving keys"))
        if change.kind is ChangeKind.SERVERS:
            ca = self._stays(old)
        elif choice.same_key:
            ca = self._renewed(home, old, choice)
        else:
            progress(1, total, _("Making the CA key"))
            ca = self._new(home, old, choice)
        place = sealing.reserve(self.desk, home) if issued_to else None
        kind = choice.key if change.kind is ChangeKind.SERVERS else key_kind(ca.certificate)
        signers = []
        for at, _server in enumerate(issued_to):
            if cancelled():
                sealing.give_up(self.desk)
                raise ZencaError(_("Making the new CA was cancelled."), _("Nothing was changed."))
            progress(at + 2, total, _("Making server keys"))
            signers.append(self.desk.pki.new_key(kind))
        keys = sealing.sealed(self.desk, home, place, signers, purpose="server") if place else []
        progress(total - 1, total, _("Issuing server certificates"))
        return Made(
            ca=ca, server_keys=tuple(keys),
            issues=tuple(
                Issue(server=s.id, order=self.certificates.order(s.id, signer), key=key.id)
                for s, signer, key in zip(issued_to, signers, keys, strict=True)
            ),
        )  # fmt: skip

    def store(
        self, home: Zone, change: Change, old: Generation, made: Made, journalled: Journalled
    ) -> Material:
        """Write all of it, and let the change stand at its material."""
        rows = self.desk.store.authorities
        rows.add_keys([*made.ca.keys, *made.server_keys])
        new = old
        if change.kind is not ChangeKind.SERVERS:
            new = self._enter(home, change, old, made.ca, journalled)
        crosses = tuple(
            rows.add_cross(
                CrossCertificate(
                    id=CrossId(0), zone=home.id, change=change.id,
                    subject_generation=new.id if of_new else old.id,
                    issuer_generation=old.id if of_new else new.id, certificate=certificate,
                )
            )
            for certificate, of_new in made.ca.crosses
        )  # fmt: skip
        not_before, not_after = self._life(home, change, made.ca.certificate)
        certificates = rows.add_server_certificates(
            list(
                self.certificates.from_requests(
                    home, made.issues, issuer=new, signer=made.ca.signer, not_before=not_before,
                    not_after=not_after, status=CertificateStatus.FUTURE, change=change.id,
                    added_at=journalled.at,
                )
            )
        )  # fmt: skip
        self.desk.store.changes.replace(replace(change, state=ChangeState.MATERIAL, new=new.id))
        return Material(new=new, crosses=crosses, certificates=tuple(certificates))

    def _stays(self, old: Generation) -> MadeCa:
        signer = sealing.opened(self.desk, old.key_id, old.certificate.public_sha256)
        return MadeCa(certificate=old.certificate, signer=signer)

    def _renewed(self, home: Zone, old: Generation, choice: Choice) -> MadeCa:
        signer = sealing.opened(self.desk, old.key_id, old.certificate.public_sha256)
        not_before, not_after = validity(self.desk.now(home), choice.validity_days)
        certificate = self.desk.pki.renew(
            old.certificate, signer=signer, not_before=not_before, not_after=not_after
        )
        return MadeCa(certificate=certificate, signer=signer)

    def _new(self, home: Zone, old: Generation, choice: Choice) -> MadeCa:
        old_signer = None
        if old.custody is Custody.ZENCA:
            old_signer = sealing.opened(self.desk, old.key_id, old.certificate.public_sha256)
        place = sealing.reserve(self.desk, home)
        signer = self.desk.pki.new_key(choice.key)
        not_before, not_after = validity(self.desk.now(home), choice.validity_days)
        certificate = self.desk.pki.root(
            signer, subject=choice.subject, not_before=not_before, not_after=not_after
        )
        keys = sealing.sealed(self.desk, home, place, [signer], purpose="ca")
        crosses = self._crosses(home, old, old_signer, certificate, signer)
        return MadeCa(
            certificate=certificate, signer=signer, keys=tuple(keys), crosses=tuple(crosses)
        )

    def _crosses(
        self,
        home: Zone,
        old: Generation,
        old_signer: Signer | None,
        ca: Certificate,
        signer: Signer,
    ) -> list[tuple[Certificate, bool]]:
        """Make both, valid where both CAs are; none where the old CA has ended, is not ours, or
        lets no CA below it."""
        start = max(old.certificate.not_before, ca.not_before)
        end = min(old.ends, ca.not_after)
        if old_signer is None or no_bridge(old, self.desk.now(home)):
            return []
        cross = self.desk.pki.cross
        return [
            (
                cross(
                    ca, issuer=old.certificate, signer=old_signer, not_before=start, not_after=end
                ),
                True,
            ),
            (
                cross(old.certificate, issuer=ca, signer=signer, not_before=start, not_after=end),
                False,
            ),
        ]

    def _enter(
        self, home: Zone, change: Change, old: Generation, ca: MadeCa, journalled: Journalled
    ) -> Generation:
        rows = self.desk.store.authorities
        past = self.authority.generations(home.id)
        now = self.desk.now(home).replace(microsecond=0)
        new = rows.add_generation(
            Generation(
                id=GenerationId(0), zone=home.id, number=next_number(past),
                key_number=key_number(past, ca.certificate), certificate=ca.certificate,
                custody=Custody.ZENCA, status=GenerationStatus.FUTURE,
                key_id=KeyId(ca.keys[0].id) if ca.keys else old.key_id, change=change.id,
                added_at=journalled.at,
            )
        )  # fmt: skip
        until = list_until(new, now)
        signed_list(self.desk, new, ca.signer, now=now, until=until)
        return new

    def _life(self, home: Zone, change: Change, ca: Certificate) -> tuple[datetime, datetime]:
        assert change.choice is not None
        start, end = validity(self.desk.now(home), change.choice.server_validity_days)
        return max(start, ca.not_before), min(end, ca.not_after)
