"""Is this file our database, of our version? Made where it is missing, migrated where old."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_text
from zenca_gui.store.connections import connect
from zenca_gui.store.folder import refuse_other_owner
from zenca_gui.store.migrations import NAMES, steps
from zenca_gui.store.trouble import BACKUPS, damaged, disk_full, in_sentences, read_only

APPLICATION = 0x5A454E43
"""`ZENC`, in the header of every database of ours."""
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_WHERE = slice(68, 72)


def make(path: Path, *, now: datetime) -> None:
    """Make a new database: built beside, then put in its place whole, so no half one is ever met.

    Where another process was quicker, its database stays.
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with _filling(path):
            os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with in_sentences(path), contextlib.closing(connect(beside, wait=0)) as db:
                db.execute(f"pragma application_id = {APPLICATION}")
                _apply(db)
                db.execute(
                    "insert into identity (uuid, made_at) values (?, ?)",
                    (str(uuid4()), to_text(now)),
                )
            _put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(f"{beside.name}-journal").unlink(missing_ok=True)


def _put(beside: Path, path: Path) -> None:
    """Give the finished database its name, never over one that is there, and for good."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            beside.rename(path)
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def check_file(path: Path) -> None:
    """Raise StoreError unless the file is a database of ours that we may read and write."""
    try:
        found = path.lstat()
        refuse_other_owner(path, found)
        if not stat.S_ISREG(found.st_mode):
            raise _not_ours(path)
        if not os.access(path, os.R_OK | os.W_OK):
            raise read_only(path)
        with path.open("rb") as file:
            header = file.read(_HEADER)
        if os.name != "nt" and stat.S_IMODE(found.st_mode) & 0o177:
            path.chmod(0o600)
    except OSError as error:
        raise read_only(path) from error
    ours = header[_WHERE] == APPLICATION.to_bytes(4, "big")
    if len(header) < _HEADER or (ours and not header.startswith(_MAGIC)):
        raise damaged(path)
    if not ours:
        raise _not_ours(path)


def bring_up_to_date(path: Path, *, now: datetime, wait: float) -> None:
    """Migrate an older database after a copy of it was kept; refuse a newer zenca's."""
    with in_sentences(path), contextlib.closing(connect(path, wait=wait)) as db:
        db.execute("pragma journal_mode = wal")
        applied = _applied(db)
        if not applied:
            raise damaged(path)
        if unknown := sorted(applied - set(NAMES)):
            raise _too_new(path, unknown)
        if applied == set(NAMES):
            return
        with _filling(path):
            _keep_copy(db, path, now=now, last=max(applied))
        _apply(db)


def _applied(db: sqlite3.Connection) -> set[str]:
    if not db.execute("pragma table_info(_sqlite_migrations)").fetchall():
        return set()
    rows = db.execute("select name from _sqlite_migrations where migration_set = 'zenca'")
    return {row[0] for row in rows}


def _apply(db: sqlite3.Connection) -> None:
    """Run all pending steps in one transaction: all of them happen, or none."""
    from sqlite_utils import Database

    db.execute("pragma foreign_keys = off")  # a step may rebuild a table others refer to
    db.execute("begin immediate")
    try:
        steps().apply(Database(db, execute_plugins=False))
        broken = db.execute("pragma foreign_key_check").fetchall()
        assert broken == [], f"the migration broke references: {[tuple(row) for row in broken]}"
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise
    db.execute("commit")
    db.execute("pragma foreign_keys = on")


def _keep_copy(db: sqlite3.Connection, path: Path, *, now: datetime, last: str) -> None:
    backups = path.parent / BACKUPS
    backups.mkdir(mode=0o700, exist_ok=True)
    copy = backups / f"{path.stem}-{last}-{now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}.db"
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        db.execute("vacuum into ?", (str(copy),))
    except BaseException:
        copy.unlink()
        raise


@contextlib.contextmanager
def _filling(path: Path) -> Iterator[None]:
    """Say what it means when a file beside the database cannot be made."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise (disk_full(path) if full else read_only(path)) from error


def _not_ours(path: Path) -> StoreError:
    return StoreError(
        _("The file {path} is not a database of zenca.").format(path=path),
        _("Nothing was changed. Move the file away, or choose another data folder."),
    )


def _too_new(path: Path, unknown: list[str]) -> StoreError:
    return StoreError(
        _("The database {path} was written by a newer zenca.").format(path=path),
        _(
            "Nothing was changed. Update zenca, or restore an older copy from {backups} "
            "(unknown: {steps})."
        ).format(backups=path.parent / BACKUPS, steps=", ".join(unknown)),
    )
