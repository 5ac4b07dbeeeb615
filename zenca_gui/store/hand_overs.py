"""How does a whole database leave, and how does another one come in its place?"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.core.errors import StoreError
from zenca_gui.core.hand_over import Holding
from zenca_gui.core.i18n import _
from zenca_gui.store import holding
from zenca_gui.store.connections import Connections, connect
from zenca_gui.store.journal import Recorder, SqliteJournal
from zenca_gui.store.trouble import BACKUPS, in_sentences

if TYPE_CHECKING:
    from zenca_gui.core.ports.hand_over import HandOvers
    from zenca_gui.core.ports.store import Store, Transaction
    from zenca_gui.store.database import SqliteStore

SCRATCH = ".hand-over-"
"""What begins the name of a folder that holds a database for a moment."""
FILE = "zenca.db"


class SqliteHandOvers:
    """`core.ports.hand_over.HandOvers` over SQLite. `opened` opens the database of a folder."""

    def __init__(self, link: Connections, opened: Callable[[Path, datetime], SqliteStore]) -> None:
        self._link, self._opened = link, opened

    def holding(self) -> Holding:
        """Return who holds it."""
        with self._link.reading() as db:
            return holding.read(db)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change of who holds it: the only change that is accepted while it is away."""
        with self._link.transaction(of_hold=True):
            yield Recorder(self._link)
            epoch = self.holding().epoch
        self._link.take(epoch)

    def hold(self, held: Holding) -> None:
        """Write who holds it, inside such a transaction."""
        holding.write(self._link.writing().conn, held)

    def image(self, then: Callable[[Store], object], *, now: datetime) -> bytes:
        """Return the whole database as the bytes of a file, as it would be after `then`."""
        with self._scratch() as folder:
            self._copy(folder / FILE)
            store = self._opened(folder, now)
            try:
                then(store)
            finally:
                store.close()
            with _disk(folder):
                return (folder / FILE).read_bytes()

    @contextmanager
    def unpacked(self, image: bytes, *, now: datetime) -> Iterator[Store]:
        """Open such bytes as a database beside this one, which is gone at the end."""
        with self._scratch() as folder:
            with _disk(folder):
                _private(folder / FILE, image)
            store = self._opened(folder, now)
            try:
                yield store
            finally:
                store.close()

    def become(self, other: Store, *, now: datetime) -> None:
        """Put another database in the place of this one, all of it at once or nothing."""
        journal = SqliteJournal(self._link)
        known = journal.head(), self.holding()
        backups = self._link.path.parent / BACKUPS
        with _disk(backups):
            backups.mkdir(mode=0o700, exist_ok=True)
        stamp = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._copy(backups / f"zenca-before-take-over-{stamp}.db")
        with contextlib.closing(connect(other.path, wait=0)) as source:
            self._link.become(source, lambda: (journal.head(), self.holding()) == known)

    def tidy(self) -> None:
        """Remove what a killed hand-over or take-over left beside the database."""
        for left in self._link.path.parent.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        folder = self._link.path.parent / f"{SCRATCH}{secrets.token_hex(8)}"
        with _disk(folder):
            folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _copy(self, path: Path) -> None:
        """Write the database as it is committed now into a new file of our own."""
        with _disk(path):
            _private(path, b"")
        with (
            in_sentences(self._link.path),
            contextlib.closing(connect(self._link.path, wait=0)) as db,
        ):
            db.execute("vacuum into ?", (str(path),))


def _private(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Say what it means when a file beside the database cannot be written or read."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            _("{path} could not be written: {why}.").format(path=path, why=error.strerror),
            _("Nothing was changed. Make room, or look at the rights of the data folder."),
        ) from error


if TYPE_CHECKING:

    def _fits(rows: SqliteHandOvers) -> HandOvers:
        return rows
