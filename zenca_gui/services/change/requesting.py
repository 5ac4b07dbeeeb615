"""Which requests go out to somebody else's CA, and how does its owner learn what is wanted?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zenca_gui.core.ca_change import Change, ChangeState, Choice
from zenca_gui.core.certificate import KeyId, SealedKey
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown
from zenca_gui.core.request import RequestId, ServerRequest
from zenca_gui.core.roads import Making
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Server, ServerId, Zone, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import must_be, road_of
from zenca_gui.services.change.material import checked
from zenca_gui.services.change.request_pages import request_files
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.server_certificates import names_of
from zenca_gui.services.whole_folder import put, whole_folder

TAKEN_KEYS = frozenset({"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """What was written for the signer, and where."""

    folder: Path
    files: tuple[str, ...]
    requests: tuple[ServerRequest, ...]


@dataclass
class Requesting:
    """Make keys and requests, take in a server's own, write them out together."""

    desk: Desk

    def of(self, zone: ZoneId) -> list[tuple[Server, ServerRequest | None]]:
        """Return every server with its request in the open change."""
        change = self.desk.store.changes.open(zone)
        found = self.desk.store.changes.requests(change.id) if change else {}
        return [(server, found.get(server.id)) for server in self.desk.store.servers.of(zone)]

    def make(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> list[ServerRequest]:
        """Make a key and a request for every server that has none; returns all requests.

        Keys are sealed under one passphrase before anything is stored; one transaction holds them.
        """
        home = self.desk.zone(zone)
        change, choice = self._draft(zone)
        lacking = [server for server, request in self.of(zone) if request is None]
        if not lacking:
            return [r for _server, r in self.of(zone) if r is not None]
        with self.desk.store.sealing():
            place = sealing.reserve(self.desk, home)
            signers = []
            for at, _server in enumerate(lacking):
                if cancelled():
                    sealing.give_up(self.desk)
                    raise ZencaError(
                        _("Making the requests was cancelled."), _("Nothing was changed.")
                    )
                progress(at, len(lacking), _("Making server keys"))
                signers.append(self.desk.pki.new_key(choice.key))
            keys = sealing.sealed(self.desk, home, place, signers, purpose="server")
            with self.desk.change(by, home) as journalled:
                now = self.desk.now(home)
                made = [
                    self._request(
                        change, server, self.desk.pki.request(signer, names_of(server)), key.id, now
                    )
                    for server, signer, key in zip(lacking, signers, keys, strict=True)
                ]
                self.desk.store.authorities.add_keys(keys)
                self.desk.store.changes.put_requests(made)
                journalled.record(
                    "change.requests",
                    ngettext(
                        "Made a key and a request for {n} server.",
                        "Made keys and requests for {n} servers.", len(made),
                    ).format(n=len(made)),
                    {"public_sha256": sorted(r.public_sha256 for r in made)},
                )  # fmt: skip
        return [r for _server, r in self.of(zone) if r is not None]

    def take_in(
        self, zone: ZoneId, server: ServerId, data: bytes, *, name: str, by: Actor
    ) -> ServerRequest:
        """Take a request that the server made itself; its key stays there. Replaces another."""
        home = self.desk.zone(zone)
        change, _choice = self._draft(zone)
        known = self.desk.store.servers.get(server)
        read = self.desk.pki.read_request(data)
        if read.key not in TAKEN_KEYS:
            raise BadMaterial(
                _("The request in {name} is for a key of the kind {key}.").format(
                    name=shown(name), key=read.key
                ),
                _("Nothing was changed. Devices take RSA of 2048 bits or more, and NIST curves."),
            )
        if read.names and known.fqdn.casefold() not in {n.casefold() for n in read.names}:
            raise BadMaterial(
                _("The request in {name} is for {names}, not for {server}.").format(
                    name=shown(name), names=", ".join(map(shown, read.names[:3])),
                    server=known.fqdn,
                ),
                _("Nothing was changed. Give the request of this server."),
            )  # fmt: skip
        before = self.desk.store.changes.requests(change.id).get(server)
        made = self._request(change, known, read.der, None, self.desk.now(home))
        gone = self._key_of(before)
        with self.desk.change(by, home) as journalled:
            self.desk.store.changes.put_requests([made])
            self.desk.store.authorities.destroy_keys([key.id for key in gone])
            journalled.record(
                "change.request-taken",
                _("Took in the request that {server} made itself.").format(server=known.fqdn),
                {"fqdn": known.fqdn, "public_sha256": made.public_sha256},
                evidence=Evidence.TOLD,
            )
        self._forget(home, gone)
        return made

    def export(self, zone: ZoneId, folder: Path, *, by: Actor) -> Out:
        """Write all requests into a folder, with a page that tells the signer what is wanted."""
        home = self.desk.zone(zone)
        change, choice = self._draft(zone)
        found = [(s, r) for s, r in self.of(zone) if r is not None]
        if not found:
            raise ZencaError(
                _("No request was made yet."), _("Nothing was written. Make the requests first.")
            )
        self.desk.must_hold()
        files = request_files(home, choice, found, form=self.desk.pki.request_pem)
        with whole_folder(folder) as made:
            for name, data in files.items():
                put(made, name, data)
        now = self.desk.now(home)
        out = [replace(r, out_at=r.out_at or now) for _s, r in found]
        with self.desk.change(by, home) as journalled:
            self.desk.store.changes.put_requests(out)
            journalled.record(
                "change.requests-out",
                ngettext(
                    "Wrote {n} request out for the signer.",
                    "Wrote {n} requests out for the signer.", len(out),
                ).format(n=len(out)),
                {"servers": sorted(s.fqdn for s, _r in found), "change": int(change.id)},
            )  # fmt: skip
        return Out(folder=folder, files=tuple(sorted(files)), requests=tuple(out))

    def _draft(self, zone: ZoneId) -> tuple[Change, Choice]:
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        checked(self.desk, change)
        if road_of(self.desk, change).making is not Making.REPLIES:
            raise ZencaError(
                _("This change needs no requests: nobody else signs."),
                _("Nothing was made. `zenca change status` says what comes next."),
            )
        assert change.choice is not None
        return change, change.choice

    def _request(
        self, change: Change, server: Server, der: bytes, key: KeyId | None, now: datetime
    ) -> ServerRequest:
        read = self.desk.pki.read_request(der)
        return ServerRequest(
            id=RequestId(0), zone=change.zone, change=change.id, server=server.id, der=read.der,
            names=names_of(server), public_sha256=read.public_sha256, key_id=key, made_at=now,
        )  # fmt: skip

    def _key_of(self, request: ServerRequest | None) -> Sequence[SealedKey]:
        key = (
            self.desk.store.authorities.key(request.key_id) if request and request.key_id else None
        )
        return [key] if key is not None else []

    def _forget(self, zone: Zone, gone: Sequence[SealedKey]) -> None:
        held = {key.wrapped_by for key in self.desk.store.authorities.keys(zone.id)}
        sealing.forget(self.desk, zone, {key.wrapped_by for key in gone} - held)
