"""How is a folder written whole or not at all? Made beside its place, then given its name."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zenca_gui.core.errors import StoreError, ZencaError
from zenca_gui.core.i18n import _

SUMS = "SHA256SUMS"
PUBLIC_FILE, PUBLIC_SCRIPT, PUBLIC_FOLDER = 0o644, 0o755, 0o755
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@contextmanager
def whole_folder(place: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a folder to fill; it takes its place, new or empty until then, when all went well.

    `private`: nobody but its owner may look in, for what holds keys.
    """
    try:
        where = _free(place)
        made = Path(tempfile.mkdtemp(prefix=".zenca-", dir=where.parent))
    except OSError as error:
        raise _failed(place, error) from error
    try:
        yield made
        for folder in (made, *(each for each in made.rglob("*") if each.is_dir())):
            folder.chmod(PRIVATE_FOLDER if private else PUBLIC_FOLDER)
        if where.exists():
            where.rmdir()
        made.rename(where)
    except OSError as error:
        raise _failed(place, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put(folder: Path, name: str, data: bytes, *, mode: int = PUBLIC_FILE) -> str:
    """Write a file that anybody may read; return its name."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return name


def put_private(folder: Path, name: str, data: bytes) -> str:
    """Write a file that nobody else can read, not for a moment; return its name."""
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return name


def put_sums(folder: Path, names: tuple[str, ...]) -> str:
    """Write the digests that `sha256sum -c` reads; return the file's name."""
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    return put(folder, SUMS, "".join(lines).encode())


def _free(place: Path) -> Path:
    """Return where the folder goes; ZencaError where something is in it."""
    where = place.resolve()
    if where.exists() and not where.is_dir():
        raise ZencaError(
            _("{folder} is a file.").format(folder=place),
            _("Nothing was written. Choose a new folder."),
        )
    if where.is_dir() and any(where.iterdir()):
        raise ZencaError(
            _("{folder} is not empty.").format(folder=place),
            _("Nothing was written. Choose a new folder, or an empty one."),
        )
    if not where.parent.is_dir():
        raise ZencaError(
            _("There is no folder {folder}.").format(folder=place.parent),
            _("Nothing was written. Make it first, or choose another."),
        )
    return where


def _failed(place: Path, error: OSError) -> StoreError:
    return StoreError(
        _("{folder} could not be written: {why}.").format(
            folder=place, why=error.strerror or type(error).__name__
        ),
        _("Nothing was left there. Choose another place, or make room."),
    )
