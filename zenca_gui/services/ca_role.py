"""Which Primary Server has the CA role, and how does it move to another?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zenca_gui.core.certificate import Custody, GenerationStatus
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Server, ServerId, ServerRole, ZoneId
from zenca_gui.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMove:
    """What moving the CA role means in this zone, before it is done."""

    now: Server | None
    """Who has it."""
    choices: tuple[Server, ...]
    """The other Primary Servers."""
    about: str
    steps: tuple[str, ...]
    """What a person does in the zone's console first; none where zenca holds the key."""


@dataclass
class CaRole:
    """Move the CA role."""

    desk: Desk

    def look(self, zone: ZoneId) -> RoleMove:
        """Say what a move means and where the role can go; refused where it cannot move now."""
        home = self.desk.zone(zone)
        custody = self._custody(zone)
        if custody is None:
            raise NotFound(
                _("This zone has no CA yet."), _("Nothing was changed. Create or import its CA.")
            )
        if custody is Custody.EXTERNAL:
            raise ZencaError(
                _("The CA of {zone} is external: no server has the CA role.").format(
                    zone=home.name
                ),
                _("Nothing was changed. The CA role belongs to an internal CA."),
            )
        if self.desk.store.changes.open(zone) is not None:
            raise ZencaError(
                _("A change of the CA of {zone} is open, and it counts on the server that has the "
                  "CA role.").format(zone=home.name),
                _("Nothing was changed. Close or cancel the change first."),
            )  # fmt: skip
        servers = self.desk.store.servers.of(zone)
        now = next((server for server in servers if server.ca_role), None)
        return RoleMove(
            now=now,
            choices=tuple(
                s for s in servers if s.role is ServerRole.PRIMARY and not s.ca_role
            ),
            about=_about(custody),
            steps=_steps(now) if custody is Custody.SERVER else (),
        )  # fmt: skip

    def move(self, zone: ZoneId, to: ServerId, *, by: Actor) -> Server:
        """Record that another Primary Server has the role, as told by this administrator."""
        found = self.look(zone)
        home, server = self.desk.zone(zone), self.desk.store.servers.get(to)
        if server.zone != zone or server not in (*found.choices, found.now):
            raise ZencaError(
                _("{name} cannot have the CA role: it is no Primary Server.").format(
                    name=server.fqdn
                ),
                _("Nothing was changed. Choose a Primary Server of the zone."),
            )
        if server == found.now:
            raise ZencaError(
                _("{name} has the CA role already.").format(name=server.fqdn),
                _("Nothing was changed."),
            )
        moved = replace(server, ca_role=True)
        with self.desk.change(by, home) as change:
            for other in self.desk.store.servers.of(zone):
                if other.ca_role:
                    self.desk.store.servers.replace(replace(other, ca_role=False))
            self.desk.store.servers.replace(moved)
            words = (
                _("The CA role moved from {old} to {new}.")
                if found.now
                else _("The CA role came to {new}.")
            )
            old = found.now.fqdn if found.now else ""
            change.record(
                "ca.role-moved", words.format(old=old, new=moved.fqdn),
                {"from": old, "to": moved.fqdn}, evidence=Evidence.TOLD,
            )  # fmt: skip
        return moved

    def _custody(self, zone: ZoneId) -> Custody | None:
        generations = self.desk.store.authorities.generations(zone)
        return next((g.custody for g in generations if g.status is GenerationStatus.ACTIVE), None)


def _about(custody: Custody) -> str:
    if custody is Custody.ZENCA:
        return _(
            "zenca holds the key of this CA; no file moves. What changes is the record of which "
            "server has the CA role."
        )
    return _(
        "The key of this CA lies on the server that has the CA role. The move is made in the "
        "zone's console; zenca records it as told."
    )


def _steps(now: Server | None) -> tuple[str, ...]:
    return (
        _("In the zone's console open the Certificates page and its pane Zone Certificate "
          "Authority."),
        _("Back up the CA there first: Backup CA."),
        _("Choose Move CA Role, and pick the other Primary Server as Certificate Server."),
        _("See in the same pane that the Certificate Server is the new one, no longer {old}.")
        .format(old=now.fqdn) if now
        else _("See in the same pane that the Certificate Server is the new one."),
    )  # fmt: skip
