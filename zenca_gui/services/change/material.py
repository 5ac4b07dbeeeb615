"""What is made before anybody commits: the new CA, both crosses, its CRL, future certificates."""

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
    ServerCertificate,
)
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.pki import Signer
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Actor, Server, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.authority import CRL_LIFE, Authority, key_number, next_number, validity
from zenca_gui.services.change.begin import PREFLIGHT, kept_outcome, must_be
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.desk import Change as Journalled
from zenca_gui.services.server_certificates import Issue, ServerCertificates, key_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that was made for a change."""

    new: Generation
    crosses: tuple[CrossCertificate, ...]
    certificates: tuple[ServerCertificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Keys and certificates in memory, before one transaction stores them all."""

    ca: Certificate
    signer: Signer
    keys: list[SealedKey]
    server_keys: list[SealedKey]
    issues: list[Issue]
    crosses: list[tuple[Certificate, bool]]
    """A cross and whether it certifies the new CA (under the old key)."""


@dataclass
class MaterialMaking:
    """Keys are sealed before anything is stored; then one transaction holds it all."""

    desk: Desk
    authority: Authority
    certificates: ServerCertificates

    def known(self, zone: ZoneId) -> Material | None:
        """Return what was made for the open change."""
        change = self.desk.store.changes.open(zone)
        return of_change(self.desk, change) if change else None

    def make(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> Material:
        """Make all of it, or nothing; made before, it is returned as it is."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        if change.state is ChangeState.MATERIAL:
            known = of_change(self.desk, change)
            assert known is not None
            return known
        choice = change.choice
        if choice is None or kept_outcome(self.desk, change, PREFLIGHT) in (None, Outcome.STOP):
            raise ZencaError(
                _("The checks before the change did not pass."),
                _("Nothing was made. Run the pre-flight and cure what it stops at."),
            )
        servers = list(self.desk.store.servers.of(zone))
        old = self.desk.store.authorities.generation(change.old)
        with self.desk.store.sealing():
            made = self._make(home, old, choice, servers, progress, cancelled)
            with self.desk.change(by, home) as journalled:
                material = self._store(home, change, old, made, journalled)
                journalled.record(
                    "change.material",
                    ngettext(
                        "Made {name}, its cross certificates, and {n} server certificate.",
                        "Made {name}, its cross certificates, and {n} server certificates.",
                        len(material.certificates),
                    ).format(name=material.new.name, n=len(material.certificates)),
                    {"ca": made.ca.sha256,
                     "crosses": [c.certificate.sha256 for c in material.crosses],
                     "servers": [c.certificate.sha256 for c in material.certificates]},
                )  # fmt: skip
        return material

    def _make(
        self,
        home: Zone,
        old: Generation,
        choice: Choice,
        servers: list[Server],
        progress: Progress,
        cancelled: Cancelled,
    ) -> Made:
        total = len(servers) + 3
        progress(0, total, _("Reserving keys"))
        old_signer = sealing.opened(self.desk, old.key_id, old.certificate.public_sha256)
        ca_place = sealing.reserve(self.desk, home)
        server_place = sealing.reserve(self.desk, home) if servers else None
        progress(1, total, _("Making the CA key"))
        signer = self.desk.pki.new_key(choice.key)
        not_before, not_after = validity(self.desk.now(home), choice.validity_days)
        ca = self.desk.pki.root(
            signer, subject=choice.subject, not_before=not_before, not_after=not_after
        )
        progress(2, total, _("Signing cross certificates"))
        crosses = self._crosses(home, old, old_signer, ca, signer)
        signers = []
        for at, _server in enumerate(servers):
            if cancelled():
                sealing.give_up(self.desk)
                raise ZencaError(_("Making the new CA was cancelled."), _("Nothing was changed."))
            progress(at + 2, total, _("Making server keys"))
            signers.append(self.desk.pki.new_key(key_kind(ca)))
        keys = sealing.sealed(self.desk, home, ca_place, [signer], purpose="ca")
        server_keys = (
            sealing.sealed(self.desk, home, server_place, signers, purpose="server")
            if server_place
            else []
        )
        issues = [
            Issue(server=s.id, order=self.certificates.order(s.id, signer), key=KeyId(key.id))
            for s, signer, key in zip(servers, signers, server_keys, strict=True)
        ]
        progress(total - 1, total, _("Issuing server certificates"))
        return Made(
            ca=ca, signer=signer, keys=keys, server_keys=server_keys, issues=issues,
            crosses=crosses,
        )  # fmt: skip

    def _crosses(
        self, home: Zone, old: Generation, old_signer: Signer, ca: Certificate, signer: Signer
    ) -> list[tuple[Certificate, bool]]:
        """Make both, valid where both CAs are; none where the old CA has ended."""
        start = max(old.certificate.not_before, ca.not_before)
        end = min(old.ends, ca.not_after)
        if end <= self.desk.now(home):
            return []
        return [
            (
                self.desk.pki.cross(
                    ca, issuer=old.certificate, signer=old_signer, not_before=start, not_after=end
                ),
                True,
            ),
            (
                self.desk.pki.cross(
                    old.certificate, issuer=ca, signer=signer, not_before=start, not_after=end
                ),
                False,
            ),
        ]

    def _store(
        self, home: Zone, change: Change, old: Generation, made: Made, journalled: Journalled
    ) -> Material:
        rows = self.desk.store.authorities
        past = self.authority.generations(home.id)
        now = self.desk.now(home).replace(microsecond=0)
        rows.add_keys([*made.keys, *made.server_keys])
        new = rows.add_generation(
            Generation(
                id=GenerationId(0), zone=home.id, number=next_number(past),
                key_number=key_number(past, made.ca), certificate=made.ca, custody=Custody.ZENCA,
                status=GenerationStatus.FUTURE, key_id=KeyId(made.keys[0].id), change=change.id,
                added_at=journalled.at,
            )
        )  # fmt: skip
        crosses = tuple(
            rows.add_cross(
                CrossCertificate(
                    id=CrossId(0), zone=home.id, change=change.id,
                    subject_generation=new.id if of_new else old.id,
                    issuer_generation=old.id if of_new else new.id, certificate=certificate,
                )
            )
            for certificate, of_new in made.crosses
        )  # fmt: skip
        crl = self.desk.pki.crl(
            (), issuer=made.ca, signer=made.signer, number=1, this_update=now,
            next_update=now + CRL_LIFE,
        )  # fmt: skip
        rows.add_crl(new.id, 1, crl, now + CRL_LIFE)
        not_before, not_after = self._life(home, change, made.ca)
        certificates = rows.add_server_certificates(
            list(
                self.certificates.from_requests(
                    home, made.issues, issuer=new, signer=made.signer, not_before=not_before,
                    not_after=not_after, status=CertificateStatus.FUTURE, change=change.id,
                    added_at=journalled.at,
                )
            )
        )  # fmt: skip
        self.desk.store.changes.replace(replace(change, state=ChangeState.MATERIAL, new=new.id))
        return Material(new=new, crosses=crosses, certificates=tuple(certificates))

    def _life(self, home: Zone, change: Change, ca: Certificate) -> tuple[datetime, datetime]:
        assert change.choice is not None
        start, end = validity(self.desk.now(home), change.choice.server_validity_days)
        return max(start, ca.not_before), min(end, ca.not_after)


def of_change(desk: Desk, change: Change) -> Material | None:
    """Return what was made for a change, None where nothing was."""
    if change.new is None:
        return None
    rows = desk.store.authorities
    return Material(
        new=rows.generation(change.new),
        crosses=tuple(rows.crosses(change.zone, change=change.id)),
        certificates=tuple(rows.server_certificates(change.zone, change=change.id)),
    )


def overlap_chain(change: Change, material: Material) -> tuple[Certificate, ...]:
    """Return what follows the leaf during the overlap: the new CA under the old key."""
    if change.overlap_ended_at is not None:
        return ()
    return tuple(c.certificate for c in material.crosses if c.subject_generation == material.new.id)
