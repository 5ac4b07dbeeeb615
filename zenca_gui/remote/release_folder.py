"""How does a release lie on a server? Its files, uploaded beside the others and renamed once."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

import asyncssh

from zenca_gui.core.delivery import Release
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
KEY = "key.pem"
FILES = ("cert.pem", "chain.pem", "fullchain.pem", "trust.pem", KEY)


def is_name(name: str) -> bool:
    """Tell whether a release can be called so."""
    return _NAME.match(name) is not None


def checked_name(name: str) -> str:
    """Return a release's name; refuse one that could mean something to a path or a shell."""
    if not is_name(name):
        raise RemoteError(
            _("“{name}” cannot be the name of a release.").format(name=shown(name)),
            _("Nothing was changed. Use letters, digits, dots, hyphens and underscores."),
        )
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The paths of one server's folder."""

    folder: str

    @property
    def releases(self) -> str:
        """Return where releases lie."""
        return posixpath.join(self.folder, "releases")

    @property
    def current(self) -> str:
        """Return the link."""
        return posixpath.join(self.folder, "current")

    @property
    def coming(self) -> str:
        """Return the link that is about to become `current`."""
        return posixpath.join(self.folder, "current.new")

    def release(self, name: str) -> str:
        """Return a release's folder."""
        return posixpath.join(self.releases, name)

    def partial(self, name: str) -> str:
        """Return a release's folder while it is not whole."""
        return posixpath.join(self.releases, f".{name}.partial")


def files_of(release: Release) -> Mapping[str, bytes]:
    """Return what is written, by file name; the key is the last."""
    lined = release.certificate_pem.rstrip() + b"\n"
    return dict(
        zip(
            FILES,
            (
                release.certificate_pem,
                release.chain_pem,
                lined + release.chain_pem,
                release.trust_pem,
                release.key_pem.reveal().encode(),
            ),
            strict=True,
        )
    )


async def holds(sftp: asyncssh.SFTPClient, folder: str, files: Mapping[str, bytes]) -> bool:
    """Tell whether a folder on the server holds exactly these files."""
    listed = {entry for entry in await sftp.listdir(folder) if entry not in (".", "..")}
    if listed != set(files):
        return False
    for name, data in files.items():
        async with sftp.open(posixpath.join(folder, name), "rb") as there:
            content: object = await there.read(len(data) + 1)
        if content != data:
            return False
    attributes = await sftp.stat(posixpath.join(folder, KEY))
    return attributes.permissions is None or attributes.permissions & 0o077 == 0


async def upload(sftp: asyncssh.SFTPClient, folder: str, files: Mapping[str, bytes]) -> None:
    """Write the files into a new folder that is its owner's alone until all are there."""
    await sftp.mkdir(folder, asyncssh.SFTPAttrs(permissions=0o700))
    for name, data in files.items():
        mode = 0o600 if name == KEY else 0o644
        born = asyncssh.SFTPAttrs(permissions=mode)
        async with sftp.open(posixpath.join(folder, name), "xb", born) as there:
            await there.write(data)
            with contextlib.suppress(asyncssh.SFTPOpUnsupported):
                await there.fsync()
    await sftp.chmod(folder, 0o755)


async def clear(sftp: asyncssh.SFTPClient, folder: str) -> None:
    """Take a folder away with all in it; nothing happens where none is."""
    if not await sftp.lexists(folder):
        return
    await sftp.rmtree(folder)


async def leads_to(sftp: asyncssh.SFTPClient, layout: Layout) -> str:
    """Return the name of the release that `current` leads to, "" for none."""
    try:
        there = await sftp.readlink(layout.current)
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPInvalidParameter):
        return ""
    except asyncssh.SFTPFailure:  # some say so of what is no link
        return ""
    return posixpath.basename(there if isinstance(there, str) else there.decode())


async def lead_to(sftp: asyncssh.SFTPClient, layout: Layout, name: str) -> None:
    """Let `current` lead to a release: a link made beside it, and one rename over it."""
    with contextlib.suppress(asyncssh.SFTPNoSuchFile):
        await sftp.remove(layout.coming)
    await sftp.symlink(posixpath.join("releases", name), layout.coming)
    try:
        await sftp.posix_rename(layout.coming, layout.current)
    except BaseException:
        with contextlib.suppress(asyncssh.SFTPError, asyncssh.ConnectionLost):
            await sftp.remove(layout.coming)
        raise
