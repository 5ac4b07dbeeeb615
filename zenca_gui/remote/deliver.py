"""How do certificates reach a server, and how does it begin to serve them? Over SSH, as one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import asyncssh

from zenca_gui.core.delivery import Release
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.remote.host_key import host_key_of
from zenca_gui.remote.profile import Profile, filled, read_profile
from zenca_gui.remote.release_folder import (
    FILES,
    KEY,
    Layout,
    checked_name,
    clear,
    files_of,
    holds,
    is_name,
    lead_to,
    leads_to,
    upload,
)
from zenca_gui.remote.ssh_session import Session, in_words, logged_in

T = TypeVar("T")
NETWORK = (OSError, asyncssh.Error, asyncssh.ChannelOpenError, TimeoutError)
LIMIT = 60.0
TIDY_LIMIT = 5.0


class SshDeliver:
    """Fits core.ports.remote.Deliver. `limit` is the whole time of one call, in seconds.

    `profiles`: folders with profiles of the operator's own, looked at before those we ship.
    """

    def __init__(self, *, profiles: Sequence[Path] = (), limit: float = LIMIT) -> None:
        self._profiles = tuple(profiles)
        self._limit = limit

    def host_key(self, host: str, port: int) -> str:
        """Return the SHA256:… fingerprint that the server shows now, believing nothing."""
        return self._run(host_key_of(host, port), host, _nothing_changed())

    def stage(self, target: SshTarget, release: Release) -> None:
        """Lay a release beside the others and validate it there; `current` does not move."""
        checked_name(release.name)
        profile = self._profile(target)
        state = _(
            "What it serves is unchanged. A part of the release {name} may lie on it; staging it"
            " again replaces that."
        ).format(name=release.name)
        self._run(self._stage(target, release, profile), target.host, state)

    def current(self, target: SshTarget) -> str:
        """Return the name of the release that `current` leads to, "" for none."""

        async def ask() -> str:
            async with logged_in(target) as session:
                return await leads_to(session.sftp, _layout(target))

        return self._run(ask(), target.host, _nothing_changed())

    def releases(self, target: SshTarget) -> tuple[str, ...]:
        """Return the names of the releases that lie there whole, by name."""
        return self._run(_releases(target), target.host, _nothing_changed())

    def switch(self, target: SshTarget, name: str) -> None:
        """Let `current` lead to a release that was staged, and run the activate commands."""
        checked_name(name)
        profile = self._profile(target)
        state = _(
            "It is not known whether it serves {name} by now: look at what it presents, or switch"
            " again."
        ).format(name=name)
        self._run(_switch(target, name, profile), target.host, state)

    def remove(self, target: SshTarget, name: str) -> None:
        """Take a release away that `current` does not lead to; its key goes with it."""
        checked_name(name)
        state = _("Parts of the release {name} may still lie on it.").format(name=name)
        self._run(_remove(target, name), target.host, state)

    def commands(self, target: SshTarget, name: str) -> tuple[str, ...]:
        """Return, in order and in words, what `stage` and `switch` do there: the dry run."""
        checked_name(name)
        profile = self._profile(target)
        layout = _layout(target)
        run = _("run: {command}")
        rename = _("rename {there} to {to}")
        return (
            _("upload {files} and {key} (its owner's alone) to {there}").format(
                files=", ".join(f for f in FILES if f != KEY), key=KEY, there=layout.partial(name)
            ),
            rename.format(there=layout.partial(name), to=layout.release(name)),
            *(run.format(command=each) for each in _filled(target, profile.validate, name)),
            _("make the link {link} to {there}").format(
                link=layout.coming, there=f"releases/{name}"
            ),
            rename.format(there=layout.coming, to=layout.current),
            *(run.format(command=each) for each in _filled(target, profile.activate, name)),
        )

    def _profile(self, target: SshTarget) -> Profile:
        return read_profile(target.profile, self._profiles)

    def _run(self, work: Coroutine[Any, Any, T], host: str, state: str) -> T:
        async def within() -> T:
            async with asyncio.timeout(self._limit):
                return await work

        try:
            return asyncio.run(within())
        except NETWORK as error:
            raise in_words(error, host, state) from error

    async def _stage(self, target: SshTarget, release: Release, profile: Profile) -> None:
        layout, files = _layout(target), files_of(release)
        place, partial = layout.release(release.name), layout.partial(release.name)
        async with logged_in(target) as session:
            sftp = session.sftp
            await sftp.makedirs(layout.releases, exist_ok=True)
            await clear(sftp, partial)
            if not await sftp.exists(place) or not await holds(sftp, place, files):
                await _refuse_served(session, layout, release.name)
                async with _tidied(session, partial):
                    await upload(sftp, partial, files)
                    await clear(sftp, place)
                    await sftp.rename(partial, place)
            for command in _filled(target, profile.validate, release.name):
                ran = await session.run(command)
                if not ran.fine:
                    served = await leads_to(sftp, layout) == release.name
                    if not served:
                        await clear(sftp, place)
                    raise _not_valid(target.host, release.name, ran.words, served=served)


def _layout(target: SshTarget) -> Layout:
    return Layout(folder=target.folder.rstrip("/") or "/")


def _filled(target: SshTarget, commands: Sequence[str], name: str) -> tuple[str, ...]:
    return filled(commands, folder=_layout(target).folder, release=name)


def _nothing_changed() -> str:
    return _("Nothing was changed.")


@contextlib.asynccontextmanager
async def _tidied(session: Session, partial: str) -> AsyncIterator[None]:
    """Leave no half release, and no key, where the block does not end well."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(*NETWORK):
            async with asyncio.timeout(TIDY_LIMIT):
                await clear(session.sftp, partial)
        raise


