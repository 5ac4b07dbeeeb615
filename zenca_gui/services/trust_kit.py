"""How do devices come to trust a zone's CA, where zenca does not reach them? A folder to carry."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    Generation,
    GenerationStatus,
    ServerCertificate,
)
from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import as_text
from zenca_gui.core.zone import DeviceKind, Server, Zone, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk
from zenca_gui.services.trust_kit_page import PASSWORD, KitFacts, as_html, page, title
from zenca_gui.services.trust_kit_scripts import SCRIPTS, Anchor, anchors_of, filled, pem
from zenca_gui.services.whole_folder import PUBLIC_FILE, PUBLIC_SCRIPT, put, put_sums, whole_folder

LONGEST_SLUG = 24
SERVING = frozenset({CertificateStatus.FUTURE, CertificateStatus.ACTIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A kit that lies in its folder."""

    folder: Path
    generation: str
    fingerprint: str
    """SHA-256 of the CA's certificate, hex."""
    files: tuple[str, ...]
    """Paths within the folder, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kit:
    """What is put into one kit."""

    zone: Zone
    generation: Generation
    old: Generation | None
    anchors: tuple[Anchor, ...]
    servers: tuple[tuple[Server, tuple[Certificate, ...]], ...]
    facts: KitFacts
    name: str
    """`north-g2.1`"""
    own: str
    """What every file, alias and nickname on a device begins with: `zenca-north-g2.1-1a2b3c4d`."""


@dataclass
class TrustKits:
    """Certificates in every container, a script per platform, and the order of work."""

    desk: Desk

    def has_expired(self, zone: ZoneId) -> bool:
        """Tell whether the CA that devices trust now has ended, so that a kit is for recovery."""
        active = Authority(self.desk).active(zone)
        return active is not None and active.ends <= self.desk.now(self.desk.zone(zone))

    def name(self, zone: ZoneId) -> str:
        """Return what a kit's folder may be called: `trust-kit-north-g2.1`."""
        return f"trust-kit-{self._name(self.desk.zone(zone), self._generation(zone))}"

    def write(self, zone: ZoneId, folder: Path, *, after_expiry: bool) -> Written:
        """Write the kit of the future CA, else of the active one; all of it or nothing.

        The folder is new or empty. No key is in it, and no secret.
        """
        kit = self._kit(self.desk.zone(zone), after_expiry=after_expiry)
        with whole_folder(folder) as made:
            files = tuple(sorted(self._fill(kit, made)))
            sums = put_sums(made, files)
        return Written(
            folder=folder, generation=kit.generation.name,
            fingerprint=kit.generation.certificate.sha256, files=(*files, sums),
        )  # fmt: skip

    def _kit(self, zone: Zone, *, after_expiry: bool) -> _Kit:
        generation = self._generation(zone.id)
        old = self._before(generation)
        name = self._name(zone, generation)
        now = self.desk.now(zone)
        own = f"zenca-{name}-{generation.certificate.sha256[:8]}"
        anchors = anchors_of(own, [generation.certificate, *generation.chain])
        crosses = () if after_expiry else self._crosses(generation, now)
        servers = self._servers(generation, crosses)
        facts = KitFacts(
            zone=zone, generation=generation, old=old, after_expiry=after_expiry, at=now,
            anchors=anchors, servers=tuple(server for server, _chain in servers),
            devices=self._devices(zone.id), name=name,
        )  # fmt: skip
        return _Kit(
            zone=zone, generation=generation, old=old, anchors=anchors, servers=servers,
            facts=facts, name=name, own=own,
        )  # fmt: skip

    def _fill(self, kit: _Kit, folder: Path) -> Iterator[str]:
        """Write every file of the kit; yield each one's path within the folder."""
        sheet = page(kit.facts)
        yield put(folder, "read-me.txt", as_text(sheet).encode())
        yield put(folder, "read-me.html", as_html(sheet).encode())
        all_of_it = [kit.generation.certificate, *kit.generation.chain]
        for suffix, data in self._containers(all_of_it):
            yield put(folder, f"certificates/{kit.name}{suffix}", data)
        for anchor in kit.anchors:
            found = anchor.certificate
            yield put(folder, f"certificates/{anchor.name}.cer", found.der)
            yield put(folder, f"certificates/{anchor.name}.crt", pem(found).encode())
        if kit.old is not None:
            text = "".join(map(pem, [kit.old.certificate, *kit.old.chain]))
            yield put(folder, f"old/{self._name(kit.zone, kit.old)}.pem", text.encode())
        for script in SCRIPTS:
            data = filled(script, title=title(kit.facts), name=kit.own,
                          anchors=kit.anchors)  # fmt: skip
            executable = PUBLIC_SCRIPT if script.name.endswith(".sh") else PUBLIC_FILE
            yield put(folder, f"scripts/{script.name}", data, mode=executable)
        for server, presented in kit.servers:
            at = f"servers/{server.fqdn}"
            yield put(folder, f"{at}/certificate.pem", pem(presented[0]).encode())
            yield put(folder, f"{at}/fullchain.pem", "".join(map(pem, presented)).encode())
            if presented[1:]:
                yield put(folder, f"{at}/chain.pem", "".join(map(pem, presented[1:])).encode())

    def _containers(self, certificates: list[Certificate]) -> Iterator[tuple[str, bytes]]:
        export, word = self.desk.pki.export, Secret(PASSWORD)
        yield ".pem", export(certificates, Form.PEM)
        yield ".cer", export(certificates, Form.DER)
        yield ".crt", export(certificates[:1], Form.PEM)
        yield ".p7b", export(certificates, Form.P7B)
        yield ".p12", export(certificates, Form.P12, password=word)
        yield ".jks", export(certificates, Form.JKS, password=word)

    def _generation(self, zone: ZoneId) -> Generation:
        authority = Authority(self.desk)
        found = authority.future(zone) or authority.active(zone)
        if found is None:
            raise NotFound(
                _("This zone has no CA yet."), _("Nothing was written. Create or import its CA.")
            )
        return found

    def _before(self, generation: Generation) -> Generation | None:
        """Return the CA that devices trusted before this one."""
        past = [
            each for each in self.desk.store.authorities.generations(generation.zone)
            if each.number < generation.number
            and each.status in (GenerationStatus.ACTIVE, GenerationStatus.SUPERSEDED)
        ]  # fmt: skip
        return past[-1] if past else None

    def _crosses(self, generation: Generation, now: datetime) -> tuple[Certificate, ...]:
        """Return what carries the CA under an older one, while that one lives; none abandoned."""
        rows = self.desk.store.authorities
        status = {g.id: g.status for g in rows.generations(generation.zone)}
        return tuple(
            cross.certificate
            for cross in rows.crosses(generation.zone)
            if cross.subject_generation == generation.id and cross.certificate.not_after > now
            and status[cross.issuer_generation] is not GenerationStatus.ABANDONED
        )  # fmt: skip

    def _servers(
        self, generation: Generation, crosses: tuple[Certificate, ...]
    ) -> tuple[tuple[Server, tuple[Certificate, ...]], ...]:
        """Return each server that has a certificate under the CA, with what it presents."""
        rows = self.desk.store.authorities
        newest: dict[int, ServerCertificate] = {
            each.server: each
            for each in rows.server_certificates(generation.zone)
            if each.generation == generation.id and each.status in SERVING
        }
        above = tuple(c for c in (generation.certificate, *generation.chain) if not c.self_signed)
        return tuple(
            (server, (newest[server.id].certificate, *crosses, *above))
            for server in self.desk.store.servers.of(generation.zone)
            if server.id in newest
        )

    def _devices(self, zone: ZoneId) -> dict[DeviceKind, int]:
        counted: Counter[DeviceKind] = Counter()
        for count in self.desk.store.devices.counts(zone):
            counted[count.kind] += count.number
        return dict(counted)

    def _name(self, zone: Zone, generation: Generation) -> str:
        return f"{slug(zone.name)}-{generation.name.lower()}"


def slug(name: str) -> str:
    """Return a zone's name as it can stand in any file name, script and alias; never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "zone"
