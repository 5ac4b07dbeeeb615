"""Follow-ups and the documents of a change, to and from rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.follow_up import (
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
    StepDone,
)
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, found, gone, moment, text, update


class FollowUps:
    """Work a person must do, and what a change keeps in writing."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def follow_ups(self, zone: ZoneId, *, change: ChangeId | None = None) -> Sequence[FollowUp]:
        """Return follow-ups, oldest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from follow_up where zone = :zone"
                " and (:change is null or change = :change) order by id",
                {"zone": zone, "change": change},
            ).fetchall()
        return [_from_row(row) for row in rows]

    def follow_up(self, follow_up: FollowUpId) -> FollowUp:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from follow_up where id = ?", (follow_up,)).fetchone()
        return _from_row(found(row))

    def add_follow_ups(self, follow_ups: Sequence[FollowUp]) -> Sequence[FollowUp]:
        """Insert many; returns them with their ids."""
        db = self._link.writing().conn
        row = db.execute("select seq from sqlite_sequence where name = 'follow_up'").fetchone()
        first = (row[0] if row else 0) + 1
        numbered = [replace(each, id=FollowUpId(first + i)) for i, each in enumerate(follow_ups)]
        db.executemany(
            "insert into follow_up (id, zone, change, kind, subject, device, state, evidence,"
            " done_by, at, recheck, owner, steps, subscription) values (:id, :zone, :change, :kind,"
            " :subject, :device, :state, :evidence, :done_by, :at, :recheck, :owner, :steps,"
            " :subscription)",
            [{"id": each.id, **_to_row(each)} for each in numbered],
        )
        return numbered

    def replace_follow_up(self, follow_up: FollowUp) -> None:
        """Write all its fields."""
        update(self._link.writing(), "follow_up", follow_up.id, _to_row(follow_up))

    def replace_follow_ups(self, follow_ups: Sequence[FollowUp]) -> None:
        """Write all fields of many."""
        written = [{"id": each.id, **_to_row(each)} for each in follow_ups]
        if written:
            names = ", ".join(f"{name} = :{name}" for name in written[0] if name != "id")
            db = self._link.writing().conn
            done = db.executemany(f"update follow_up set {names} where id = :id", written)  # noqa: S608
            if done.rowcount < len(written):
                raise gone()

    def keep(self, change: ChangeId, name: str, text: str) -> None:
        """Keep a document of the change (`preflight`, `evidence`, …), replacing one of its name."""
        self._link.writing(journalled=False).conn.execute(
            "insert into document (change, name, content) values (?, ?, ?)"
            " on conflict do update set content = excluded.content",
            (change, name, text),
        )

    def kept(self, change: ChangeId, name: str) -> str | None:
        """Return such a document."""
        with self._link.reading() as db:
            row = db.execute(
                "select content from document where change = ? and name = ?", (change, name)
            ).fetchone()
        return row["content"] if row else None


def _to_row(each: FollowUp) -> Columns:
    return {
        "zone": each.zone,
        "change": each.change,
        "kind": each.kind.value,
        "subject": each.subject,
        "device": each.device,
        "state": each.state.value,
        "evidence": each.evidence,
        "done_by": each.by,
        "at": text(each.at),
        "recheck": text(each.recheck),
        "owner": each.owner,
        "steps": json.dumps(
            [{"evidence": s.evidence, "by": s.by, "at": to_text(s.at)} for s in each.steps],
            ensure_ascii=False,
        ),
        "subscription": each.subscription,
    }


def _from_row(row: sqlite3.Row) -> FollowUp:
    device, subscription, steps = row["device"], row["subscription"], row["steps"]
    return FollowUp(
        id=row["id"],
        zone=row["zone"],
        change=row["change"],
        kind=_KINDS[row["kind"]],
        subject=row["subject"],
        device=device,
        state=_STATES[row["state"]],
        evidence=row["evidence"],
        by=row["done_by"],
        at=moment(row["at"]),
        recheck=moment(row["recheck"]),
        owner=row["owner"],
        steps=() if steps == _NO_STEPS else _steps(steps),
        subscription=subscription,
    )


def _steps(column: str) -> tuple[StepDone, ...]:
    return tuple(
        StepDone(evidence=step["evidence"], by=Actor(step["by"]), at=from_text(step["at"]))
        for step in json.loads(column)
    )


_KINDS = {kind.value: kind for kind in FollowUpKind}
_STATES = {state.value: state for state in FollowUpState}
_NO_STEPS = "[]"
"""Of ten thousand follow-ups nearly all have none; the board reads them all at once."""
