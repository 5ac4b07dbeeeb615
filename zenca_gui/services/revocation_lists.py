"""What has a CA revoked, and is its list due to be signed again?

One key signs one line of lists: a renewed CA has the name and the key of the one before, so their
revoked certificates stand in one list, and its number rises over both (RFC 5280, 5.2.3).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zenca_gui.core.certificate import Generation
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import ngettext
from zenca_gui.core.ports.pki import Revoked, Signer
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.zone import ZENCA, Actor, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk

log = logging.getLogger(__name__)

LIFE = timedelta(days=30)
RENEW = timedelta(days=7)
QUIET = (VaultState.READY, VaultState.MEMORY)
"""A keyring that gives what it keeps without asking a person."""


@dataclass
class RevocationLists:
    """Sign, keep, and sign again when due."""

    desk: Desk
    authority: Authority

    def newest(self, zone: ZoneId, *, generation: str = "", by: Actor) -> bytes:
        """Return the list of a CA in PEM, the active one's unless told; signed anew where due."""
        found = (
            self.authority.generation(zone, generation)
            if generation
            else self.authority.must_be_active(zone)
        )
        home = self.desk.zone(zone)
        kept = self.desk.store.authorities.crl(found.id)
        if kept is None or self._is_due(home, found):
            return self.desk.pki.crl_pem(self._sign(home, found, by))
        return self.desk.pki.crl_pem(kept[1])

    def due(self, zone: ZoneId) -> list[Generation]:
        """Return the CAs whose key lies here and whose list ends soon or lacks a certificate."""
        home = self.desk.zone(zone)
        return [g for g in self.authority.generations(zone) if self._is_due(home, g)]

    def renew_due(self) -> int:
        """Sign every list that is due, in every zone, without asking anybody; return how many.

        One whose key cannot be opened now is tried again the next time.
        """
        if self.desk.vault.state() not in QUIET:
            return 0
        kept = self.desk.vault.of_database(self.desk.store.uuid)  # the keyring itself: no person
        quiet, signed = replace(self.desk, vault=kept), 0
        for home in self.desk.store.zones.all():
            for generation in self.due(home.id):
                try:
                    self._sign(home, generation, ZENCA, opens=quiet)
                except ZencaError as error:
                    log.info("zone %s: list of %s not signed: %s", home.id, generation.name, error)
                else:
                    signed += 1
        return signed

    def _is_due(self, home: Zone, generation: Generation) -> bool:
        now, rows = self.desk.now(home), self.desk.store.authorities
        if generation.key_id is None or generation.certificate.not_after <= now:
            return False
        kept = rows.crl(generation.id)
        revoked = {each.serial for each in of_key(self.desk, generation)}
        if kept is None:
            return bool(revoked)
        on_it = self.desk.pki.read_crl(kept[1])
        last = on_it.until >= generation.certificate.not_after
        return not revoked <= on_it.serials or (on_it.until - now <= RENEW and not last)

    def _sign(
        self, home: Zone, generation: Generation, by: Actor, *, opens: Desk | None = None
    ) -> bytes:
        now = self.desk.now(home)
        signer = sealing.opened(
            opens or self.desk, generation.key_id, generation.certificate.public_sha256
        )
        with self.desk.change(by, home) as change:
            signed = signed_list(
                self.desk, generation, signer, now=now, until=list_until(generation, now)
            )
            change.record(
                "crl.signed",
                ngettext(
                    "Signed CRL {number} with {n} certificate.",
                    "Signed CRL {number} with {n} certificates.",
                    signed.revoked,
                ).format(number=signed.number, n=signed.revoked),
                {"number": signed.number, "generation": generation.name},
            )
        return signed.der


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A list that was signed and kept."""

    number: int
    revoked: int
    der: bytes


def list_until(generation: Generation, now: datetime) -> datetime:
    """Return when the next list comes: not after the CA's end, where that is not too near."""
    return min(now + LIFE, max(generation.certificate.not_after, now + RENEW))


def signed_list(
    desk: Desk, generation: Generation, signer: Signer, *, now: datetime, until: datetime
) -> SignedList:
    """Sign and keep the next list of this CA, in the caller's transaction."""
    revoked, start = of_key(desk, generation), now.replace(microsecond=0)
    until = until.replace(microsecond=0)
    number = next_number(desk, generation)
    der = desk.pki.crl(
        revoked, issuer=generation.certificate, signer=signer, number=number, this_update=start,
        next_update=until,
    )  # fmt: skip
    desk.store.authorities.add_crl(generation.id, number, der, until)
    return SignedList(number=number, revoked=len(revoked), der=der)


def next_number(desk: Desk, generation: Generation) -> int:
    """Return a number above every list that this key has signed."""
    lists = (desk.store.authorities.crl(g.id) for g in _of_one_key(desk, generation))
    return max((kept[0] for kept in lists if kept is not None), default=0) + 1


def of_key(desk: Desk, generation: Generation) -> list[Revoked]:
    """Return what was revoked under this CA's key, in any of its certificates; each once."""
    found: dict[int, Revoked] = {}
    for each in _of_one_key(desk, generation):
        for line in desk.store.authorities.revoked(each.id):
            found.setdefault(line.serial, line)
    return list(found.values())


def _of_one_key(desk: Desk, generation: Generation) -> list[Generation]:
    return [
        g
        for g in desk.store.authorities.generations(generation.zone)
        if g.certificate.public_sha256 == generation.certificate.public_sha256
        and g.certificate.subject == generation.certificate.subject
    ]
