"""Sealed keys and the ids reserved for them, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from zenca_gui.core.certificate import KeyId, SealedKey
from zenca_gui.core.moment import to_text
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import insert


class SealedKeys:
    """Encrypted keys; what opens them lies in the keyring."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def reserve_key(self, key: KeyId, zone: ZoneId, at: datetime) -> None:
        """First transaction of sealing: the id is taken, nothing lies under it yet."""
        row = {"id": key, "zone": zone, "at": to_text(at)}
        insert(self._link.writing(journalled=False), "reserved_key", row)

    def reserved_keys(self) -> Sequence[KeyId]:
        """Return the ids that were reserved and under which no key came to lie."""
        with self._link.reading() as db:
            rows = db.execute("select id from reserved_key order by at, id").fetchall()
        return [KeyId(row["id"]) for row in rows]

    def release_key(self, key: KeyId) -> None:
        """Give a reserved id up."""
        self._link.writing(journalled=False).conn.execute(
            "delete from reserved_key where id = ?", (key,)
        )

    def add_keys(self, keys: Sequence[SealedKey]) -> None:
        """Store sealed keys; their `wrapped_by` is reserved no more."""
        db = self._link.writing().conn
        db.executemany(
            "insert into sealed_key (id, zone, purpose, pem, wrapped_by, public_sha256)"
            " values (?, ?, ?, ?, ?, ?)",
            [(k.id, k.zone, k.purpose, k.pem, k.wrapped_by, k.public_sha256) for k in keys],
        )
        db.executemany(
            "delete from reserved_key where id = ?",
            [(wrapping,) for wrapping in sorted({k.wrapped_by for k in keys})],
        )

    def key(self, key: KeyId) -> SealedKey | None:
        """Return a sealed key."""
        with self._link.reading() as db:
            row = db.execute("select * from sealed_key where id = ?", (key,)).fetchone()
        return _from_row(row) if row else None

    def keys(self, zone: ZoneId) -> Sequence[SealedKey]:
        """Return all sealed keys of a zone."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from sealed_key where zone = ? order by rowid", (zone,)
            ).fetchall()
        return [_from_row(row) for row in rows]

    def destroy_keys(self, keys: Sequence[KeyId]) -> None:
        """Delete sealed keys with secure_delete; after the commit the WAL is truncated."""
        self._link.writing().conn.executemany(
            "delete from sealed_key where id = ?", [(key,) for key in keys]
        )
        self._link.work.forgets = True


def _from_row(row: sqlite3.Row) -> SealedKey:
    return SealedKey(
        id=KeyId(row["id"]),
        zone=ZoneId(row["zone"]),
        purpose=row["purpose"],
        pem=row["pem"],
        wrapped_by=KeyId(row["wrapped_by"]),
        public_sha256=row["public_sha256"],
    )
