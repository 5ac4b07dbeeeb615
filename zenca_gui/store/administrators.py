"""Administrators and what each was shown, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zone import Administrator, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, insert, moment, text, update


class SqliteAdministrators:
    """`core.ports.store.AdministratorRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def all(self) -> Sequence[Administrator]:
        """Return every administrator, by name."""
        with self._link.reading() as db:
            rows = db.execute("select * from administrator order by name_key").fetchall()
        return [_from_row(row) for row in rows]

    def named(self, name: str) -> Administrator | None:
        """Return the one of this name, upper and lower case alike."""
        with self._link.reading() as db:
            row = db.execute(
                "select * from administrator where name_key = ?", (name.casefold(),)
            ).fetchone()
        return _from_row(row) if row else None

    def add(self, administrator: Administrator) -> Administrator:
        """Insert; the id given is not used. Returns it with its id."""
        if self.named(administrator.name):
            raise StoreError(
                _("There is an administrator {name} already.").format(name=administrator.name),
                _("Nothing was changed. Choose another name."),
            )
        number = insert(self._link.writing(), "administrator", _to_row(administrator))
        with self._link.reading() as db:
            row = db.execute("select * from administrator where id = ?", (number,)).fetchone()
        return _from_row(row)

    def replace(self, administrator: Administrator) -> None:
        """Write all its fields. Counting failed logins changes nothing of a zone."""
        db = self._link.writing(journalled=False)
        update(db, "administrator", administrator.id, _to_row(administrator))

    def shown(self, administrator: str, zone: ZoneId, door: str) -> datetime | None:
        """Return when the warning was last shown through `window` or `check`."""
        with self._link.reading() as db:
            row = db.execute(
                "select at from shown where administrator_key = ? and zone = ? and door = ?",
                (administrator.casefold(), zone, door),
            ).fetchone()
        return from_text(row["at"]) if row else None

    def mark_shown(self, administrator: str, zone: ZoneId, door: str, at: datetime) -> None:
        """Remember that it was shown. Needs no journal line: nothing of the zone changes."""
        self._link.writing(journalled=False).conn.execute(
            "insert into shown (administrator_key, zone, door, at) values (?, ?, ?, ?)"
            " on conflict do update set at = excluded.at",
            (administrator.casefold(), zone, door, to_text(at)),
        )


def _to_row(administrator: Administrator) -> Columns:
    return {
        "name": administrator.name,
        "name_key": administrator.name.casefold(),
        "password_hash": administrator.password_hash,
        "added_at": to_text(administrator.added_at),
        "failures": administrator.failures,
        "failed_at": text(administrator.failed_at),
    }


def _from_row(row: sqlite3.Row) -> Administrator:
    return Administrator(
        id=row["id"],
        name=row["name"],
        password_hash=row["password_hash"],
        added_at=from_text(row["added_at"]),
        failures=row["failures"],
        failed_at=moment(row["failed_at"]),
    )
