"""How zones are reached, and what their servers said of devices, to and from rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zenworks import Absent, DeviceFacts, ZenworksAccess
from zenca_gui.core.zone import DeviceId, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import moment, text

_COLUMNS = (
    "zone", "host", "port", "account", "pinned", "at_start", "every_hours", "tried_at", "trouble",
    "begun_at", "read_at", "devices", "nagged_at",
)  # fmt: skip
_PUT = "insert into zenworks ({}) values ({}) on conflict (zone) do update set {}".format(  # noqa: S608
    ", ".join(_COLUMNS),
    ", ".join("?" * len(_COLUMNS)),
    ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[1:]),
)


class SqliteZenworks:
    """`core.ports.zenworks.ZenworksRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def access(self, zone: ZoneId) -> ZenworksAccess | None:
        """Return how a zone is reached, None where nobody said."""
        with self._link.reading() as db:
            row = db.execute("select * from zenworks where zone = ?", (zone,)).fetchone()
        return _from_row(row) if row else None

    def all(self) -> Sequence[ZenworksAccess]:
        """Return how every zone is reached."""
        with self._link.reading() as db:
            rows = db.execute("select * from zenworks order by zone").fetchall()
        return [_from_row(row) for row in rows]

    def put(self, access: ZenworksAccess) -> None:
        """Write how a zone is reached; its journal line says so."""
        self._link.writing().conn.execute(_PUT, _to_row(access))

    def went(self, access: ZenworksAccess) -> None:
        """Write how a reading went. Needs no journal line: nothing of the zone changes."""
        self._link.writing(journalled=False).conn.execute(
            "update zenworks set tried_at = ?, trouble = ?, begun_at = ?, read_at = ?, devices = ?,"
            " nagged_at = ? where zone = ?",
            (
                text(access.tried_at), access.trouble, text(access.begun_at), text(access.read_at),
                access.devices, text(access.nagged_at), access.zone,
            ),
        )  # fmt: skip

    def forget(self, zone: ZoneId) -> None:
        """Reach it no more; what was read of its devices stays."""
        self._link.writing().conn.execute("delete from zenworks where zone = ?", (zone,))
        self.begin(zone)

    def begin(self, zone: ZoneId) -> None:
        """Forget which devices were told of; no journal line."""
        self._link.writing(journalled=False).conn.execute(
            "delete from zenworks_told where zone = ?", (zone,)
        )

    def told(self, zone: ZoneId, guids: Sequence[str]) -> None:
        """Remember that the reading under way told of these; no journal line."""
        self._link.writing(journalled=False).conn.executemany(
            "insert or ignore into zenworks_told (zone, guid) values (?, ?)",
            [(zone, guid) for guid in guids],
        )

    def among_told(self, zone: ZoneId, guids: Sequence[str]) -> frozenset[str]:
        """Return those of these that it told of already."""
        with self._link.reading() as db:
            rows = db.execute(
                "select zenworks_told.guid from json_each(?) asked cross join zenworks_told"
                " on zenworks_told.zone = ? and zenworks_told.guid = asked.value",
                (json.dumps(list(guids)), zone),
            )
            return frozenset(row[0] for row in rows)

    def absent(self, zone: ZoneId, *, most: int) -> Absent:
        """Return the devices, retired ones left out, that it did not tell of."""
        rest = (
            "from device where zone = ? and retired = 0 and guid not in"
            " (select guid from zenworks_told where zone = ?)"
        )
        with self._link.reading() as db:
            number = db.execute(f"select count(*) {rest}", (zone, zone)).fetchone()[0]
            rows = db.execute(
                f"select name {rest} order by name_key limit ?",
                (zone, zone, most),
            ).fetchall()
        return Absent(number=number, first=tuple(row[0] for row in rows))

    def note(self, facts: Sequence[DeviceFacts]) -> None:
        """Keep what was said of devices, over what was said before; no journal line."""
        self._link.writing(journalled=False).conn.executemany(
            "insert into zenworks_fact (device, folder, version, status, read_at)"
            " values (?, ?, ?, ?, ?) on conflict (device) do update set folder = excluded.folder,"
            " version = excluded.version, status = excluded.status, read_at = excluded.read_at",
            [(f.device, f.folder, f.version, f.status, to_text(f.read_at)) for f in facts],
        )

    def facts(self, device: DeviceId) -> DeviceFacts | None:
        """Return what was last said of a device."""
        with self._link.reading() as db:
            row = db.execute("select * from zenworks_fact where device = ?", (device,)).fetchone()
        if row is None:
            return None
        return DeviceFacts(
            device=DeviceId(row["device"]),
            folder=row["folder"],
            version=row["version"],
            status=row["status"],
            read_at=from_text(row["read_at"]),
        )


def _to_row(access: ZenworksAccess) -> tuple[object, ...]:
    return (
        access.zone, access.host, access.port, access.account, access.pinned or None,
        access.at_start, access.every_hours, text(access.tried_at), access.trouble,
        text(access.begun_at), text(access.read_at), access.devices, text(access.nagged_at),
    )  # fmt: skip


def _from_row(row: sqlite3.Row) -> ZenworksAccess:
    return ZenworksAccess(
        zone=ZoneId(row["zone"]),
        host=row["host"],
        port=row["port"],
        account=row["account"],
        pinned=row["pinned"] or b"",
        at_start=bool(row["at_start"]),
        every_hours=row["every_hours"],
        tried_at=moment(row["tried_at"]),
        trouble=row["trouble"],
        begun_at=moment(row["begun_at"]),
        read_at=moment(row["read_at"]),
        devices=row["devices"],
        nagged_at=moment(row["nagged_at"]),
    )
