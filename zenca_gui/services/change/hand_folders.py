"""What does a person carry to servers that zenca does not reach? A folder each, and a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.roads import Making
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Server, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import must_be, road_of
from zenca_gui.services.change.delivering import Delivering
from zenca_gui.services.change.parts import of_change, servers_of
from zenca_gui.services.desk import Desk
from zenca_gui.services.whole_folder import put, put_private, whole_folder

PAGE = "READ-ME-FIRST.txt"
OPEN = (ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE)


@dataclass
class HandFolders:
    """Write the files of a change for those servers that a person visits."""

    desk: Desk
    delivering: Delivering

    def servers(self, zone: ZoneId) -> list[Server]:
        """Return the servers whose files a person brings, in the open change."""
        change = self.desk.store.changes.open(zone)
        material = of_change(self.desk, change) if change else None
        if change is None or material is None or change.state not in OPEN:
            return []
        if road_of(self.desk, change).making is Making.WATCHED:
            return []  # the zone's server made them; they lie there
        found = servers_of(self.desk, change, material)
        return [s for s in found if self.delivering.by_hand(change, s)]

    def write(self, zone: ZoneId, folder: Path, *, by: Actor) -> list[Server]:
        """Write certificate, chain, trust and - where zenca holds it - the key, for each server.

        Keys are written unencrypted, as servers read them, in files that only their owner reads.
        """
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, *OPEN)
        servers = self.servers(zone)
        if not servers:
            raise ZencaError(
                _("There is no server that you would bring files to."),
                _("Nothing was written. zenca delivers to them, or their files lie there."),
            )
        self.desk.must_hold()
        with whole_folder(folder, private=True) as made:
            for server in servers:
                self._write_one(change, server, made / server.fqdn)
            put(made, PAGE, _page(home.name, servers).encode())
        with self.desk.change(by, home) as journalled:
            journalled.record(
                "delivery.by-hand", _("Wrote the files that are brought to servers by hand."),
                {"servers": [s.fqdn for s in servers]}, evidence=Evidence.SEEN,
            )  # fmt: skip
        return servers

    def _write_one(self, change: Change, server: Server, folder: Path) -> None:
        material = of_change(self.desk, change)
        assert material is not None
        leaf, *rest = self.delivering.chain(
            change, server, final=change.overlap_ended_at is not None
        )
        old = self.desk.store.authorities.generation(change.old)
        pem = self.desk.pki.export
        put(folder, "certificate.pem", pem([leaf], Form.PEM))
        put(folder, "fullchain.pem", pem([leaf, *rest], Form.PEM))
        if rest:
            put(folder, "chain.pem", pem(rest, Form.PEM))
        trust = list(dict.fromkeys((old.anchor, material.new.anchor)))
        put(folder, "trust.pem", pem(trust, Form.PEM))
        key = next(c.key_id for c in material.certificates if c.server == server.id)
        if key is not None:
            signer = sealing.opened(self.desk, key, leaf.public_sha256)
            put_private(folder, "key.pem", self.desk.pki.key_pem(signer).reveal().encode())


def _page(zone: str, servers: list[Server]) -> str:
    lines = [
        _("Files for servers of the zone {zone} that zenca does not reach").format(zone=zone),
        "",
        _("For each server, in the folder of its name:"),
        _("1. Bring the files to the server, beside the ones in use. Do not switch yet."),
        _("2. certificate.pem with chain.pem behind it (both are in fullchain.pem) is what the "
          "server presents."),
        _("3. key.pem, where there is one, is its private key. Where there is none, the key lies "
          "on the server already."),
        _("4. trust.pem holds the CA certificates that it trusts."),
        _("5. Tell zenca: `zenca deliver --zone {zone} --server NAME --told WORDS`, or the Rollout "
          "pane.").format(zone=zone),
        _("6. At the activation, switch to the new files; zenca looks whether it serves them."),
        "",
        _("Destroy this folder afterwards: it holds private keys."),
        "",
        *(f"  {server.fqdn}" for server in servers),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
