"""Which CAs has the zone had? Make, import, list and export them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.certificate import (
    Certificate,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    KeyId,
    KeyKind,
    SealedKey,
)
from zenca_gui.core.errors import BadMaterial, NotFound, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown, subject
from zenca_gui.core.ports.pki import Contents, Form, Signer
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.desk import Desk

LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The generation that came in, and what a person should know of it."""

    generation: Generation
    remarks: tuple[str, ...] = ()


def validity(now: datetime, days: int) -> tuple[datetime, datetime]:
    """Return notBefore, an hour earlier, and notAfter, `days` times 24 h later (DESIGN 4.2)."""
    if not 1 <= days <= LONGEST_DAYS:
        raise ZencaError(
            _("{n} is no number of days a certificate can be valid.").format(n=days),
            _("Nothing was changed. Choose 1 to {most} days.").format(most=LONGEST_DAYS),
        )
    issued = now.replace(microsecond=0)
    return issued - timedelta(hours=1), issued + timedelta(days=days)


@dataclass
class Authority:
    """The zone's CA through all its generations."""

    desk: Desk

    def generations(self, zone: ZoneId) -> list[Generation]:
        """Return all, oldest first."""
        return list(self.desk.store.authorities.generations(zone))

    def active(self, zone: ZoneId) -> Generation | None:
        """Return the active one."""
        return self._at(zone, GenerationStatus.ACTIVE)

    def future(self, zone: ZoneId) -> Generation | None:
        """Return the one that an open change made."""
        return self._at(zone, GenerationStatus.FUTURE)

    def generation(self, zone: ZoneId, name: str) -> Generation:
        """Return the one called `G2.1`, `G2` or `2`; NotFound."""
        wanted = name.strip().upper().removeprefix("G")
        for generation in self.generations(zone):
            if wanted in (generation.name.removeprefix("G"), str(generation.number)):
                return generation
        raise NotFound(
            _("There is no CA generation “{name}” in this zone.").format(name=shown(name)),
            _("Nothing was changed. Look at the list of generations."),
        )

    def create(
        self, zone: ZoneId, *, subject: str, key: KeyKind, validity_days: int, by: Actor
    ) -> Generation:
        """Make the zone's first CA under zenca's custody; its key is sealed before it is stored."""
        home = self._without_ca(zone)
        checked_subject(subject)
        if key is KeyKind.ED25519:
            raise ZencaError(
                _("Devices of this generation do not take Ed25519."),
                _("Nothing was made. Choose RSA or a NIST curve."),
            )
        not_before, not_after = validity(self.desk.now(home), validity_days)
        with self.desk.store.sealing():
            wrapping = sealing.reserve(self.desk, home)
            signer = self.desk.pki.new_key(key)
            certificate = self.desk.pki.root(
                signer, subject=subject, not_before=not_before, not_after=not_after
            )
            keys = sealing.sealed(self.desk, home, wrapping, [signer], purpose="ca")
            return self._enter(
                home, certificate, (), Custody.ZENCA, keys, by, _("Made the zone's CA.")
            )

    def import_(
        self,
        zone: ZoneId,
        *,
        certificate: bytes,
        certificate_name: str,
        key: bytes | None = None,
        key_name: str = "",
        password: Secret | None = None,
        held_by: Custody | None = None,
        by: Actor,
    ) -> Imported:
        """Take in the CA that the zone has now. With its key: zenca's custody; without: external,
        unless told. PasswordNeeded where a container asks for one."""
        home = self._without_ca(zone)
        found = self.desk.pki.read(certificate, name=certificate_name, password=password)
        extra = (
            self.desk.pki.read(key, name=key_name, password=password) if key is not None else None
        )
        ca, chain = _the_ca(found, certificate_name)
        signer = _its_key(ca, found, extra, key_name)
        custody = held_by or (Custody.ZENCA if signer else Custody.EXTERNAL)
        if custody is Custody.ZENCA and signer is None:
            raise BadMaterial(
                _("zenca cannot hold this CA: its key was not given."),
                _("Nothing was changed. Give the key file too, or say who holds the key."),
            )
        with self.desk.store.sealing():
            keys: list[SealedKey] = []
            if signer is not None and custody is Custody.ZENCA:
                wrapping = sealing.reserve(self.desk, home)
                keys = sealing.sealed(self.desk, home, wrapping, [signer], purpose="ca")
            generation = self._enter(
                home, ca, chain, custody, keys, by, _("Imported the zone's CA.")
            )
        return Imported(
            generation=generation, remarks=tuple(_remarks(generation, self.desk.now(home)))
        )

    def export(
        self, zone: ZoneId, form: Form, *, generation: str = "", password: Secret | None = None
    ) -> bytes:
        """Return the CA's certificate and chain; keys are never exported this way."""
        found = self.generation(zone, generation) if generation else self.must_be_active(zone)
        return self.desk.pki.export([found.certificate, *found.chain], form, password=password)

    def key_openable(self, zone: ZoneId) -> str:
        """Return "" where the active CA's key opens with the keyring's passphrase, else why not."""
        active = self.active(zone)
        if active is None or active.custody is not Custody.ZENCA:
            return _("zenca does not hold the CA's key.")
        try:
            sealing.opened(self.desk, active.key_id, active.certificate.public_sha256)
        except ZencaError as error:
            return error.title
        return ""

    def _at(self, zone: ZoneId, status: GenerationStatus) -> Generation | None:
        found = [g for g in self.generations(zone) if g.status is status]
        return found[-1] if found else None

    def must_be_active(self, zone: ZoneId) -> Generation:
        """Return the active one; NotFound."""
        active = self.active(zone)
        if active is None:
            raise NotFound(
                _("This zone has no CA yet."), _("Nothing was changed. Create or import its CA.")
            )
        return active

    def _without_ca(self, zone: ZoneId) -> Zone:
        home = self.desk.zone(zone)
        if self.active(zone) is not None:
            raise ZencaError(
                _("This zone has a CA already."),
                _("Nothing was changed. Replace it by a change: Remint the CA…"),
            )
        return home

    def _enter(
        self,
        zone: Zone,
        certificate: Certificate,
        chain: tuple[Certificate, ...],
        custody: Custody,
        keys: list[SealedKey],
        by: Actor,
        words: str,
    ) -> Generation:
        past = self.generations(zone.id)
        with self.desk.change(by, zone) as change:
            if keys:
                self.desk.store.authorities.add_keys(keys)
            generation = self.desk.store.authorities.add_generation(
                Generation(
                    id=GenerationId(0), zone=zone.id,
                    number=next_number(past), key_number=key_number(past, certificate),
                    certificate=certificate, chain=chain, custody=custody,
                    status=GenerationStatus.ACTIVE,
                    key_id=KeyId(keys[0].id) if keys else None, added_at=change.at,
                )
            )  # fmt: skip
            change.record(
                "ca.entered", words,
                {"generation": generation.name, "sha256": certificate.sha256,
                 "custody": custody.value},
                evidence=Evidence.SEEN,
            )  # fmt: skip
        return generation


