"""Who reads and who writes? One writer at a time, and readers that never wait for it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.core.errors import StoreError, ZencaError
from zenca_gui.core.hand_over import old_epoch, read_only
from zenca_gui.core.i18n import _
from zenca_gui.store import holding
from zenca_gui.store.device_search import tell_index
from zenca_gui.store.trouble import busy, in_sentences

if TYPE_CHECKING:
    from sqlite_utils import Database

KEPT = 8
"""Reading connections kept open for the next reader."""
WRITER_CACHE = 32_000
"""KB of pages a writer keeps: with SQLite's own 2 MB an import of devices takes twice as long."""


def connect(path: Path, *, wait: float) -> sqlite3.Connection:
    """Open an existing database as zenca always does; waits so many seconds for a lock."""
    uri = f"{path.as_uri()}?mode=rw"
    db = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)
    with closed_if_it_fails(db):
        db.row_factory = sqlite3.Row
        for pragma in ("foreign_keys = on", "synchronous = full", "recursive_triggers = on"):
            db.execute(f"pragma {pragma}")
        db.create_function("fold", 1, str.casefold, deterministic=True)
    return db


@contextmanager
def closed_if_it_fails(connection: sqlite3.Connection | Connections) -> Iterator[None]:
    """Close what cannot be handed on; Python 3.13 complains of connections left to chance."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


@dataclass(slots=True)
class Work:
    """What the open transaction did so far."""

    changed: bool = False
    recorded: bool = False
    generations: bool = False
    forgets: bool = False
    refusal: ZencaError | None = None
    """Why no zone may be changed now."""


class Connections:
    """The connections of one open database."""

    def __init__(self, path: Path, *, wait: float) -> None:
        self.path = path
        self._wait = wait
        self._writer = connect(path, wait=wait)
        with closed_if_it_fails(self._writer):
            self._writer.execute("pragma secure_delete = on")
            self._writer.execute(f"pragma cache_size = -{WRITER_CACHE}")
            self._epoch = holding.read(self._writer).epoch
        self._small: Database | None = None
        self._turn = threading.Lock()
        self._owner: int | None = None
        self._must_forget = False
        self.work = Work()
        self._guard = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._watcher: sqlite3.Connection | None = None
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to read from: inside a transaction of this thread its own."""
        with in_sentences(self.path):
            if self._owner == threading.get_ident():
                yield self._writer
                return
            with self._guard:
                assert not self._closed, "the store is closed"
                reader = self._idle.pop() if self._idle else None
            if reader is None:
                reader = connect(self.path, wait=self._wait)
                reader.execute("pragma query_only = on")
            try:
                yield reader
            finally:
                self._put_back(reader)

    def _put_back(self, reader: sqlite3.Connection) -> None:
        if reader.in_transaction:
            reader.execute("rollback")
        with self._guard:
            if not self._closed and len(self._idle) < KEPT:
                self._idle.append(reader)
                return
        reader.close()

    def writing(self, *, journalled: bool = True) -> Database:
        """Give the writer to the thread whose transaction it is; a change asks for a journal line.

        `.conn` is the connection itself, for many rows at once.
        """
        assert self._owner == threading.get_ident(), "writing needs `with store.transaction()`"
        if not self._writer.in_transaction:  # SQLite itself took it back, as on a full disk
            raise StoreError(
                _("The change was taken back after an error of the disk."),
                _("Nothing was changed. Look at the disk, and try again."),
            )
        if journalled and self.work.refusal is not None:
            raise self.work.refusal
        self.work.changed |= journalled
        if self._small is None:
            from sqlite_utils import Database

            self._small = Database(self._writer, execute_plugins=False)
        return self._small

    @contextmanager
    def transaction(self, *, of_hold: bool = False) -> Iterator[Work]:
        """Begin, and commit at the end; an exception takes everything back.

        `of_hold`: it changes who holds the database, which is done where it is away, too.
        """
        assert self._owner != threading.get_ident(), "a transaction is open already"
        if not self._turn.acquire(timeout=self._wait):
            raise busy()
        try:
            with in_sentences(self.path):
                self._writer.execute("begin immediate")
            refusal = None if of_hold else self._why_not()
            self._owner, self.work = threading.get_ident(), Work(refusal=refusal)
            try:
                with in_sentences(self.path):
                    yield self.work
                    self._check(self.work)
                    tell_index(self._writer)
                    self.writing(journalled=False).conn.execute("commit")
            finally:
                self._owner = None
                if self._writer.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._writer.execute("rollback")
            self._must_forget |= self.work.forgets
            self._forget()
        finally:
            self._turn.release()

    def _why_not(self) -> ZencaError | None:
        """Return why this process may not change zones, as the database says at this moment."""
        held = holding.read(self._writer)
        if not held.writable:
            return read_only(held)
        return old_epoch(self._epoch, held.epoch) if held.epoch != self._epoch else None

    def take(self, epoch: int) -> None:
        """Write under this epoch from now on."""
        self._epoch = epoch

    def become(self, source: sqlite3.Connection, unchanged: Callable[[], bool]) -> None:
        """Copy another database over this one in one transaction, if it is still as it was."""
        if not self._turn.acquire(timeout=self._wait):
            raise busy()
        try:
            looked = False

            def watch(status: int, _left: int, _pages: int) -> None:
                nonlocal looked
                if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise busy()
                if not looked and not unchanged():  # from its first page on it keeps others out
                    raise busy()
                looked = True

            with in_sentences(self.path):
                source.backup(self._writer, pages=1, progress=watch)
                self._epoch = holding.read(self._writer).epoch
            self._must_forget = True
            self._forget()
        finally:
            self._turn.release()

    def _check(self, work: Work) -> None:
        assert work.recorded or not work.changed, "a change without a journal line"
        if work.generations:
            twice = self._writer.execute(
                "select zone, status from generation where status in ('active', 'future')"
                " group by zone, status having count(*) > 1"
            ).fetchone()
            assert twice is None, "two generations of one zone are active, or future"

    def _forget(self) -> None:
        """Empty the write-ahead log of destroyed keys; where a reader prevents it, next time."""
        if self._must_forget:
            with contextlib.suppress(sqlite3.OperationalError):
                row = self._writer.execute("pragma wal_checkpoint(truncate)").fetchone()
                self._must_forget = bool(row[0])

    def version(self) -> int:
        """Return SQLite's count of commits, this process's and others', as one watcher sees it."""
        with self._guard, in_sentences(self.path):
            assert not self._closed, "the store is closed"
            if self._watcher is None:
                self._watcher = connect(self.path, wait=self._wait)
            return int(self._watcher.execute("pragma data_version").fetchone()[0])

    def quick_check(self) -> str:
        """Return "" where the database is whole, SQLite's words where it is not."""
        try:
            with self.reading() as db:
                rows = db.execute("pragma quick_check(5)").fetchall()
        except StoreError as error:
            return str(error.__cause__ or error)
        said = "; ".join(str(row[0]) for row in rows)
        return "" if said == "ok" else said

    def close(self) -> None:
        """Close all connections; a reader still at work closes its own when it is done."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in (*idle, self._watcher, self._writer):
            if connection is not None:
                connection.close()
