"""How is a server reached over SSH, and whose word is taken for its host key?"""

from __future__ import annotations

from dataclasses import replace

from zenca_gui.core.errors import RemoteError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Server, ServerId, SshAccess
from zenca_gui.services.desk import Desk


def target_of(desk: Desk, server: Server) -> SshTarget:
    """Return how to reach a server's files; RemoteError where that was not entered."""
    if server.ssh is None:
        raise RemoteError(
            _("No SSH access is entered for {server}.").format(server=server.fqdn),
            _("Nothing was delivered. Edit the server and say how files reach it."),
        )
    if not server.ssh.host_key:
        shows = desk.deliver.host_key(server.host, server.ssh.port)
        raise RemoteError(
            _("The host key of {server} is not pinned yet. It shows {shows}.").format(
                server=server.fqdn, shows=shows
            ),
            _("Nothing was delivered. Compare the fingerprint on the server; then accept it."),
        )
    password = desk.ssh_passwords.get(server.id)
    return replace(plan(server), password=password)


def accept_host_key(desk: Desk, server: ServerId, fingerprint: str, *, by: Actor) -> None:
    """Pin what a person compared; it must be what the server shows now."""
    known = desk.store.servers.get(server)
    access = known.ssh or SshAccess()
    shows = desk.deliver.host_key(known.host, access.port)
    if shows != fingerprint.strip():
        raise ZencaError(
            _("{server} shows the host key {shows}.").format(server=known.fqdn, shows=shows),
            _("You accepted {given}. Nothing was changed.").format(given=fingerprint.strip()),
        )
    with desk.change(by, desk.zone(known.zone)) as journalled:
        desk.store.servers.replace(replace(known, ssh=replace(access, host_key=shows)))
        journalled.record(
            "server.host-key", _("Pinned the host key of {server}.").format(server=known.fqdn),
            {"fqdn": known.fqdn, "host_key": shows, "before": access.host_key},
            evidence=Evidence.TOLD,
        )  # fmt: skip


def plan(server: Server) -> SshTarget:
    """Return the way to a server as it was entered, whether its host key is pinned or not."""
    access = server.ssh or SshAccess()
    return SshTarget(
        host=server.host, port=access.port, user=access.user, host_key=access.host_key,
        folder=access.folder, profile=access.profile, key_file=access.key_file,
    )  # fmt: skip
