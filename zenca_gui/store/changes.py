"""CA changes, their updates and deliveries, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice, Reason
from zenca_gui.core.certificate import ChangeId, Custody, GenerationId, KeyKind
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.system_update import SystemUpdate, UpdateId
from zenca_gui.core.zone import Actor, Carrier, ServerId, ZoneId
from zenca_gui.store.follow_ups import FollowUps
from zenca_gui.store.requests import Requests
from zenca_gui.store.rows import Columns, found, insert, moment, text, update

_OPEN = "state in ('draft', 'material', 'assigned', 'active', 'cancelling', 'rolling back')"
"""As the index `one_open_change` says it; a test compares it with core's OPEN."""


class SqliteChanges(FollowUps, Requests):
    """`core.ports.store.ChangeRows` over SQLite."""

    def of(self, zone: ZoneId) -> Sequence[Change]:
        """Return a zone's changes, oldest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from ca_change where zone = ? order by id", (zone,)
            ).fetchall()
        return [_from_row(row) for row in rows]

    def open(self, zone: ZoneId) -> Change | None:
        """Return the open one."""
        with self._link.reading() as db:
            row = db.execute(
                f"select * from ca_change where zone = ? and {_OPEN}", (zone,)  # noqa: S608
            ).fetchone()  # fmt: skip
        return _from_row(row) if row else None

    def get(self, change: ChangeId) -> Change:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from ca_change where id = ?", (change,)).fetchone()
        return _from_row(found(row))

    def add(self, change: Change) -> Change:
        """Insert; StoreError where one is open already. Returns it with its id."""
        if change.is_open and self.open(change.zone) is not None:
            raise StoreError(
                _("A change of this zone's CA is open already."),
                _("Nothing was changed. Close or cancel that one first."),
            )
        number = insert(self._link.writing(), "ca_change", _to_row(change))
        return replace(change, id=ChangeId(number))

    def replace(self, change: Change) -> None:
        """Write all its fields."""
        update(self._link.writing(), "ca_change", change.id, _to_row(change))

    def add_update(self, update: SystemUpdate) -> SystemUpdate:
        """Insert; returns it with its id."""
        row = {
            "zone": update.zone,
            "change": update.change,
            "name": update.name,
            "carrier": update.carrier.value,
            "assigned_at": to_text(update.assigned_at),
            "trust_sha256": update.trust_sha256,
        }
        return replace(update, id=UpdateId(insert(self._link.writing(), "system_update", row)))

    def update(self, change: ChangeId) -> SystemUpdate | None:
        """Return the system update of a change."""
        with self._link.reading() as db:
            row = db.execute("select * from system_update where change = ?", (change,)).fetchone()
        if row is None:
            return None
        return SystemUpdate(
            id=UpdateId(row["id"]),
            zone=ZoneId(row["zone"]),
            change=ChangeId(row["change"]),
            name=row["name"],
            carrier=Carrier(row["carrier"]),
            assigned_at=from_text(row["assigned_at"]),
            trust_sha256=row["trust_sha256"],
        )

    def deliveries(self, change: ChangeId) -> Mapping[ServerId, Delivery]:
        """Return where each server stands."""
        with self._link.reading() as db:
            rows = db.execute("select * from delivery where change = ?", (change,)).fetchall()
        return {
            ServerId(row["server"]): Delivery(
                zone=ZoneId(row["zone"]),
                change=ChangeId(row["change"]),
                server=ServerId(row["server"]),
                state=DeliveryState(row["state"]),
                release=row["release_name"],
                previous=row["previous_name"],
                detail=row["detail"],
                at=from_text(row["at"]),
            )
            for row in rows
        }

    def delivered(self, delivery: Delivery) -> None:
        """Write where a server stands."""
        self._link.writing().conn.execute(
            "insert into delivery (change, server, zone, state, release_name, previous_name,"
            " detail, at) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set"
            " state = excluded.state, release_name = excluded.release_name,"
            " previous_name = excluded.previous_name, detail = excluded.detail, at = excluded.at",
            (
                delivery.change, delivery.server, delivery.zone, delivery.state.value,
                delivery.release, delivery.previous, delivery.detail, to_text(delivery.at),
            ),
        )  # fmt: skip


def _to_row(change: Change) -> Columns:
    choice = change.choice
    return {
        "zone": change.zone,
        "kind": change.kind.value,
        "state": change.state.value,
        "old": change.old,
        "new": change.new,
        "key": choice.key.value if choice else None,
        "subject": choice.subject if choice else None,
        "validity_days": choice.validity_days if choice else None,
        "server_validity_days": choice.server_validity_days if choice else None,
        "reason": choice.reason.value if choice else None,
        "carrier": choice.carrier.value if choice else None,
        "activate_at": text(choice.activate_at) if choice else None,
        "custody": choice.custody.value if choice else None,
        "same_key": int(choice.same_key) if choice else None,
        "reissue": int(choice.reissue) if choice else None,
        "opened_at": to_text(change.opened_at),
        "opened_by": change.opened_by,
        "assigned_at": text(change.assigned_at),
        "activated_at": text(change.activated_at),
        "overlap_ended_at": text(change.overlap_ended_at),
        "closed_at": text(change.closed_at),
        "cancelled_at": text(change.cancelled_at),
        "retreated_at": text(change.retreated_at),
    }


def _from_row(row: sqlite3.Row) -> Change:
    choice = None
    if row["key"] is not None:
        choice = Choice(
            key=KeyKind(row["key"]),
            subject=row["subject"],
            validity_days=row["validity_days"],
            server_validity_days=row["server_validity_days"],
            reason=Reason(row["reason"]),
            carrier=Carrier(row["carrier"]),
            activate_at=moment(row["activate_at"]),
            custody=Custody(row["custody"] or Custody.ZENCA.value),
            same_key=bool(row["same_key"]),
            reissue=row["reissue"] is None or bool(row["reissue"]),
        )
    return Change(
        id=ChangeId(row["id"]),
        zone=ZoneId(row["zone"]),
        kind=ChangeKind(row["kind"]),
        state=ChangeState(row["state"]),
        old=GenerationId(row["old"]),
        new=GenerationId(row["new"]) if row["new"] is not None else None,
        choice=choice,
        opened_at=from_text(row["opened_at"]),
        opened_by=Actor(row["opened_by"]),
        assigned_at=moment(row["assigned_at"]),
        activated_at=moment(row["activated_at"]),
        overlap_ended_at=moment(row["overlap_ended_at"]),
        closed_at=moment(row["closed_at"]),
        cancelled_at=moment(row["cancelled_at"]),
        retreated_at=moment(row["retreated_at"]),
    )
