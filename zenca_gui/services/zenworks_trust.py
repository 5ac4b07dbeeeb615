"""Whose word is taken for the certificate of a zone's ZENworks server?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Certificate, Generation, GenerationStatus, fingerprint
from zenca_gui.core.errors import BadMaterial, RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.names import shown
from zenca_gui.core.ports.remote import Look, Target
from zenca_gui.core.ports.zenworks import NotTrusted, ZoneDoor
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.sighting import trouble_words
from zenca_gui.core.zenworks import ZenworksAccess, ZoneAddress
from zenca_gui.core.zone import Actor, ServerId, Zone, ZoneId
from zenca_gui.services.desk import Desk
from zenca_gui.services.zenworks_ways import ZenworksWays

UNDER_WAY = frozenset(
    {ChangeState.ASSIGNED, ChangeState.ACTIVE, ChangeState.CANCELLING, ChangeState.ROLLING_BACK}
)
"""From Assign on the new CA is expected at the servers."""
NO_PASSWORD = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What a server shows, and what would be accepted of it."""

    host: str
    certificate: Certificate
    """The CA that its chain leads to; its own certificate where it shows nothing else."""
    known_as: str
    """The name of the zone's CA in zenca that this is, "" for none."""

    @property
    def sha256(self) -> str:
        """Return the fingerprint, as people compare it."""
        return fingerprint(self.certificate.sha256)

    @property
    def words(self) -> str:
        """Say what it is."""
        if self.known_as:
            return _("This is the zone's CA as zenca knows it, {name}.").format(name=self.known_as)
        if self.certificate.ca:
            return _("zenca does not know this CA as the zone's.")
        return _("The server shows no CA: its own certificate is what would be accepted.")