async def _refuse_served(session: Session, layout: Layout, name: str) -> None:
    if await leads_to(session.sftp, layout) == name:
        raise RemoteError(
            _("The server serves a release named {name} with other content.").format(name=name),
            _("Nothing was changed. Stage it under another name."),
        )


def _not_valid(host: str, name: str, words: str, *, served: bool) -> RemoteError:
    after = (
        _("It is being served, so it was left where it is.")
        if served
        else _("It was taken away again; what the server serves is unchanged.")
    )
    return RemoteError(
        _("{host} found the release {name} not valid: {words}").format(
            host=host, name=name, words=words
        ),
        after,
    )


async def _releases(target: SshTarget) -> tuple[str, ...]:
    layout = _layout(target)
    async with logged_in(target) as session:
        sftp = session.sftp
        if not await sftp.exists(layout.releases):
            return ()
        names = sorted(str(n) for n in await sftp.listdir(layout.releases) if is_name(str(n)))
        return tuple([n for n in names if await sftp.exists(f"{layout.release(n)}/{KEY}")])


async def _switch(target: SshTarget, name: str, profile: Profile) -> None:
    layout = _layout(target)
    async with logged_in(target) as session:
        sftp = session.sftp
        if not await sftp.exists(f"{layout.release(name)}/{KEY}"):
            raise RemoteError(
                _("The release {name} does not lie on {host}.").format(name=name, host=target.host),
                _("Nothing was changed. Stage it first."),
            )
        before = await leads_to(sftp, layout)
        if before != name:
            await lead_to(sftp, layout, name)
        for command in _filled(target, profile.activate, name):
            ran = await session.run(command)
            if not ran.fine:
                raise await _put_back(session, target, profile, name, before, words=ran.words)


async def _put_back(
    session: Session, target: SshTarget, profile: Profile, name: str, before: str, *, words: str
) -> RemoteError:
    """Undo a switch that the server did not take; return what to tell."""
    layout = _layout(target)
    title = _("{host} did not take the release {name}: {words}").format(
        host=target.host, name=name, words=words
    )
    if before == name:
        return RemoteError(title, _("The link led there before and was left as it was."))
    if not before:
        await session.sftp.remove(layout.current)
        return RemoteError(title, _("There was no release before it, so the link was taken away."))
    await lead_to(session.sftp, layout, before)
    for command in _filled(target, profile.activate, before):
        ran = await session.run(command)  # a service that must restart may be down by now
        if not ran.fine:
            return RemoteError(
                title,
                _(
                    "The link leads to {before} again, but the command failed for that too:"
                    " {words} Look after the service on the server."
                ).format(before=before, words=ran.words),
            )
    return RemoteError(
        title, _("The link leads to {before} again, as before.").format(before=before)
    )


async def _remove(target: SshTarget, name: str) -> None:
    layout = _layout(target)
    async with logged_in(target) as session:
        if await leads_to(session.sftp, layout) == name:
            raise RemoteError(
                _("{host} serves the release {name}.").format(host=target.host, name=name),
                _("Nothing was changed. Switch to another release first."),
            )
        await clear(session.sftp, layout.partial(name))
        if await session.sftp.exists(layout.release(name)):  # never half of it under its name
            await session.sftp.rename(layout.release(name), layout.partial(name))
            await clear(session.sftp, layout.partial(name))
