"""How does one log in to a server and run a command there, within a time limit?"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncssh

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.remote.host_key import NOBODY_KNOWN, Pinned, changed, not_pinned

LONGEST_WORDS = 400

logging.getLogger("asyncssh").setLevel(logging.WARNING)  # it tells of every packet otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command did: whether it ended with 0, and the end of what it printed."""

    fine: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One login: commands and files."""

    connection: asyncssh.SSHClientConnection
    sftp: asyncssh.SFTPClient

    async def run(self, command: str) -> Ran:
        """Run a command without a terminal and without input."""
        done = await self.connection.run(
            command, check=False, stdin=asyncssh.DEVNULL, errors="replace"
        )
        printed = f"{_text(done.stdout)} {_text(done.stderr)}".split()
        words = shown(" ".join(printed)[-LONGEST_WORDS:], LONGEST_WORDS)
        if done.exit_status is None:
            words = words or _("it was ended by a signal")
        return Ran(fine=done.exit_status == 0, words=words)


def _text(printed: object) -> str:
    if isinstance(printed, bytes):
        return printed.decode("utf-8", "replace")
    return printed if isinstance(printed, str) else ""


@contextlib.asynccontextmanager
async def logged_in(target: SshTarget) -> AsyncIterator[Session]:
    """Log in where the host key is the pinned one; the caller sets the time limit."""
    if not target.host_key:
        raise not_pinned(target.host)
    client = Pinned(target.host_key)
    try:
        connection = await asyncssh.connect(
            target.host,
            target.port,
            username=target.user,
            client_factory=lambda: client,
            known_hosts=NOBODY_KNOWN,
            config=None,
            agent_forwarding=False,
            keepalive_interval=15,
            **_login(target),
        )
    except asyncssh.HostKeyNotVerifiable as error:
        raise changed(target.host, pinned=target.host_key, showed=client.showed) from error
    except asyncssh.PermissionDenied as error:
        raise RemoteError(
            _("{host} did not let {user} log in.").format(host=target.host, user=target.user),
            _("Nothing was changed. Check the user name and the key or password."),
        ) from error
    async with connection, connection.start_sftp_client() as sftp:
        try:
            yield Session(connection=connection, sftp=sftp)
        except BaseException:
            connection.abort()  # a goodbye to a server that hangs would hang as well
            raise


def _login(target: SshTarget) -> dict[str, object]:
    """Return what asyncssh may log in with: the key, the password, else the user's own keys."""
    if target.key_file:
        return {"client_keys": [_key(target.key_file)], "agent_path": None}
    if target.password is not None:
        return {
            "client_keys": None,
            "agent_path": None,
            "password": target.password.reveal(),
            "preferred_auth": "password,keyboard-interactive",
        }
    return {}


def _key(path: str) -> asyncssh.SSHKey:
    try:
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise RemoteError(
            _("The SSH key {path} cannot be used: {why}.").format(
                path=path, why=shown(why, LONGEST_WORDS).rstrip(".")
            ),
            _("Nothing was changed. Name the file of a private key without a passphrase."),
        ) from error


def in_words(error: BaseException, host: str, state: str) -> RemoteError:
    """Return a failure of the network or of the server's files, with the state it leaves."""
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return RemoteError(_("{host} did not answer in time.").format(host=host), state)
    if isinstance(error, asyncssh.SFTPError):
        return RemoteError(
            _("{host} did not do what was asked with its files: {why}.").format(
                host=host, why=shown(error.reason, LONGEST_WORDS).rstrip(".")
            ),
            state,
        )
    why = getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error)
    return RemoteError(
        _("{host} could not be reached over SSH: {why}.").format(
            host=host, why=shown(str(why), LONGEST_WORDS).rstrip(".")
        ),
        state,
    )
