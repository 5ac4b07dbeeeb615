"""How many devices stand where? Counted along one index, without a look at the rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from operator import itemgetter

from zenca_gui.core.coming_back import SeenAgain
from zenca_gui.core.contact_history import ContactHistory
from zenca_gui.core.moment import to_text
from zenca_gui.core.ports.standing import SystemCount
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import Standing
from zenca_gui.core.zone import DeviceKind, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import moment, text


class SqliteStandings:
    """`core.ports.standing.StandingRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def standings(
        self, zone: ZoneId, *, since: datetime | None, silent_from: datetime
    ) -> Sequence[Standing]:
        """Return every group that has devices. Without `since` nobody was met."""
        values = {"zone": zone, "since": text(since), "silent_from": to_text(silent_from)}
        with self._link.reading() as db:
            rows = db.execute(_STANDINGS, values).fetchall()
        return [
            Standing(
                kind=DeviceKind(row["kind"]),
                stage=Stage(row["stage"]),
                lost=bool(row["lost"]),
                number=row["number"],
                met=row["met"],
                cut_off=row["cut_off"],
                met_cut_off=row["met_cut_off"],
                silent=row["never"] + row["silent"],
                never=row["never"],
                oldest=moment(row["oldest"]),
            )
            for row in rows
        ]

    def systems(self, zone: ZoneId) -> Sequence[SystemCount]:
        """Return devices by operating system and stage.

        No index holds the system, so the table is read as it lies (`+zone`), and counted here:
        three times as fast as SQLite's own grouping.
        """
        with self._link.reading() as db:
            rows = db.execute(
                "select stage || '/' || os from device"
                " where +zone = ? and retired = 0 and lost = 0",
                (zone,),
            )
            counted = Counter(map(itemgetter(0), rows))
        found = []
        for both, number in counted.items():
            stage, _apart, system = both.partition("/")  # no stage has one
            found.append(SystemCount(system=system, stage=Stage(stage), number=number))
        return found

    def came_to(self, zone: ZoneId, since: datetime) -> Mapping[Stage, int]:
        """Return how many that count came to their stage from then on."""
        with self._link.reading() as db:
            rows = db.execute(
                "select stage, count(*) as number from device"
                " where zone = ? and stage_at >= ? and retired = 0 and lost = 0"
                " group by stage",
                (zone, to_text(since)),
            ).fetchall()
        return {Stage(row["stage"]): row["number"] for row in rows}

    def seen_again(self, zone: ZoneId, *, since: datetime, one_in: int = 1) -> Iterator[SeenAgain]:
        """Yield devices that count and are not missing since then, or one in so many of them."""
        values = {"active": Stage.ACTIVE.value, "zone": zone, "since": to_text(since)}
        with self._link.reading() as db:
            if one_in == 1:
                rows = db.execute(f"{_SEEN} device {_HISTORY} where {_SEEN_AGAIN}", values)
            else:
                first, last = db.execute("select min(id), max(id) from device").fetchone()
                values["asked"] = json.dumps(list(range(first or 0, (last or -1) + 1, one_in)))
                rows = db.execute(
                    f"{_SEEN} json_each(:asked) asked cross join device on device.id = asked.value"
                    f" {_HISTORY} where {_SEEN_AGAIN}",
                    values,
                )
            for contact, newest, slots, active_at in rows:
                history = (
                    None
                    if newest is None
                    else ContactHistory(newest=newest, slots=int.from_bytes(slots, "little"))
                )
                yield SeenAgain(
                    last_contact=moment(contact), history=history, active_at=moment(active_at)
                )

    def look(self, administrator: str, zone: ZoneId, door: str) -> str | None:
        """Return what was kept of the last look through a door; upper and lower case alike."""
        with self._link.reading() as db:
            row = db.execute(
                "select seen from board_look where administrator_key = ? and zone = ? and door = ?",
                (administrator.casefold(), zone, door),
            ).fetchone()
        return str(row["seen"]) if row else None

    def keep_look(self, administrator: str, zone: ZoneId, door: str, seen: str) -> None:
        """Keep what was seen. Needs no journal line: nothing of the zone changes."""
        self._link.writing(journalled=False).conn.execute(
            "insert into board_look (administrator_key, zone, door, seen) values (?, ?, ?, ?)"
            " on conflict do update set seen = excluded.seen",
            (administrator.casefold(), zone, door, seen),
        )


def _listed(enum: type[Enum]) -> str:
    """Write our own words into SQL; none holds a quote, and nothing from outside comes here."""
    return ", ".join(f"('{each.value}')" for each in enum)


_SEEN = "select last_contact, newest, slots, case stage when :active then stage_at end from"
_HISTORY = "left join contact_history on contact_history.device = device.id"
_SEEN_AGAIN = (
    "zone = :zone and retired = 0 and lost = 0 and coalesce(can_talk, 1)"
    " and (last_contact >= :since or stage = :active)"
)
_GROUP = (
    "from device where zone = :zone and retired = 0 and kind = asked.kind"
    " and stage = asked.stage and lost = asked.lost and can_talk is asked.can_talk"
)
_STANDINGS = f"""
    with kinds(kind) as (values {_listed(DeviceKind)}),
        stages(stage) as (values {_listed(Stage)}),
        losses(lost) as (values (0), (1)),
        talks(can_talk) as (values (null), (0), (1)),
        asked as (select * from kinds, stages, losses, talks),
        found as materialized (
            select kind, stage, lost, can_talk,
                (select count(*) {_GROUP}) as number,
                (select count(*) {_GROUP} and last_contact >= :since) as met,
                (select count(*) {_GROUP} and last_contact < :silent_from) as silent,
                (select count(*) {_GROUP} and last_contact is null) as never,
                (select min(last_contact) {_GROUP} and last_contact < :since) as oldest
            from asked
        )
    select kind, stage, lost, sum(number) as number, sum(met) as met,
        coalesce(sum(number) filter (where can_talk = 0), 0) as cut_off,
        coalesce(sum(met) filter (where can_talk = 0), 0) as met_cut_off,
        sum(silent) as silent, sum(never) as never, min(oldest) as oldest
    from found group by kind, stage, lost having sum(number) > 0
"""  # noqa: S608
"""Every range is counted along the index `device_board`: a sixth of a second for a million."""
