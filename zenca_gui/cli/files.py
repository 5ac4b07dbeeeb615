"""How do files come in and go out? Read with a limit; written beside, whole, and never over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _

LARGEST = 64 * 1024 * 1024
END = 1024 * 1024
"""So much of a file's beginning, and of its end, is looked at where it can be of any size."""
STANDARD_OUTPUT = Path("-")
PRIVATE, PUBLIC = 0o600, 0o644


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; ZencaError where it cannot be read or is far too big."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ZencaError(
            _("{file} cannot be read: {why}.").format(file=path, why=_why(error)),
            _("Nothing was changed."),
        ) from error
    if len(data) > LARGEST:
        raise ZencaError(
            _("{file} is far too big to be what it should be.").format(file=path),
            _("Nothing was changed. Give the right file."),
        )
    return data


def read_text(path: Path) -> str:
    """Return a file's text in UTF-8; ZencaError for what is none."""
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise ZencaError(
            _("{file} holds no text.").format(file=path),
            _("Nothing was changed. Give a text file in UTF-8."),
        ) from error


def read_ends(path: Path) -> str:
    """Return the beginning and the end of a file of any kind and size, letter for byte."""
    try:
        with path.open("rb") as file:
            first = file.read(END)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(len(first), size - END))
            return (first + file.read(END)).decode("latin-1")
    except (OSError, ValueError) as error:
        raise ZencaError(
            _("{file} cannot be read: {why}.").format(file=path, why=_why(error)),
            _("Nothing was changed."),
        ) from error


def may_write(path: Path, *, force: bool) -> None:
    """Refuse to write over what is there, and into a folder that is not."""
    if not path.parent.is_dir():
        raise ZencaError(
            _("There is no folder {folder}.").format(folder=path.parent),
            _("Nothing was written. Make it first, or choose another."),
        )
    if not os.path.lexists(path):
        return
    if path.exists() and not path.is_file():
        raise ZencaError(
            _("{file} is not a file.").format(file=path),
            _("Nothing was written. Choose another name."),
        )
    if not force:
        raise ZencaError(
            _("{file} is there already.").format(file=path),
            _("Nothing was written. Choose another name, or write over it with --force."),
        )


def write(path: Path, data: bytes, *, force: bool, mode: int = PRIVATE) -> None:
    """Write a file whole or not at all."""
    write_by(path, lambda beside: _write_down(beside, data), force=force, mode=mode)


def write_by(
    path: Path, make: Callable[[Path], object], *, force: bool, mode: int = PRIVATE
) -> None:
    """Let `make` write a file in a folder that only we can enter, and then put it in its place."""
    may_write(path, force=force)
    try:
        with tempfile.TemporaryDirectory(prefix=".zenca-", dir=path.parent) as beside:
            made = Path(beside) / path.name
            make(made)
            made.chmod(mode)
            if force:
                made.replace(path)
            else:
                _place(made, path)
    except OSError as error:
        raise ZencaError(
            _("{file} could not be written: {why}.").format(file=path, why=_why(error)),
            _("What was there before is untouched."),
        ) from error


def print_bytes(out: TextIO, data: bytes) -> None:
    """Print bytes as they are."""
    out.flush()
    stream = getattr(out, "buffer", None)
    if stream is None:
        out.write(data.decode(errors="backslashreplace"))
    else:
        stream.write(data)
    out.flush()


def _write_down(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _place(made: Path, path: Path) -> None:
    """Give the file its name, unless somebody took the name in between."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        may_write(path, force=False)
        made.replace(path)


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
