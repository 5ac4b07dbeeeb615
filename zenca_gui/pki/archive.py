"""What lies in this zip? One file after the other, in memory, within bounds; never on disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Member
from zenca_gui.pki import containers

MOST_BYTES = 32 * 1024 * 1024
MOST_MEMBERS = 20_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBER_BYTES = 16 * 1024 * 1024
MOST_RATIO = 100
MOST_ROUNDS = 6_000_000
"""Of key stretching, over all members; a thousand PKCS#12 of openssl's."""
_SMALL = 64 * 1024
"""Below this no ratio is a bomb."""
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_UNIX = 3
_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
    zlib.error,
)
"""What zipfile raises, sooner or later, at what is no sound archive."""


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked, over an archive and those inside it."""

    members: int = MOST_MEMBERS
    unpacked: int = MOST_UNPACKED
    rounds: int = MOST_ROUNDS


def is_zip(data: bytes) -> bool:
    """Tell whether a file begins as a zip does."""
    return data.startswith(_STARTS)


def members(data: bytes, *, name: str) -> Iterator[Member]:
    """Take a zip apart; an archive inside it is taken apart too, one inside that is not."""
    return _members(data, shown(name), _Budget(), nested=False)


def _members(data: bytes, name: str, budget: _Budget, *, nested: bool) -> Iterator[Member]:
    with _opened(data, name, budget) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/") or entry.filename.startswith("__MACOSX/"):
                continue
            member = _taken(archive, entry, name, budget)
            if not is_zip(member.data):
                budget.rounds -= containers.stretching(member.data) if member.data else 0
                if budget.rounds < 0:
                    raise _too_slow(name)
                yield member
            elif nested:
                yield _refused(
                    member.name,
                    _("{name} is an archive in an archive in an archive.").format(name=member.name),
                )
            else:
                yield from _inner(member, budget)


def _too_slow(name: str) -> BadMaterial:
    return BadMaterial(
        _("The archive {name} asks for more than {most} rounds of key stretching.").format(
            name=name, most=MOST_ROUNDS
        ),
        _("The rest of it was not read. Unpack it yourself and choose what is in it."),
    )


def _inner(member: Member, budget: _Budget) -> Iterator[Member]:
    try:
        yield from _members(member.data, member.name, budget, nested=True)
    except BadMaterial as error:
        yield Member(name=member.name, refusal=error.title, hint=error.hint)


def _opened(data: bytes, name: str, budget: _Budget) -> zipfile.ZipFile:
    if len(data) > MOST_BYTES:
        raise BadMaterial(
            _("The archive {name} is larger than {most} MiB.").format(
                name=name, most=MOST_BYTES // 1024 // 1024
            ),
            _("Nothing was read. Choose an archive that holds certificates alone."),
        )
    if data.count(_ENTRY) > budget.members:  # before zipfile makes a value of each
        raise BadMaterial(
            _("The archive {name} holds more than {most} files.").format(
                name=name, most=MOST_MEMBERS
            ),
            _("Nothing was read. Choose an archive that holds certificates alone."),
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as error:
        raise BadMaterial(
            _("{name} is cut off or damaged.").format(name=name),
            _("Nothing was read. Ask for the file again from where it came."),
        ) from error
    budget.members -= len(archive.infolist())
    return archive


def _taken(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: _Budget) -> Member:
    """Return what one entry holds, or why it is left where it is."""
    inside = f"{name}/{shown(entry.filename)}"
    why = _not_to_be_opened(entry, inside)
    if why:
        return _refused(inside, why)
    try:
        with archive.open(entry) as stream:
            found = stream.read(_most(entry) + 1)
    except _UNREADABLE:
        return _refused(inside, _("{name} is cut off or damaged.").format(name=inside))
    if len(found) > _most(entry):
        return _refused(inside, _too_large(inside, _most(entry)))
    budget.unpacked -= len(found)
    if budget.unpacked < 0:
        raise BadMaterial(
            _("The archive {name} unpacks to more than {most} MiB.").format(
                name=name, most=MOST_UNPACKED // 1024 // 1024
            ),
            _("The rest of it was not read. Choose an archive that holds certificates alone."),
        )
    return Member(name=inside, data=found)


def _not_to_be_opened(entry: zipfile.ZipInfo, inside: str) -> str:
    posix, windows = PurePosixPath(entry.filename), PureWindowsPath(entry.orig_filename)
    if ".." in (*posix.parts, *windows.parts) or posix.is_absolute() or windows.anchor:
        return _("{name} has a name that leads out of its archive.").format(name=inside)
    mode = entry.external_attr >> 16
    if entry.create_system == _UNIX and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return _("{name} is a link, not a file.").format(name=inside)
    if entry.flag_bits & _ENCRYPTED:
        return _("{name} is encrypted; zip archives are read without a password alone.").format(
            name=inside
        )
    if entry.file_size > _most(entry):
        return _too_large(inside, _most(entry))
    return ""


def _most(entry: zipfile.ZipInfo) -> int:
    """Return how many bytes it may unpack to; zipfile stops where its header says it ends."""
    return min(MOST_MEMBER_BYTES, max(_SMALL, entry.compress_size * MOST_RATIO))


def _too_large(inside: str, most: int) -> str:
    return _("{name} unpacks to more than {most} KiB.").format(name=inside, most=most // 1024)


def _refused(inside: str, why: str) -> Member:
    return Member(
        name=inside,
        refusal=why,
        hint=_("It was not read; the others were. Unpack it yourself and choose what is in it."),
    )
