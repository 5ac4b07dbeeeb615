"""The journal, to and from rows: only its end grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from zenca_gui.core.journal import EMPTY, Detail, Entry, Head, follow
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import insert

_PAGE = 500


class SqliteJournal:
    """`core.ports.store.JournalRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def head(self) -> Head:
        """Return the newest sequence and hash."""
        with self._link.reading() as db:
            row = db.execute(
                "select sequence, hash from journal order by sequence desc limit 1"
            ).fetchone()
        return Head(sequence=row["sequence"], hash=row["hash"]) if row else EMPTY

    def entries(
        self,
        *,
        zone: str | None = None,
        before: int | None = None,
        limit: int = 200,
        search: str = "",
    ) -> Sequence[Entry]:
        """Return entries, newest first. `zone` by name; `before` a sequence, for the next page."""
        with self._link.reading() as db:
            rows = db.execute(
                f"select * from journal where {_FILTER}"  # noqa: S608
                " and (:before is null or sequence < :before) order by sequence desc limit :limit",
                {"zone": zone, "search": search.casefold(), "before": before, "limit": limit},
            ).fetchall()
        return [_from_row(row) for row in rows]

    def count(self, *, zone: str | None = None, search: str = "") -> int:
        """Return how many entries there are."""
        with self._link.reading() as db:
            row = db.execute(
                f"select count(*) from journal where {_FILTER}",  # noqa: S608
                {"zone": zone, "search": search.casefold()},
            ).fetchone()
        return int(row[0])

    def walk(self) -> Iterator[Entry]:
        """Yield every entry, oldest first; page by page, so a slow reader holds nothing up."""
        after = -1
        while True:
            with self._link.reading() as db:
                rows = db.execute(
                    "select * from journal where sequence > ? order by sequence limit ?",
                    (after, _PAGE),
                ).fetchall()
            if not rows:
                return
            yield from map(_from_row, rows)
            after = rows[-1]["sequence"]


class Recorder:
    """`core.ports.store.Transaction`: the journal's pen while a transaction is open."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def record(
        self,
        *,
        at: datetime,
        zone_time: datetime,
        actor: Actor,
        zone: str,
        kind: str,
        words: str,
        evidence: Evidence,
        detail: Detail,
    ) -> Entry:
        """Append to the journal; part of the transaction."""
        db = self._link.writing()
        entry = follow(
            SqliteJournal(self._link).head(),
            at=at,
            zone_time=zone_time,
            actor=actor,
            zone=zone,
            kind=kind,
            words=words,
            evidence=evidence.value,
            detail=detail,
        )
        times = {"at": to_text(entry.at), "zone_time": to_text(entry.zone_time)}
        insert(db, "journal", asdict(entry) | times)
        self._link.work.recorded = True
        return entry


_FILTER = (
    "(:zone is null or zone = :zone) and (:search = '' or instr(fold("
    "words || char(10) || kind || char(10) || actor || char(10) || zone || char(10) || detail"
    "), :search) > 0)"
)


def _from_row(row: sqlite3.Row) -> Entry:
    return Entry(
        sequence=row["sequence"],
        at=from_text(row["at"]),
        zone_time=from_text(row["zone_time"]),
        actor=Actor(row["actor"]),
        zone=row["zone"],
        kind=row["kind"],
        words=row["words"],
        evidence=row["evidence"],
        detail=row["detail"],
        previous=row["previous"],
        hash=row["hash"],
    )
