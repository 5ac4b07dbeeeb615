"""A dumped zone back into the database: in the place of the one of its name, under new numbers."""

from __future__ import annotations

import base64
import binascii
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.belongings import BELONGINGS, BLOB, FORM
from zenca_gui.store.connections import Connections
from zenca_gui.store.migrations import NAMES

Row = Mapping[str, Any]
Numbers = dict[str, dict[int, int]]
"""For each table: which number of the dump became which here."""


def load_zone(link: Connections, dumped: Mapping[str, Any]) -> ZoneId:
    """Write the zone; return its id, which stays what it was where a zone of its name is here.

    The zone's journal in the dump is not written: this database's own chain goes on.
    """
    with as_backup():
        refuse_newer(dumped)
        db = link.writing().conn
        link.work.forgets = link.work.generations = True
        zone = _place(db, dumped["zone"])
        refuse_keys_of_others(db, dumped["rows"].get("sealed_key", ()))
        numbers = _numbers(db, dumped["rows"])
        numbers["zone"] = {dumped["zone"]["id"]: zone}
        insert_rows(db, "certificate", dumped["certificates"], " on conflict do nothing")
        for each in BELONGINGS:
            refers = {"zone": "zone", **each.refers}
            if each.numbered:
                refers["id"] = each.table
            rows = [_moved(row, refers, numbers) for row in dumped["rows"].get(each.table, ())]
            insert_rows(db, each.table, rows)
    return zone


def _place(db: sqlite3.Connection, zone: Row) -> ZoneId:
    """Empty the place of the zone of this name, or make one; write the zone's own row."""
    row = {name: value for name, value in zone.items() if name != "id"}
    row["name_key"] = str(zone["name"]).casefold()
    here = db.execute("select id from zone where name_key = ?", (row["name_key"],)).fetchone()
    if here is None:
        insert_rows(db, "zone", [row])
        return ZoneId(db.execute("select last_insert_rowid()").fetchone()[0])
    for each in reversed(BELONGINGS):
        db.execute(f"delete from {each.table} where {each.where}", (here["id"],))  # noqa: S608
    _known(db, "zone", row)
    db.execute(
        f"update zone set {', '.join(f'{name} = :{name}' for name in row)}"  # noqa: S608
        " where id = :id",
        {**row, "id": here["id"]},
    )
    return ZoneId(here["id"])


def _numbers(db: sqlite3.Connection, rows: Mapping[str, Sequence[Row]]) -> Numbers:
    """Give every numbered row of the dump a number that was never used here."""
    used = {row["name"]: row["seq"] for row in db.execute("select name, seq from sqlite_sequence")}
    return {
        each.table: {
            row["id"]: number
            for number, row in enumerate(rows.get(each.table, ()), used.get(each.table, 0) + 1)
        }
        for each in BELONGINGS
        if each.numbered
    }


def _moved(row: Row, refers: Mapping[str, str], numbers: Numbers) -> Row:
    """Return the row with every number it holds as it is here."""
    return {
        name: numbers[refers[name]][value] if name in refers and value is not None else value
        for name, value in row.items()
    }


def refuse_newer(dumped: Mapping[str, Any]) -> None:
    """Refuse a dump of a newer zenca."""
    if dumped["form"] != FORM or not set(dumped["schema"]) <= set(NAMES):
        raise _too_new()


def insert_rows(
    db: sqlite3.Connection, table: str, rows: Sequence[Row], conflict: str = ""
) -> None:
    """Insert rows of a dump; StoreError where this zenca has no such column."""
    if not rows:
        return
    names = _known(db, table, rows[0])
    db.executemany(
        f"insert into {table} ({', '.join(names)})"  # noqa: S608
        f" values ({', '.join(f':{name}' for name in names)}){conflict}",
        [{name: _bytes(row[name]) for name in names} for row in rows],
    )


def _known(db: sqlite3.Connection, table: str, row: Row) -> Sequence[str]:
    """Return the row's columns; StoreError where this zenca has no such column."""
    known = {column["name"] for column in db.execute(f"pragma table_info({table})")}
    if not row.keys() <= known:
        raise _too_new()
    return list(row)


def _bytes(value: object) -> object:
    return base64.b64decode(value[BLOB], validate=True) if isinstance(value, dict) else value


def refuse_keys_of_others(
    db: sqlite3.Connection, keys: Sequence[Row], mine: int | None = None
) -> None:
    """Refuse keys that lie under another zone here than `mine`; StoreError."""
    for key in keys:
        other = db.execute(
            "select name from zone where id = (select zone from sealed_key where id = ?)"
            " and id is not ?",
            (key["id"], mine),
        ).fetchone()
        if other is not None:
            raise StoreError(
                _("This backup holds keys that belong to the zone {name} here.").format(
                    name=other["name"]
                ),
                _("Nothing was changed. Give that zone back the name it had in the backup."),
            )


@contextmanager
def as_backup() -> Iterator[None]:
    """Say of values that are not what a dump holds that the backup cannot be read."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error,
            sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:  # fmt: skip
        raise StoreError(
            _("This backup does not hold a zone that zenca can read."),
            _("Nothing was changed. Use another backup."),
        ) from error


def _too_new() -> StoreError:
    return StoreError(
        _("This backup was made by a newer zenca."),
        _("Nothing was changed. Update zenca, then restore it."),
    )