@dataclass
class ZenworksTrust:
    """Accept certificates, and follow those that the zone's own change brings."""

    desk: Desk
    ways: ZenworksWays

    def showing(self, zone: ZoneId, address: ZoneAddress) -> Showing:
        """Return what a server shows now, believing nothing and sending nothing."""
        home = self.desk.zone(zone)
        presented = self._presented(home, address)
        generations = self.desk.store.authorities.generations(zone)
        known = {g.anchor.sha256: g.name for g in generations}
        why = ""
        for candidate in self._candidates(generations, presented):
            why = self.desk.zenworks.refusal(self._door(home, address, candidate.der))
            if not why:
                return Showing(
                    host=address.host,
                    certificate=candidate,
                    known_as=known.get(candidate.sha256, ""),
                )
        raise NotTrusted(
            _("The certificate that {host} shows cannot be accepted: {why}.").format(
                host=address.host, why=why
            ),
            _("Nothing was changed. Give the name that its certificate is made out to."),
            why=why,
        )

    def accept(self, zone: ZoneId, sha256: str, *, by: Actor) -> ZenworksAccess:
        """Accept what a person compared; it must be what the server shows now."""
        access = self.ways.must(zone)
        showing = self.showing(zone, ZoneAddress(host=access.host, port=access.port))
        if _bare(sha256) != showing.certificate.sha256:
            raise NotTrusted(
                _("{host} shows the certificate {shows}.").format(
                    host=access.host, shows=showing.sha256
                ),
                _("You accepted {given}. Nothing was changed.").format(given=sha256.strip()[:120]),
            )
        return self._pin(access, showing.certificate, by, _("Accepted the CA of ZENworks."))

    def door(self, zone: ZoneId, *, by: Actor, keep: bool = True) -> ZoneDoor:
        """Return the way to a server that is trusted; NotTrusted where it is not (any more).

        A CA that the zone's own change brings is expected, and followed; any other is a stop.
        `keep`: accept what was followed from now on, not this once only.
        """
        access, home = self.ways.must(zone), self.desk.zone(zone)
        address = ZoneAddress(host=access.host, port=access.port)
        if not access.pinned:
            showing = self.showing(zone, address)
            raise NotTrusted(
                _("The certificate of {host} is not accepted yet. It leads to {sha256}.").format(
                    host=access.host, sha256=showing.sha256
                ),
                _(
                    "Nothing was read. Compare this SHA-256 fingerprint, then accept it. {what}"
                ).format(what=showing.words),
            )
        door = self._door(home, address, access.pinned)
        why = self.desk.zenworks.refusal(door)
        if why:
            door = self._followed(home, access, address, why, by if keep else None)
        return replace(door, account=access.account)

    def _followed(
        self, home: Zone, access: ZenworksAccess, address: ZoneAddress, why: str, by: Actor | None
    ) -> ZoneDoor:
        for generation in self._expected(home, access):
            door = self._door(home, address, generation.anchor.der)
            if self.desk.zenworks.refusal(door):
                continue
            if by is not None:
                words = _("ZENworks shows the zone's new CA {name}: followed.")
                self._pin(access, generation.anchor, by, words.format(name=generation.name))
            return door
        raise self._stop(home, access, address, why)

    def _stop(
        self, home: Zone, access: ZenworksAccess, address: ZoneAddress, why: str
    ) -> NotTrusted:
        """Say why the server is not trusted: its dates, its names, or that it is another's."""
        presented = self._presented(home, address)
        accepted = self._read(access.pinned)
        leaf, chain = presented[0], [accepted, *presented]
        verifier = self.desk.pki.verifier([accepted])
        while_valid = max(each.not_before for each in chain) + timedelta(seconds=1)
        if not verifier.refusal(presented, at=while_valid, name=access.host):
            return NotTrusted(
                _("The certificate of {host}, or its CA, is not valid now: {why}.").format(
                    host=access.host, why=why
                ),
                _("Nothing was read. The CA is the accepted one; its chain ends {when}. Renew it "
                  "in the zone, or import a list of the devices.").format(
                    when=to_iso(min(each.not_after for each in chain))
                ),
                why=why,
            )  # fmt: skip
        if not verifier.refusal(presented, at=while_valid):
            return NotTrusted(
                _("The certificate of {host} is made out to other names: {names}.").format(
                    host=access.host, names=", ".join(map(shown, leaf.names)) or _("none")
                ),
                _("Nothing was read. Give one of these names as the server's."),
                why=why,
            )
        return NotTrusted(
            _("{host} shows another certificate than the accepted one: {why}.").format(
                host=access.host, why=why
            ),
            _("Nothing was read. Accepted: {accepted}. Shown now: {shown}. Ask who looks after the"
              " zone whether its CA was changed before you accept the new one.").format(
                accepted=_in_two(accepted), shown=_in_two(presented[-1])
            ),
            why=why,
        )  # fmt: skip

    def _expected(self, home: Zone, access: ZenworksAccess) -> Iterator[Generation]:
        """Yield the CAs that may follow the accepted one: the zone's own, by its own changes."""
        generations = self.desk.store.authorities.generations(home.id)
        pinned = self._read(access.pinned).sha256
        if pinned not in {g.anchor.sha256 for g in generations}:
            return
        change = self.desk.store.changes.open(home.id)
        for generation in generations:
            is_new = change is not None and generation.id == change.new
            if generation.anchor.sha256 == pinned:
                continue
            if generation.status is GenerationStatus.ACTIVE or (
                change is not None and is_new and change.state in UNDER_WAY
            ):
                yield generation

    def _pin(
        self, access: ZenworksAccess, certificate: Certificate, by: Actor, words: str
    ) -> ZenworksAccess:
        after = replace(access, pinned=certificate.der)
        if after == access:
            return access
        before = fingerprint(self._read(access.pinned).sha256) if access.pinned else ""
        with self.desk.change(by, self.desk.zone(access.zone)) as change:
            self.desk.store.zenworks.put(after)
            change.record(
                "zenworks.certificate", words,
                {"host": access.host, "sha256": fingerprint(certificate.sha256), "before": before},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return after

    def _candidates(
        self, generations: Sequence[Generation], presented: Sequence[Certificate]
    ) -> Iterator[Certificate]:
        yield from (g.anchor for g in generations if g.status is GenerationStatus.ACTIVE)
        yield from (above for above in reversed(presented[1:]) if above.ca)
        yield presented[0]

    def _presented(self, home: Zone, address: ZoneAddress) -> list[Certificate]:
        looks: list[Look] = []
        target = Target(
            server=ServerId(0), host=self._place(home, address), port=address.port,
            name=address.host,
        )  # fmt: skip
        self.desk.probe.look([target], seen=looks.append)
        (look,) = looks
        found = [self._read(der) for der in look.presented]
        if not found:
            why = trouble_words(look.trouble) if look.trouble else _("it shows no certificate")
            raise RemoteError(
                _("{host} could not be read: {why}.").format(host=address.host, why=why),
                _("Look at the address and port, and whether the server runs."),
            )
        return found

    def _read(self, der: bytes) -> Certificate:
        try:
            return self.desk.pki.read_certificate(der)
        except BadMaterial as error:
            raise NotTrusted(error.title, error.hint) from error

    def _door(self, home: Zone, address: ZoneAddress, trusted: bytes) -> ZoneDoor:
        return ZoneDoor(
            host=self._place(home, address), port=address.port, name=address.host, account="",
            password=NO_PASSWORD, trust=(trusted,),
        )  # fmt: skip

    def _place(self, home: Zone, address: ZoneAddress) -> str:
        """Return where to connect to: the address that the inventory knows of this server."""
        for server in self.desk.store.servers.of(home.id):
            if server.fqdn == address.host or address.host in server.aliases:
                return server.host
        return address.host


def _in_two(certificate: Certificate) -> str:
    """Write a fingerprint so that a line can break in its middle."""
    whole = fingerprint(certificate.sha256)
    half = (len(whole) + 1) // 2
    return f"{whole[:half]} {whole[half:]}"


def _bare(sha256: str) -> str:
    """Return the digits of a fingerprint, however it was copied."""
    text = sha256.strip().lower().removeprefix("sha256").removeprefix("sha-256")
    return "".join(c for c in text if c in "0123456789abcdef")
