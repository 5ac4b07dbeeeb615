"""Stages of rollouts, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.ports.rollout_stages import DeviceMembers
from zenca_gui.core.rollout_stages import (
    DEVICES,
    Halt,
    RolloutStage,
    StageName,
    StageState,
)
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, moment, text
from zenca_gui.store.stage_counts import count_members

_ORDER = {name: at for at, name in enumerate(StageName)}


def _quoted(values: Iterable[Enum]) -> str:
    """Write our own words into SQL; none holds a quote, and nothing from outside comes here."""
    return ", ".join(f"'{word}'" for word in sorted(value.value for value in values))


def _rules() -> str:
    cases = []
    for rule in DEVICES:
        test = "" if rule.test is None else f" and test = {int(rule.test)}"
        cases.append(f"when kind in ({_quoted(rule.kinds)}){test} then '{rule.stage.value}'")
    return f"case {' '.join(cases)} end"


_PART = _rules()


class SqliteStages:
    """`core.ports.rollout_stages.StageRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def of(self, change: ChangeId) -> Sequence[RolloutStage]:
        """Return those of a change in their order; none where it goes to all at once."""
        with self._link.reading() as db:
            rows = db.execute("select * from rollout_stage where change = ?", (change,)).fetchall()
        return sorted(map(_from_row, rows), key=lambda each: _ORDER[each.name])

    def put(self, stages: Sequence[RolloutStage]) -> None:
        """Write all fields of many; one of the same change and name is replaced."""
        self._link.writing().conn.executemany(
            "insert into rollout_stage (change, name, timeout, state, begun_at, clock_from,"
            " ended_at, halt, left_out) values (:change, :name, :timeout, :state, :begun_at,"
            " :clock_from, :ended_at, :halt, :left_out) on conflict (change, name) do update set"
            " timeout = excluded.timeout, state = excluded.state, begun_at = excluded.begun_at,"
            " clock_from = excluded.clock_from, ended_at = excluded.ended_at,"
            " halt = excluded.halt, left_out = excluded.left_out",
            [_to_row(each) for each in stages],
        )

    def members(
        self, zone: ZoneId, *, begun: Mapping[StageName, datetime]
    ) -> Mapping[StageName, DeviceMembers]:
        """Count the devices of every stage. `begun`: when those began that did."""
        with self._link.reading() as db:
            return count_members(db, zone, begun=begun)

    def guids(self, zone: ZoneId, stages: Collection[StageName]) -> Sequence[str]:
        """Return the GUIDs of the devices that belong to these stages, lost ones too."""
        if not stages:
            return []
        with self._link.reading() as db:
            rows = db.execute(
                "select guid from device where zone = ? and guid <> ''"  # noqa: S608
                f" and {_PART} in ({_quoted(stages)}) order by guid",
                (zone,),
            ).fetchall()
        return [row["guid"] for row in rows]


def _to_row(stage: RolloutStage) -> Columns:
    return {
        "change": stage.change,
        "name": stage.name.value,
        "timeout": int(stage.timeout.total_seconds()),
        "state": stage.state.value,
        "begun_at": text(stage.begun_at),
        "clock_from": text(stage.clock_from),
        "ended_at": text(stage.ended_at),
        "halt": stage.halt.value if stage.halt else None,
        "left_out": stage.left_out,
    }


def _from_row(row: sqlite3.Row) -> RolloutStage:
    return RolloutStage(
        change=ChangeId(row["change"]),
        name=StageName(row["name"]),
        timeout=timedelta(seconds=row["timeout"]),
        state=StageState(row["state"]),
        begun_at=moment(row["begun_at"]),
        clock_from=moment(row["clock_from"]),
        ended_at=moment(row["ended_at"]),
        halt=Halt(row["halt"]) if row["halt"] else None,
        left_out=row["left_out"],
    )
