"""Who may log in to a lab server, and what may they do there? One key; files; three words."""

from __future__ import annotations

import asyncio
import os
import shlex
import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import asyncssh

from zenca_gui.core.errors import ZencaError
from zenca_gui.lab.private_file import write_private
from zenca_gui.lab.release_on_disk import RELEASES
from zenca_gui.lab.tls_server import TlsServer
from zenca_gui.pki.toolbox import PkiToolbox

WORDS = "zone-server validate NAME, zone-server reload, zone-server status"


class SshServer:
    """The SSH side of one server; its root is the server's folder."""

    def __init__(
        self, tls: TlsServer, *, user: str, public_key: str, now: Callable[[], datetime]
    ) -> None:
        self._tls = tls
        self._user = user
        self._public_key = public_key
        self._now = now
        self._listener: asyncssh.SSHAcceptor | None = None

    async def listen(self, address: str, host_key: Path) -> tuple[int, str]:
        """Listen there; return the port and the host key's fingerprint."""
        key = _host_key(host_key)
        folder = self._tls.folder
        self._listener = await asyncssh.listen(
            address,
            0,
            server_factory=lambda: _Gate(self._user, self._public_key),
            server_host_keys=[key],
            process_factory=self._run,
            sftp_factory=lambda channel: _Files(channel, chroot=str(folder).encode()),
            allow_scp=False,
            agent_forwarding=False,
            config=None,
        )
        return self._listener.get_port(), key.get_fingerprint("sha256")

    def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.close()

    async def _run(self, process: asyncssh.SSHServerProcess[str]) -> None:
        code, words = await self._obey(process.command or "")
        (process.stderr if code else process.stdout).write(f"{words}\n")
        process.exit(code)

    async def _obey(self, command: str) -> tuple[int, str]:
        try:
            given = shlex.split(command)
        except ValueError:
            given = []
        match given:
            case ["zone-server", "validate", name]:
                refusal = await asyncio.to_thread(self._refusal, name)
                return (1, refusal) if refusal else (0, f"{name} is valid")
            case ["zone-server", "reload"]:
                try:
                    self._tls.reload()
                except (OSError, ssl.SSLError) as error:
                    return 1, f"still serving {self._tls.release}: {error}"
                return 0, f"serving {self._tls.release}"
            case ["zone-server", "status"]:
                return 0, f"serving {self._tls.release}"
        return 127, f"This is a server of the lab. It knows these words: {WORDS}."

    def _refusal(self, name: str) -> str:
        """Return "" for a release that may be served, else why not."""
        place = self._tls.folder / RELEASES / name
        if "/" in name or name.startswith(".") or not place.is_dir():
            return f"there is no release {name}"
        pki = PkiToolbox()
        try:
            chain = pki.read((place / "fullchain.pem").read_bytes(), name="fullchain.pem")
            key = pki.read((place / "key.pem").read_bytes(), name="key.pem")
            trust = pki.read((place / "trust.pem").read_bytes(), name="trust.pem")
        except (OSError, ZencaError) as error:
            return str(error)
        if not chain.certificates or not key.signers:
            return "it has no certificate or no key"
        if key.signers[0].public_sha256 != chain.certificates[0].public_sha256:
            return "the key is not the certificate's"
        return pki.verify(
            chain.certificates, trust=trust.certificates, at=self._now(), name=self._tls.fqdn
        )


class _Gate(asyncssh.SSHServer):
    """Lets in the one user with the one key."""

    def __init__(self, user: str, public_key: str) -> None:
        self._user = user
        self._key = asyncssh.import_public_key(public_key)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == self._user and key == self._key


class _Files(asyncssh.SFTPServer):
    """A server's folder, seen as the root."""

    def readlink(self, path: bytes) -> bytes:
        """Return a link's words: asyncssh resolves relative ones against its own folder."""
        return os.fsencode(Path(os.fsdecode(self.map_path(path))).readlink())


def _host_key(path: Path) -> asyncssh.SSHKey:
    """Return the server's key, made when it is first asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = asyncssh.generate_private_key("ssh-ed25519")
        write_private(path, made.export_private_key())
    return asyncssh.read_private_key(path)
