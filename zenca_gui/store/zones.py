"""Zones, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from zenca_gui.core.clock import TimeSource
from zenca_gui.core.errors import StoreError
from zenca_gui.core.expiry import WarningPolicy
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zone import Carrier, Zone, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, found, insert, update

_MICROSECOND = timedelta(microseconds=1)


class SqliteZones:
    """`core.ports.store.ZoneRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def all(self) -> Sequence[Zone]:
        """Return every zone, by name."""
        with self._link.reading() as db:
            rows = db.execute("select * from zone order by name_key").fetchall()
        return [_from_row(row) for row in rows]

    def get(self, zone: ZoneId) -> Zone:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from zone where id = ?", (zone,)).fetchone()
        return _from_row(found(row))

    def named(self, name: str) -> Zone | None:
        """Return the one of this name, upper and lower case alike."""
        with self._link.reading() as db:
            row = db.execute("select * from zone where name_key = ?", (name.casefold(),)).fetchone()
        return _from_row(row) if row else None

    def add(self, zone: Zone) -> Zone:
        """Insert; returns it with its id."""
        self._refuse_taken(zone.name, but=None)
        return replace(zone, id=ZoneId(insert(self._link.writing(), "zone", _to_row(zone))))

    def replace(self, zone: Zone) -> None:
        """Write all its fields."""
        self._refuse_taken(zone.name, but=zone.id)
        update(self._link.writing(), "zone", zone.id, _to_row(zone))

    def remove(self, zone: ZoneId) -> None:
        """Delete it with everything that belongs to it, but for the journal."""
        self.get(zone)
        self._link.writing().conn.execute("delete from zone where id = ?", (zone,))
        self._link.work.forgets = True

    def _refuse_taken(self, name: str, *, but: ZoneId | None) -> None:
        taken = self.named(name)
        if taken is not None and taken.id != but:
            raise StoreError(
                _("There is a zone {name} already.").format(name=taken.name),
                _("Nothing was changed. Choose another name."),
            )


def _to_row(zone: Zone) -> Columns:
    return {
        "name": zone.name,
        "name_key": zone.name.casefold(),
        "carrier": zone.carrier.value,
        "clock_anchor": to_text(zone.time.anchor),
        "clock_shows": to_text(zone.time.shows),
        "clock_speed": zone.time.speed,
        "lab": zone.lab,
        "warn_us": zone.policy.warn // _MICROSECOND,
        "every_login_us": zone.policy.every_login // _MICROSECOND,
        "remind_us": zone.policy.remind // _MICROSECOND,
        "prepare_days": zone.prepare_days,
        "asked_share": zone.asked_share,
        "keep_server_keys": zone.keep_server_keys,
        "backup_recipient": zone.backup_recipient,
        "recovery_proved_for": zone.recovery_proved_for,
    }


def _from_row(row: sqlite3.Row) -> Zone:
    return Zone(
        id=ZoneId(row["id"]),
        name=row["name"],
        carrier=Carrier(row["carrier"]),
        time=TimeSource(
            anchor=from_text(row["clock_anchor"]),
            shows=from_text(row["clock_shows"]),
            speed=row["clock_speed"],
        ),
        lab=row["lab"],
        policy=WarningPolicy(
            warn=row["warn_us"] * _MICROSECOND,
            every_login=row["every_login_us"] * _MICROSECOND,
            remind=row["remind_us"] * _MICROSECOND,
        ),
        prepare_days=row["prepare_days"],
        asked_share=row["asked_share"],
        keep_server_keys=bool(row["keep_server_keys"]),
        backup_recipient=row["backup_recipient"],
        recovery_proved_for=row["recovery_proved_for"],
    )
