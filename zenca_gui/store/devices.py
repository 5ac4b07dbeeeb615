"""Devices by the million, to and from rows."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from zenca_gui.core.device_choice import DeviceMark
from zenca_gui.core.device_query import DeviceCount, DeviceQuery, FirstRows
from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_text
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.contacts import note_contacts
from zenca_gui.store.device_finding import Unwanted, all_ids, first_rows
from zenca_gui.store.device_search import END, note_words
from zenca_gui.store.rows import flag, found, gone, moment, text
from zenca_gui.store.stage_said import said, said_text

_COLUMNS = (
    "zone", "guid", "name", "name_key", "kind", "os", "user", "mdm_server", "amt", "lost",
    "retired", "test", "last_contact", "stage", "stage_at", "stage_evidence", "stage_by",
    "stage_reason", "stage_other", "can_talk", "talk_reason", "search",
)  # fmt: skip
_INSERT = (
    f"insert into device (id, {', '.join(_COLUMNS)})"  # noqa: S608
    f" values (?, {', '.join('?' * len(_COLUMNS))})"
)
_UPDATE = f"update device set {', '.join(f'{c} = ?' for c in _COLUMNS)} where id = ?"  # noqa: S608
_RESTAGE = (
    "update device set stage = ?, stage_at = ?, stage_evidence = ?, stage_by = ?,"
    " stage_reason = ?, stage_other = ? where id = ?"
)

_KINDS = {kind.value: kind for kind in DeviceKind}
_STAGES = {stage.value: stage for stage in Stage}
_EVIDENCE: dict[str | None, Evidence | None] = {
    None: None,
    "": None,
    **{each.value: each for each in Evidence},
}


class SqliteDevices:
    """`core.ports.store.DeviceRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def get(self, device: DeviceId) -> Device:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from device where id = ?", (device,)).fetchone()
        return _from_row(found(row))

    def by_guid(self, zone: ZoneId, guids: Sequence[str]) -> Mapping[str, Device]:
        """Return the devices of these GUIDs."""
        with self._link.reading() as db:
            rows = db.execute(
                "select device.* from json_each(?) asked cross join device"
                " on device.zone = ? and device.guid = asked.value and device.guid <> ''",
                (json.dumps(list(guids)), zone),
            ).fetchall()
        return {row["guid"]: _from_row(row) for row in rows}

    def named(self, zone: ZoneId, name: str) -> Sequence[Device]:
        """Return the devices of this name, upper and lower case alike."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from device where zone = ? and name_key = ? order by id",
                (zone, name.casefold()),
            ).fetchall()
        return [_from_row(row) for row in rows]

    def of_names(self, zone: ZoneId, names: Sequence[str]) -> Sequence[Device]:
        """Return the devices of any of these names, upper and lower case alike; in no order."""
        asked = json.dumps(sorted({name.casefold() for name in names}))
        with self._link.reading() as db:
            rows = db.execute(
                "select device.* from json_each(?) asked cross join device"
                " on device.zone = ? and device.name_key = asked.value",
                (asked, zone),
            ).fetchall()
        return [_from_row(row) for row in rows]

    def ids(self, query: DeviceQuery) -> array[int]:
        """Return the ids of all devices that fit, in the query's order."""
        with self._link.reading() as db:
            return all_ids(db, query, stop=lambda: False)

    def ids_unless(self, query: DeviceQuery, stop: Callable[[], bool]) -> array[int] | None:
        """Return the same, or None once `stop` says that nobody waits for it any more."""
        with self._link.reading() as db:
            try:
                return all_ids(db, query, stop=stop)
            except Unwanted:
                return None

    def first(self, query: DeviceQuery, number: int) -> FirstRows:
        """Return the first so many of the same, before the whole order is known."""
        with self._link.reading() as db:
            return first_rows(db, query, number)

    def page(self, ids: Sequence[int]) -> Sequence[Device]:
        """Return these devices in this order; ids that are gone are left out."""
        with self._link.reading() as db:
            rows = db.execute(
                "select device.* from json_each(?) asked cross join device"
                " on device.id = asked.value order by asked.key",
                (json.dumps(list(ids)),),
            ).fetchall()
        return [_from_row(row) for row in rows]

    def counts(self, zone: ZoneId) -> Sequence[DeviceCount]:
        """Return how many devices stand where, without the retired."""
        with self._link.reading() as db:
            rows = db.execute(
                "select kind, stage, lost, count(*) as number from device"
                " where zone = ? and retired = 0 group by kind, stage, lost",
                (zone,),
            ).fetchall()
        return [
            DeviceCount(
                kind=DeviceKind(row["kind"]),
                stage=Stage(row["stage"]),
                number=row["number"],
                lost=bool(row["lost"]),
            )
            for row in rows
        ]

    def contacts(self, zone: ZoneId) -> Sequence[datetime | None]:
        """Return the last contact of every device that counts (neither retired nor lost)."""
        with self._link.reading() as db:
            rows = db.execute(
                "select last_contact from device where zone = ? and retired = 0 and lost = 0",
                (zone,),
            )
            # One by one: a million rows at once are a garbage collection that the window feels.
            return [moment(row[0]) for row in rows]

    def add(self, devices: Sequence[Device]) -> Sequence[Device]:
        """Insert many; returns them with their ids. The ids given are not used."""
        ids = self.enter(devices)
        return [replace(device, id=its) for device, its in zip(devices, ids, strict=True)]

    def enter(self, devices: Sequence[Device]) -> Sequence[DeviceId]:
        """Insert very many; returns their ids only."""
        db = self._link.writing().conn
        row = db.execute("select seq from sqlite_sequence where name = 'device'").fetchone()
        first = (row[0] if row else 0) + 1
        ids = [DeviceId(number) for number in range(first, first + len(devices))]
        self._write(_INSERT, ((its, *_to_row(d)) for its, d in zip(ids, devices, strict=True)))
        return ids

    def replace(self, devices: Sequence[Device]) -> None:
        """Write all fields of many."""
        contacts = [(d.id, d.last_contact) for d in devices if d.last_contact is not None]
        note_contacts(self._link.writing().conn, contacts)
        rows = [(*_to_row(d), d.id) for d in devices]
        note_words(self._link.writing().conn, [(row[-1], row[-2]) for row in rows])
        if self._write(_UPDATE, rows) < len(devices):
            raise gone()

    def restage(self, devices: Sequence[Device]) -> None:
        """Write the stages of many, and what is known of them; nothing else."""
        self._link.writing().conn.executemany(
            _RESTAGE,
            [
                (
                    d.stage.value, text(d.stage_at),
                    d.stage_evidence.value if d.stage_evidence else None, d.stage_by,
                    d.stage_reason, said_text(d.stage_other), d.id,
                )
                for d in devices
            ],
        )  # fmt: skip

    def mark(self, devices: Sequence[int], mark: DeviceMark, *, on: bool) -> Sequence[int]:
        """Set a mark of many; return those of which it was not so."""
        asked = {"on": on, "devices": json.dumps(list(devices))}
        with self._link.reading() as db:
            other = f"{mark.value} <> :on and id in (select value from json_each(:devices))"  # noqa: S608
            rows = db.execute(f"select id from device where {other}", asked)  # noqa: S608
            ids = [row[0] for row in rows]
        if ids:
            asked["devices"] = json.dumps(ids)
            self._link.writing().conn.execute(
                f"update device set {mark.value} = :on where {other}",  # noqa: S608
                asked,
            )
        return ids

    def guids(self, devices: Sequence[int]) -> Sequence[str]:
        """Return the GUIDs of those that are there."""
        with self._link.reading() as db:
            rows = db.execute(
                "select guid from device where id in (select value from json_each(?))",
                (json.dumps(list(devices)),),
            ).fetchall()
        return [row[0] for row in rows]

    def heard(self, contacts: Sequence[tuple[DeviceId, datetime]]) -> None:
        """Move last contacts forward, never back. A heartbeat is no change: no journal line."""
        note_contacts(self._link.writing(journalled=False).conn, contacts)
        heard = [{"at": to_text(at), "device": device} for device, at in contacts]
        self._link.writing(journalled=False).conn.executemany(
            "update device set last_contact = :at"
            " where id = :device and (last_contact is null or last_contact < :at)",
            heard,
        )

    def remove(self, devices: Sequence[int]) -> None:
        """Delete many."""
        self._link.writing().conn.execute(
            "delete from device where id in (select value from json_each(?))",
            (json.dumps(list(devices)),),
        )

    def _write(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> int:
        try:
            return self._link.writing().conn.executemany(sql, rows).rowcount
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            raise StoreError(
                _("Two devices of a zone cannot have the same GUID."),
                _("Nothing was changed. Give each device its own GUID."),
            ) from error


def _to_row(device: Device) -> tuple[Any, ...]:
    name_key = device.name.casefold()
    return (
        device.zone, device.guid, device.name, name_key, device.kind.value, device.os,
        device.user, device.mdm_server, device.amt, device.lost, device.retired, device.test,
        text(device.last_contact), device.stage.value, text(device.stage_at),
        device.stage_evidence.value if device.stage_evidence else None, device.stage_by,
        device.stage_reason, said_text(device.stage_other), device.can_talk, device.talk_reason,
        f"{name_key}\n{device.guid}\n{device.user}\n{device.os}{END}".casefold(),
    )  # fmt: skip


def _from_row(row: sqlite3.Row) -> Device:
    at = dict(zip(row.keys(), row, strict=True))  # asked by name, a row looks through all of them
    return Device(
        id=DeviceId(at["id"]),
        zone=ZoneId(at["zone"]),
        guid=at["guid"],
        name=at["name"],
        kind=_KINDS[at["kind"]],
        os=at["os"],
        user=at["user"],
        mdm_server=at["mdm_server"],
        amt=bool(at["amt"]),
        lost=bool(at["lost"]),
        retired=bool(at["retired"]),
        test=bool(at["test"]),
        last_contact=moment(at["last_contact"]),
        stage=_STAGES[at["stage"]],
        stage_at=moment(at["stage_at"]),
        stage_evidence=_EVIDENCE[at["stage_evidence"]],
        stage_by=at["stage_by"],
        stage_reason=at["stage_reason"],
        stage_other=said(at["stage_other"]),
        can_talk=flag(at["can_talk"]),
        talk_reason=at["talk_reason"],
    )
