"""Subscriptions, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from zenca_gui.core.subscription import Side, Subscription, SubscriptionId
from zenca_gui.core.zone import ServerId, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, found, insert, moment, text, update


class SqliteSubscriptions:
    """`core.ports.inventory.SubscriptionRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def of(self, zone: ZoneId) -> Sequence[Subscription]:
        """Return a zone's subscriptions, by name."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from subscription where zone = ? order by name_key, side", (zone,)
            ).fetchall()
        return [_from_row(row) for row in rows]

    def get(self, subscription: SubscriptionId) -> Subscription:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from subscription where id = ?", (subscription,)).fetchone()
        return _from_row(found(row))

    def add(self, subscription: Subscription) -> Subscription:
        """Insert; returns it with its id."""
        number = insert(self._link.writing(), "subscription", _to_row(subscription))
        return replace(subscription, id=SubscriptionId(number))

    def replace(self, subscription: Subscription) -> None:
        """Write all its fields."""
        update(self._link.writing(), "subscription", subscription.id, _to_row(subscription))

    def remove(self, subscription: SubscriptionId) -> None:
        """Delete it; its follow-ups stay, and name it no more."""
        self._link.writing().conn.execute("delete from subscription where id = ?", (subscription,))


def _to_row(each: Subscription) -> Columns:
    return {
        "zone": each.zone,
        "name": each.name,
        "name_key": each.name.casefold(),
        "side": each.side.value,
        "server": each.server,
        "server_name": each.server_name,
        "partner": each.partner,
        "console": each.console,
        "contact": each.contact,
        "kept": each.kept or None,
        "kept_at": text(each.kept_at),
        "kept_by": each.kept_by,
    }


def _from_row(row: sqlite3.Row) -> Subscription:
    return Subscription(
        id=SubscriptionId(row["id"]),
        zone=ZoneId(row["zone"]),
        name=row["name"],
        side=Side(row["side"]),
        server=ServerId(row["server"]) if row["server"] is not None else None,
        server_name=row["server_name"],
        partner=row["partner"],
        console=row["console"],
        contact=row["contact"],
        kept=row["kept"] or b"",
        kept_at=moment(row["kept_at"]),
        kept_by=row["kept_by"],
    )
