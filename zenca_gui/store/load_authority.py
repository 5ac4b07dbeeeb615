"""The CA alone out of a dumped zone: its generations and keys, over a zone that is here."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from zenca_gui.core.certificate import GenerationStatus
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.load import (
    Row,
    as_backup,
    insert_rows,
    refuse_keys_of_others,
    refuse_newer,
)
from zenca_gui.store.rows import found

SUPERSEDED = GenerationStatus.SUPERSEDED.value


def load_authority(link: Connections, dumped: Mapping[str, Any]) -> ZoneId:
    """Write the dump's generations into the zone of its name here; NotFound without one.

    A generation that the dump does not know stays, superseded where it was active: no key is lost.
    """
    with as_backup():
        refuse_newer(dumped)
        db = link.writing().conn
        link.work.generations = True
        name = str(dumped["zone"]["name"]).casefold()
        zone = found(db.execute("select id from zone where name_key = ?", (name,)).fetchone())["id"]
        rows = dumped["rows"]
        keys = [key for key in rows["sealed_key"] if key["purpose"] == "ca"]
        refuse_keys_of_others(db, keys, zone)
        insert_rows(db, "certificate", dumped["certificates"], " on conflict do nothing")
        insert_rows(
            db,
            "sealed_key",
            [{**key, "zone": zone} for key in keys],
            " on conflict (id) do update set pem = excluded.pem, wrapped_by = excluded.wrapped_by",
        )
        db.execute(
            "update generation set status = ? where zone = ? and status in ('active', 'future')",
            (SUPERSEDED, zone),
        )
        numbers = {row["id"]: _generation(db, row, zone) for row in rows["generation"]}
        for table in ("revoked", "crl"):
            moved = [
                {**row, "generation": numbers[row["generation"]]} for row in rows.get(table, ())
            ]
            insert_rows(db, table, moved, " on conflict do nothing")
    return ZoneId(zone)


def _generation(db: sqlite3.Connection, row: Row, zone: int) -> int:
    """Write one generation; the one of the same certificate here keeps its number."""
    here = db.execute(
        "select id, key_id from generation where zone = ? and certificate = ?",
        (zone, row["certificate"]),
    ).fetchone()
    status = SUPERSEDED if row["status"] == GenerationStatus.FUTURE.value else row["status"]
    if here is not None:
        db.execute(
            "update generation set status = ?, custody = ?, key_id = ? where id = ?",
            (status, row["custody"], row["key_id"] or here["key_id"], here["id"]),
        )
        return int(here["id"])
    taken = {r[0] for r in db.execute("select number from generation where zone = ?", (zone,))}
    number = row["number"] if row["number"] not in taken else max(taken) + 1
    without = {name: value for name, value in row.items() if name != "id"}
    insert_rows(
        db,
        "generation",
        [{**without, "zone": zone, "number": number, "status": status, "change": None}],
    )
    return int(db.execute("select last_insert_rowid()").fetchone()[0])
