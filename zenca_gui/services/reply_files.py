"""Which files did the person mean, and what is in each? Bounded, and links are not followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from zenca_gui.core.errors import BadMaterial, PasswordNeeded, WrongPassword
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Contents, Pki
from zenca_gui.core.reply import Pasted, Received
from zenca_gui.core.secret import Secret

MOST_BYTES = 32 * 1024 * 1024
MOST_FILES = 20_000
DEEPEST = 8
MOST_REFUSED = 500
"""Of one archive; what follows is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file that was met, or why it is left where it is."""

    source: str
    path: Path | None = None
    refusal: str = ""


def files(paths: Iterable[Path]) -> Iterator[Found]:
    """Return every file that is meant; folders are walked in the order of names."""
    left = MOST_FILES
    for path in paths:
        for found in _met(path, path.name or str(path), 0, given=True):
            left -= 1
            if left < 0:
                yield Found(
                    source=found.source,
                    refusal=_("There are more than {most} files; the rest was left out.").format(
                        most=MOST_FILES
                    ),
                )
                return
            yield found


def _met(path: Path, source: str, depth: int, *, given: bool) -> Iterator[Found]:
    name = shown(source, 200)
    try:
        what = path.stat() if given else path.lstat()
        if stat.S_ISDIR(what.st_mode):
            if depth >= DEEPEST:
                yield Found(
                    source=name,
                    refusal=_("The folder {name} lies more than {most} folders deep.").format(
                        name=name, most=DEEPEST
                    ),
                )
                return
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in islice(entries, MOST_FILES + 1))
            for each in names:
                yield from _met(path / each, f"{source}/{each}", depth + 1, given=False)
            return
    except (OSError, ValueError) as error:
        yield Found(source=name, refusal=_unread(name, error))
        return
    yield Found(source=name, path=path, refusal=_not_plain(name, what))


def _not_plain(name: str, what: os.stat_result) -> str:
    if stat.S_ISLNK(what.st_mode):
        return _("{name} is a link; links in a folder are not followed.").format(name=name)
    if not stat.S_ISREG(what.st_mode):
        return _("{name} is a device or a pipe, not a file.").format(name=name)
    if what.st_size > MOST_BYTES:
        return _("The file {name} has {found} MiB; {most} is the most.").format(
            name=name, found=what.st_size // 1024 // 1024, most=MOST_BYTES // 1024 // 1024
        )
    return ""


def _unread(name: str, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _("{name} cannot be read: {reason}.").format(name=name, reason=shown(reason or "?"))


def content(found: Found) -> Pasted | Received:
    """Return what is in a file, or the sentence why it is not read."""
    if found.refusal or found.path is None:
        return _refused(found.source, found.refusal)
    try:
        with found.path.open("rb") as file:
            return Pasted(name=found.source, data=file.read(MOST_BYTES + 1))
    except OSError as error:
        return _refused(found.source, _unread(found.source, error))


def _refused(source: str, refusal: str, hint: str = "") -> Received:
    return Received(
        source=source,
        refusal=refusal,
        hint=hint or _("Nothing was changed. Choose the replies themselves."),
    )


def certificates(pki: Pki, given: Pasted, passwords: Sequence[Secret]) -> Iterator[Received]:
    """Return every certificate in a container, or the sentence why it gave none."""
    try:
        members = pki.members(given.data, name=given.name)
        if members is None:
            yield from _opened(pki, given, passwords)
            return
        empty, refused = True, 0
        for member in members:
            empty = False
            if member.refusal:
                found = [_refused(member.name, member.refusal, member.hint)]
            else:
                inner = Pasted(name=member.name, data=member.data)
                found = list(_opened(pki, inner, passwords))
            yield from found
            refused += any(each.refusal for each in found)
            if refused >= MOST_REFUSED:
                yield _refused(
                    given.name,
                    _(
                        "{name} holds {most} files and more that are no replies; it was left."
                    ).format(name=given.name, most=MOST_REFUSED),
                )
                return
    except BadMaterial as error:
        yield _refused(given.name, error.title, error.hint)
        return
    if empty:
        yield _refused(given.name, _("The archive {name} is empty.").format(name=given.name))


def _opened(pki: Pki, given: Pasted, passwords: Sequence[Secret]) -> Iterator[Received]:
    try:
        held = _read(pki, given, passwords)
    except BadMaterial as error:
        yield Received(
            source=given.name,
            refusal=error.title,
            hint=error.hint,
            locked=isinstance(error, PasswordNeeded),
            wrong_password=isinstance(error, WrongPassword),
        )
        return
    for certificate in held.certificates:
        yield Received(source=given.name, certificate=certificate)
    if held.unread:
        yield _refused(
            given.name,
            ngettext(
                "{name}: {n} certificate in it cannot be read.",
                "{name}: {n} certificates in it cannot be read.",
                held.unread,
            ).format(name=given.name, n=held.unread),
            _("The others were taken. Ask for it again from where it came."),
        )
    elif not held.certificates:
        yield _refused(
            given.name, _("{name} holds a key and no certificate.").format(name=given.name)
        )


def _read(pki: Pki, given: Pasted, passwords: Sequence[Secret]) -> Contents:
    try:
        return pki.read(given.data, name=given.name, whole=False)
    except PasswordNeeded:
        if not passwords:
            raise
    refused: BadMaterial | None = None
    for password in passwords:
        try:
            return pki.read(given.data, name=given.name, password=password, whole=False)
        except BadMaterial as error:
            refused = error
    assert refused is not None
    raise refused
