"""What does a failure of SQLite mean to an operator? One sentence for each kind, by its code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zenca_gui.core.errors import Busy, StoreError, ZencaError
from zenca_gui.core.i18n import _

BACKUPS = "backups"
"""The folder beside the database in which its older copies lie."""


@contextmanager
def in_sentences(database: Path) -> Iterator[None]:
    """Raise what the world did to the database as ZencaError; a bug of ours passes as it is."""
    try:
        yield
    except sqlite3.Error as error:
        known = _sentence(error, database)
        if known is None:
            raise
        raise known from error


def busy() -> Busy:
    """Return what is said when another writer does not come to an end."""
    return Busy(
        _("Another zenca is writing to the database."),
        _("Nothing was changed. Try again in a moment."),
    )


def damaged(database: Path) -> StoreError:
    """Return what is said of a database that cannot be read any more."""
    return StoreError(
        _("The database {path} is damaged.").format(path=database),
        _(
            "Nothing was changed. Keep the file, and restore a backup: older copies of the "
            "database lie in {backups}."
        ).format(backups=database.parent / BACKUPS),
    )


def disk_full(database: Path) -> StoreError:
    """Return what is said when the disk takes no more."""
    return StoreError(
        _("The disk that holds {path} is full.").format(path=database),
        _("Nothing was changed. Make room, and try again."),
    )


def read_only(database: Path) -> StoreError:
    """Return what is said when the database must not be written."""
    return StoreError(
        _("The database {path} cannot be written.").format(path=database),
        _("Nothing was changed. Give yourself the right to write it and its folder."),
    )


def _sentence(error: sqlite3.Error, database: Path) -> ZencaError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return busy()
        case sqlite3.SQLITE_FULL:
            return disk_full(database)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return read_only(database)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(database)
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(
                _("The database {path} cannot be opened.").format(path=database),
                _("Nothing was changed. See whether the file and its folder are still there."),
            )
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                _("The disk failed while {path} was read or written.").format(path=database),
                _("What was not finished was taken back. Look at the disk, and try again."),
            )
    return None
