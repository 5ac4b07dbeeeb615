"""How many devices of each stage are where? Counted along indexes, by core's own rule.

A stage of devices that are no test devices is counted as all of its kinds without the test devices,
who are few: `test` stands in no index that has every device.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.moment import to_text
from zenca_gui.core.ports.rollout_stages import DeviceMembers
from zenca_gui.core.rollout import Stage
from zenca_gui.core.rollout_stages import DEVICE_THERE, DEVICES, MemberRule, StageName, Standing
from zenca_gui.core.stage_late import Late, Lateness
from zenca_gui.core.zone import ZoneId
from zenca_gui.store.rows import moment

LONGEST = 200
"""So much of a reason is told; the device has it whole."""
_WAITED_FOR = tuple(s for s in Stage if s not in DEVICE_THERE and s is not Stage.FAILED)
_AT = "zone = :zone and retired = 0 and lost = 0 and kind = :kind and stage = :stage"


@dataclass(frozen=True, slots=True)
class _Tally:
    """Devices of one stage of the update."""

    number: int = 0
    never: int = 0
    silent: int = 0
    """Never in contact, or not since the stage of the rollout began."""

    def plus(self, other: _Tally, sign: int = 1) -> _Tally:
        return _Tally(
            self.number + sign * other.number,
            self.never + sign * other.never,
            self.silent + sign * other.silent,
        )


def count_members(
    db: sqlite3.Connection, zone: ZoneId, *, begun: Mapping[StageName, datetime]
) -> Mapping[StageName, DeviceMembers]:
    """Count the devices of every stage, as of one moment."""
    if not db.in_transaction:
        db.execute("begin")  # ended when the connection is put back
    nobody = DeviceMembers(standing=Standing(), late=())
    found = {rule.stage: _of(db, zone, rule, begun.get(rule.stage)) for rule in DEVICES}
    return {name: found.get(name, nobody) for name in StageName}


def _of(
    db: sqlite3.Connection, zone: ZoneId, rule: MemberRule, since: datetime | None
) -> DeviceMembers:
    tallies = {stage: _tally(db, zone, rule, stage, since) for stage in Stage}
    return DeviceMembers(
        standing=Standing(
            members=sum(each.number for each in tallies.values()),
            there=sum(tallies[stage].number for stage in DEVICE_THERE),
            failed=tallies[Stage.FAILED].number,
        ),
        late=(*_failed(db, zone, rule), *_late(db, zone, rule, tallies, since)),
    )


def _tally(
    db: sqlite3.Connection, zone: ZoneId, rule: MemberRule, stage: Stage, since: datetime | None
) -> _Tally:
    total = _Tally()
    for kind in rule.kinds:
        asked = {
            "zone": zone, "kind": kind.value, "stage": stage.value,
            "since": to_text(since) if since else "",
        }  # fmt: skip
        if rule.test is not True:
            total = total.plus(_row(db, "", asked))
        if rule.test is not None:
            total = total.plus(_row(db, " and test = 1", asked), 1 if rule.test else -1)
    return total


def _row(db: sqlite3.Connection, more: str, asked: Mapping[str, object]) -> _Tally:
    row = db.execute(
        "select count(*), sum(last_contact is null),"  # noqa: S608
        f" sum(coalesce(last_contact < :since, 1)) from device where {_AT}{more}",
        asked,
    ).fetchone()
    return _Tally(row[0], row[1] or 0, row[2] or 0)


def _failed(db: sqlite3.Connection, zone: ZoneId, rule: MemberRule) -> Iterator[Late]:
    reasons: dict[str, int] = {}
    more = "" if rule.test is None else f" and test = {int(rule.test)}"
    for kind in rule.kinds:
        rows = db.execute(
            f"select substr(stage_reason, 1, {LONGEST}) as reason, count(*) as number"  # noqa: S608
            f" from device where {_AT}{more} group by reason",
            {"zone": zone, "kind": kind.value, "stage": Stage.FAILED.value},
        )
        for row in rows:
            reasons[row["reason"]] = reasons.get(row["reason"], 0) + row["number"]
    for reason, number in reasons.items():
        yield Late(why=Lateness.FAILED, number=number, reason=reason)


def _late(
    db: sqlite3.Connection,
    zone: ZoneId,
    rule: MemberRule,
    tallies: Mapping[Stage, _Tally],
    since: datetime | None,
) -> Iterator[Late]:
    if since is None:
        return
    silent = sum(tallies[stage].silent for stage in _WAITED_FOR)
    never = sum(tallies[stage].never for stage in _WAITED_FOR)
    unknown = tallies[Stage.UNKNOWN].number - tallies[Stage.UNKNOWN].silent
    met = sum(tallies[stage].number for stage in _WAITED_FOR) - silent - unknown
    if silent:
        oldest = _oldest(db, zone, rule) if silent > never else None
        yield Late(why=Lateness.SILENT, number=silent, never=never, oldest=oldest)
    if unknown:
        yield Late(why=Lateness.UNKNOWN, number=unknown)
    if met:
        yield Late(why=Lateness.MET, number=met)


def _oldest(db: sqlite3.Connection, zone: ZoneId, rule: MemberRule) -> datetime | None:
    """Return the longest silence: the first in the order of contacts that is waited for.

    Who is there was in contact since, so that few are walked over.
    """
    kinds = ", ".join(f"'{kind.value}'" for kind in rule.kinds)
    stages = ", ".join(f"'{stage.value}'" for stage in _WAITED_FOR)
    more = "" if rule.test is None else f" and test = {int(rule.test)}"
    row = db.execute(
        "select last_contact from device where zone = ? and retired = 0"  # noqa: S608
        f" and last_contact is not null and lost = 0 and +kind in ({kinds})"
        f" and +stage in ({stages}){more} order by last_contact limit 1",
        (zone,),
    ).fetchone()
    return moment(row[0]) if row else None
