"""When was each device in contact? Kept as contacts move on, read for the forecast."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from zenca_gui.core.contact_history import SLOT, ContactHistory, phase_of, slot_of
from zenca_gui.core.contact_line import ContactCount, ContactLine
from zenca_gui.core.forecast import SCATTER
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.ports.contacts import ContactLook
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import DeviceId, DeviceKind, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import moment

_STAGES = {stage.value: stage for stage in Stage}
_KINDS = {kind.value: kind for kind in DeviceKind}
PART = 10_000


class SqliteContacts:
    """`core.ports.contacts.ContactRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def looked(self, zone: ZoneId, at: datetime) -> None:
        """Remember that all contacts up to this moment of the zone's time were asked for.

        The first look fixes the phase of the histories. Needs no journal line.
        """
        self._link.writing(journalled=False).conn.execute(
            "insert into contact_look (zone, at, phase) values (?, ?, ?)"
            " on conflict (zone) do update set at = max(at, excluded.at)",
            (zone, to_text(at), phase_of(at) // timedelta(seconds=1)),
        )

    def look(self, zone: ZoneId) -> ContactLook | None:
        """Return the newest look, None where nobody ever told of one."""
        with self._link.reading() as db:
            row = db.execute(
                "select at, phase from contact_look where zone = ?", (zone,)
            ).fetchone()
        if row is None:
            return None
        return ContactLook(at=from_text(row["at"]), phase=timedelta(seconds=row["phase"]))

    def newest(self, zone: ZoneId, *, until: datetime) -> datetime | None:
        """Return the newest contact of the devices that count, none after `until`."""
        with self._link.reading() as db:
            row = db.execute(
                "select max(last_contact) from device"
                " where zone = ? and retired = 0 and lost = 0 and last_contact <= ?",
                (zone, to_text(until)),
            ).fetchone()
        return moment(row[0])

    def lines(
        self, zone: ZoneId, *, stage: Stage | None = None, share: float = 1.0
    ) -> Iterator[ContactLine]:
        """Yield every device that counts, with its history, in no order."""
        with self._link.reading() as db:
            stages = [each.value for each in Stage if stage in (each, None)]
            yield from _lines(
                db,
                "where zone = ? and retired = 0 and kind in (select value from json_each(?))"
                " and stage in (select value from json_each(?)) and lost = 0"
                " and (id * ? & 4294967295) < ?",
                (zone, json.dumps(list(_KINDS)), json.dumps(stages), SCATTER, round(share * 2**32)),
            )

    def counted(self, zone: ZoneId) -> Iterator[ContactCount]:
        """Yield how many devices were last in contact within the same ten minutes."""
        with self._link.reading() as db:
            rows = db.execute(
                "select kind, stage, substr(last_contact, 1, 15) as about, count(*)"
                " from device where zone = ? and retired = 0 and lost = 0"
                " group by kind, stage, about",
                (zone,),
            )
            for kind, stage, about, number in rows:
                yield ContactCount(
                    kind=_KINDS[kind],
                    stage=_STAGES[stage],
                    last_contact=None if about is None else from_text(f"{about}5:00+00:00"),
                    number=number,
                )

    def longest_silent(self, zone: ZoneId, *, limit: int) -> Iterator[ContactLine]:
        """Yield those that may still have to follow by their stage, silent for longest first."""
        with self._link.reading() as db:
            yield from _lines(
                db,
                "where device.id in (select id from device"
                " where zone = ? and retired = 0 and lost = 0 and last_contact is not null"
                " and stage not in (?, ?) order by last_contact limit ?)"
                " order by last_contact",
                (zone, Stage.PENDING.value, Stage.ACTIVE.value, limit),
            )


def _lines(
    db: sqlite3.Connection, condition: str, values: tuple[int | str, ...]
) -> Iterator[ContactLine]:
    rows = db.execute(
        "select id, kind, stage, stage_at, stage_evidence, last_contact, newest, slots"  # noqa: S608
        f" from device left join contact_history on contact_history.device = device.id {condition}",
        values,
    )
    for device, kind, at, stage_at, evidence, contact, newest, slots in rows:
        told = evidence == Evidence.TOLD.value
        yield ContactLine(
            device=device,
            kind=_KINDS[kind],
            stage=_STAGES[at],
            last_contact=None if contact is None else from_text(contact),
            history=None if newest is None else _history(newest, slots),
            stage_reported=None if stage_at is None or told else from_text(stage_at),
        )


def note_contacts(db: sqlite3.Connection, heard: Sequence[tuple[DeviceId, datetime]]) -> None:
    """Take contacts into the histories, before the devices' last contacts are moved to them."""
    for first in range(0, len(heard), PART):
        part = dict(heard[first : first + PART])
        known = db.execute(
            "select device.id, last_contact, newest, slots, coalesce(phase, 0), contact_look.at"
            " from json_each(?) asked"
            " cross join device on device.id = asked.value"
            " left join contact_history on contact_history.device = device.id"
            " left join contact_look on contact_look.zone = device.zone"
            " where last_contact is not null",
            (json.dumps(list(part)),),
        ).fetchall()
        moved = []
        for device, before, newest, slots, seconds, look in known:
            phase = timedelta(seconds=seconds)
            old = (
                ContactHistory(newest=slot_of(from_text(before), phase))
                if newest is None
                else _history(newest, slots)
            )
            heard_at = part[device]
            if look is not None:  # a clock that is wrong must not push the past out
                heard_at = min(heard_at, from_text(look) + SLOT)
            new = old.heard(slot_of(heard_at, phase))
            if new != old:
                moved.append((device, new.newest, new.to_bytes()))
        db.executemany(
            "insert into contact_history (device, newest, slots) values (?, ?, ?)"
            " on conflict (device) do update set newest = excluded.newest, slots = excluded.slots",
            moved,
        )


def _history(newest: int, slots: bytes) -> ContactHistory:
    return ContactHistory(newest=newest, slots=int.from_bytes(slots, "little"))
