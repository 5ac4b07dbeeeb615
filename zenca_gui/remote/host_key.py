"""Is this the server we know? Host keys are pinned by fingerprint, and nothing else counts."""

from __future__ import annotations

import asyncssh

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _

NOBODY_KNOWN: tuple[list[str], list[str], list[str]] = ([], [], [])
"""What asyncssh is told of known hosts, so that every key is put before `Pinned`."""


class Pinned(asyncssh.SSHClient):
    """Lets only the server with this fingerprint be logged in to."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self.showed = ""

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Compare fingerprints; host and address play no part."""
        del host, addr, port
        self.showed = key.get_fingerprint("sha256")
        return self.showed == self._fingerprint


async def host_key_of(host: str, port: int) -> str:
    """Return the fingerprint of the key the server shows, believing nothing."""
    key = await asyncssh.get_server_host_key(host, port, config=None)
    if key is None:
        raise RemoteError(
            _("{host} shows no SSH host key.").format(host=host), _("Nothing was changed.")
        )
    return key.get_fingerprint("sha256")


def changed(host: str, *, pinned: str, showed: str) -> RemoteError:
    """Return the refusal of a server whose key is not the one that was accepted."""
    return RemoteError(
        _("{host} shows another SSH host key than the one that was accepted.").format(host=host),
        _(
            "Nothing was changed. Accepted: {pinned}. Shown now: {showed}. Ask who looks after the"
            " server whether its key was renewed before you accept the new one."
        ).format(pinned=pinned, showed=showed),
    )


def not_pinned(host: str) -> RemoteError:
    """Return the refusal of a server of which no key was accepted yet."""
    return RemoteError(
        _("The SSH host key of {host} has not been accepted yet.").format(host=host),
        _("Nothing was changed. Look at its fingerprint and accept it first."),
    )