def checked_subject(text: str) -> str:
    """Return the subject; refuse what core.names refuses."""
    subject(text)
    return text


def next_number(past: list[Generation]) -> int:
    """Return the number of the zone's next certificate."""
    return max((g.number for g in past), default=0) + 1


def key_number(past: list[Generation], certificate: Certificate) -> int:
    """Return the number of its key: an old one for the same key, else the next."""
    for generation in past:
        if generation.certificate.public_sha256 == certificate.public_sha256:
            return generation.key_number
    return max((g.key_number for g in past), default=0) + 1


def _the_ca(found: Contents, name: str) -> tuple[Certificate, tuple[Certificate, ...]]:
    """Return the CA of a container (nobody else's issuer) and what it hangs on."""
    authorities = [c for c in found.certificates if c.ca]
    if not authorities:
        raise BadMaterial(
            _("{name} holds no CA certificate.").format(name=shown(name)),
            _("Nothing was changed. Give the certificate of the CA itself."),
        )
    issuers = {c.issuer for c in authorities if not c.self_signed}
    lowest = [c for c in authorities if c.subject not in issuers] or authorities
    ca = lowest[0]
    return ca, tuple(c for c in authorities if c.sha256 != ca.sha256)


def _its_key(
    ca: Certificate, found: Contents, extra: Contents | None, key_name: str
) -> Signer | None:
    signers = [*found.signers, *(extra.signers if extra else ())]
    for signer in signers:
        if signer.public_sha256 == ca.public_sha256:
            return signer
    if signers or extra is not None:
        raise BadMaterial(
            _("The key in {name} is not the key of {subject}.").format(
                name=shown(key_name) or _("the file"), subject=shown(ca.subject)
            ),
            _("Nothing was changed. Give the key that belongs to this certificate."),
        )
    return None


def _remarks(generation: Generation, now: datetime) -> list[str]:
    remarks = []
    if generation.ends < now:
        days = (now - generation.ends).days
        remarks.append(
            ngettext(
                "This CA has expired, {n} day ago.", "This CA has expired, {n} days ago.", days
            ).format(n=days)
        )
    if generation.certificate.not_before > now:
        remarks.append(_("This CA is not valid yet."))
    return remarks
