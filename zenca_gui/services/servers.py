"""Which servers hold a certificate under the zone CA, and how are they reached?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import address, host_name, port, shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Server, ServerId, ServerRole, SshAccess, ZoneId
from zenca_gui.services.desk import Desk


@dataclass
class Servers:
    """Add, edit, remove."""

    desk: Desk

    def of(self, zone: ZoneId) -> list[Server]:
        """Return a zone's servers, by name."""
        return list(self.desk.store.servers.of(zone))

    def named(self, zone: ZoneId, fqdn: str) -> Server:
        """Return the server of this name or alias; NotFound."""
        name = host_name(fqdn)
        for server in self.of(zone):
            if name == server.fqdn or name in server.aliases:
                return server
        raise NotFound(
            _("There is no server “{name}” in this zone.").format(name=shown(fqdn)),
            _("Nothing was changed. Add it first, or look at the list of servers."),
        )

    def add(
        self,
        zone: ZoneId,
        fqdn: str,
        *,
        by: Actor,
        address: str = "",
        port: int = 443,
        role: ServerRole = ServerRole.PRIMARY,
        mdm: bool = False,
        ca_role: bool = False,
        aliases: tuple[str, ...] = (),
        ssh: SshAccess | None = None,
    ) -> Server:
        """Add one; its names, address and ports are checked first."""
        server = _checked(
            Server(
                id=ServerId(0), zone=zone, fqdn=fqdn, aliases=aliases, address=address, port=port,
                role=role, mdm=mdm, ca_role=ca_role, ssh=ssh,
            )
        )  # fmt: skip
        self._free(server)
        with self.desk.change(by, self.desk.zone(zone)) as change:
            if server.ca_role:
                self._take_ca_role(zone)
            added = self.desk.store.servers.add(server)
            change.record(
                "server.added",
                _("Added the server {name}.").format(name=added.fqdn),
                {"fqdn": added.fqdn, "address": added.address, "port": added.port},
                evidence=Evidence.TOLD,
            )
        return added

    def edit(self, server: ServerId, *, by: Actor, **fields: Any) -> Server:
        """Change the fields given; the others stay as they are."""
        old = self.desk.store.servers.get(server)
        new = _checked(replace(old, **fields))
        if new == old:
            return old
        self._free(new)
        with self.desk.change(by, self.desk.zone(old.zone)) as change:
            if new.ca_role and not old.ca_role:
                self._take_ca_role(old.zone)
            self.desk.store.servers.replace(new)
            change.record(
                "server.edited",
                _("Changed the server {name}.").format(name=new.fqdn),
                {"fqdn": old.fqdn, "fields": sorted(fields)},
                evidence=Evidence.TOLD,
            )
        return new

    def remove(self, server: ServerId, *, by: Actor) -> None:
        """Take a server out; refused while a change that counts on it is open."""
        old = self.desk.store.servers.get(server)
        if self.desk.store.changes.open(old.zone) is not None:
            raise ZencaError(
                _("A change of this zone's CA is open, and {name} is part of it.").format(
                    name=old.fqdn
                ),
                _("Nothing was removed. Close or cancel the change first."),
            )
        with self.desk.change(by, self.desk.zone(old.zone)) as change:
            self.desk.store.servers.remove(server)
            change.record(
                "server.removed", _("Removed the server {name}.").format(name=old.fqdn),
                {"fqdn": old.fqdn}, evidence=Evidence.TOLD,
            )  # fmt: skip

    def _free(self, server: Server) -> None:
        taken = {
            name: other.fqdn
            for other in self.of(server.zone)
            if other.id != server.id
            for name in (other.fqdn, *other.aliases)
        }
        for name in (server.fqdn, *server.aliases):
            if name in taken:
                raise ZencaError(
                    _("The name {name} belongs to the server {other} already.").format(
                        name=name, other=taken[name]
                    ),
                    _("Nothing was changed. Choose another name."),
                )

    def _take_ca_role(self, zone: ZoneId) -> None:
        for other in self.of(zone):
            if other.ca_role:
                self.desk.store.servers.replace(replace(other, ca_role=False))


def _checked(server: Server) -> Server:
    if server.ssh is not None:
        port(server.ssh.port)
    return replace(
        server,
        fqdn=host_name(server.fqdn),
        aliases=tuple(dict.fromkeys(host_name(alias) for alias in server.aliases)),
        address=address(server.address),
        port=port(server.port),
    )
