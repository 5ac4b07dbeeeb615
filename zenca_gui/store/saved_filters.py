"""Which filters did an administrator save for a zone? To and from rows."""

from __future__ import annotations

from collections.abc import Mapping

from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import gone

_ONE = "zone = ? and administrator_key = ? and name_key = ?"


class SqliteSavedFilters:
    """`core.ports.saved_filters.SavedFilterRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def of(self, zone: ZoneId, administrator: str) -> Mapping[str, str]:
        """Return an administrator's filters as they were written, by name, in order of names."""
        with self._link.reading() as db:
            rows = db.execute(
                "select name, filter from saved_filter where zone = ? and administrator_key = ?"
                " order by name_key",
                (zone, administrator.casefold()),
            ).fetchall()
        return {row["name"]: row["filter"] for row in rows}

    def save(self, zone: ZoneId, administrator: str, name: str, asked: DeviceFilter) -> None:
        """Keep a filter; one of the same name, upper and lower case alike, is replaced."""
        self._link.writing(journalled=False).conn.execute(
            "insert into saved_filter (zone, administrator_key, name, name_key, filter)"
            " values (?, ?, ?, ?, ?) on conflict (zone, administrator_key, name_key)"
            " do update set name = excluded.name, filter = excluded.filter",
            (zone, administrator.casefold(), name, name.casefold(), asked.to_text()),
        )

    def rename(self, zone: ZoneId, administrator: str, name: str, new: str) -> None:
        """Give a filter another name; NotFound."""
        changed = self._link.writing(journalled=False).conn.execute(
            f"update saved_filter set name = ?, name_key = ? where {_ONE}",  # noqa: S608
            (new, new.casefold(), zone, administrator.casefold(), name.casefold()),
        )
        if not changed.rowcount:
            raise gone()

    def remove(self, zone: ZoneId, administrator: str, name: str) -> None:
        """Delete one; NotFound."""
        changed = self._link.writing(journalled=False).conn.execute(
            f"delete from saved_filter where {_ONE}",  # noqa: S608
            (zone, administrator.casefold(), name.casefold()),
        )
        if not changed.rowcount:
            raise gone()
