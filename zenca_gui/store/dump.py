"""A zone as JSON values, for a backup: every row, the certificates it names, its journal."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zenca_gui.core.zone import ZoneId
from zenca_gui.store.belongings import BELONGINGS, BLOB, FORM
from zenca_gui.store.connections import Connections
from zenca_gui.store.migrations import NAMES
from zenca_gui.store.rows import found

Row = dict[str, Any]


def dump_zone(link: Connections, zone: ZoneId) -> Mapping[str, Any]:
    """Return everything of a zone as of one moment; NotFound."""
    with link.reading() as db:
        if not db.in_transaction:
            db.execute("begin")  # ended when the connection is put back
        own = _json(found(db.execute("select * from zone where id = ?", (zone,)).fetchone()))
        rows = {
            each.table: _all(
                db, f"select * from {each.table} where {each.where} order by rowid", zone  # noqa: S608
            )
            for each in BELONGINGS
        }  # fmt: skip
        journal = _all(db, "select * from journal where zone = ? order by sequence", own["name"])
        head = db.execute(
            "select sequence, hash from journal order by sequence desc limit 1"
        ).fetchone()
        return {
            "form": FORM,
            "schema": list(NAMES),
            "zone": own,
            "rows": rows,
            "certificates": _certificates(db, _named(rows)),
            "journal": journal,
            "head": dict(head) if head else None,
        }


def _named(rows: Mapping[str, Sequence[Row]]) -> Iterable[str]:
    """Yield the fingerprints of all certificates that these rows name."""
    for table in ("generation", "server_certificate", "cross_certificate"):
        yield from (row["certificate"] for row in rows[table])
    for row in rows["generation"]:
        yield from json.loads(row["chain"])
    for row in rows["sighting"]:
        yield from json.loads(row["presented"])


def _certificates(db: sqlite3.Connection, fingerprints: Iterable[str]) -> Sequence[Row]:
    return _all(
        db,
        "select certificate.* from json_each(?) asked cross join certificate"
        " on certificate.sha256 = asked.value",
        json.dumps(sorted(set(fingerprints))),
    )


def _all(db: sqlite3.Connection, sql: str, value: object) -> Sequence[Row]:
    return [_json(row) for row in db.execute(sql, (value,))]


def _json(row: sqlite3.Row) -> Row:
    return {
        name: {BLOB: base64.b64encode(row[name]).decode()}
        if isinstance(row[name], bytes)
        else row[name]
        for name in row.keys()  # noqa: SIM118 - a Row yields its values
    }
