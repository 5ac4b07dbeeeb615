"""How does SQL say which devices are asked for? The verdict's rules come from core's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.moment import to_text
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import TABLE, Contact, Rule, Verdict
from zenca_gui.core.zone import DeviceKind


@dataclass(slots=True)
class Clause:
    """A statement's end and the values its names stand for."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


def selection(query: DeviceQuery) -> Clause:
    """Return everything from `where` on."""
    values: dict[str, Any] = {"zone": query.zone}
    terms = ["zone = :zone", *_of_board(query, values), *_of_row(query, values)]
    if query.order is DeviceOrder.VERDICT:
        values |= verdict_case(query).values
    return Clause(f"where {' and '.join(terms)} order by {_order(query)}", values)


def asks_of_board(query: DeviceQuery) -> bool:
    """Tell whether the index that the board counts along tells some devices from others."""
    return len(_of_board(query, {})) > (query.retired is not None)


def asks_of_row(query: DeviceQuery) -> bool:
    """Tell whether only the rows themselves can tell."""
    return bool(_of_row(query, {}))


def needle(query: DeviceQuery) -> str:
    """Return what is searched for, as rows hold it."""
    return query.search.strip().casefold()


def _of_board(query: DeviceQuery, values: dict[str, Any]) -> list[str]:
    terms = _flags(query, ("retired", "lost", "can_talk"), values)
    stages = query.stages
    if query.verdicts:
        asked = verdict_case(query)
        terms.append(f"{asked.sql} in ({_quoted(query.verdicts)})")
        values |= asked.values
        judged = {s for rule in TABLE if rule.verdict in query.verdicts for s in rule.stages}
        stages = stages & judged if stages else frozenset(judged)
    if query.kinds or query.stages or query.verdicts:
        terms.append(f"kind in ({_quoted(query.kinds or DeviceKind)})")
    if query.stages or query.verdicts:
        terms.append(f"stage in ({_quoted(stages)})")
    if query.cut_off is not None:
        terms.append(f"can_talk is {'' if query.cut_off else 'not '}0")
    if query.silent_since is not None:
        terms.append("(last_contact is null or last_contact < :silent_since)")
        values["silent_since"] = to_text(query.silent_since)
    if query.met_since is not None:
        terms.append("last_contact >= :met_since")
        values["met_since"] = to_text(query.met_since)
    return terms


def _of_row(query: DeviceQuery, values: dict[str, Any]) -> list[str]:
    terms = _flags(query, ("amt", "test"), values)
    if asked := needle(query):
        terms.append("instr(search, :needle) > 0")
        values["needle"] = asked
    if query.contradicted is not None:
        terms.append(f"stage_other is {'not ' if query.contradicted else ''}null")
    if query.stage_since is not None:
        terms.append("stage_at >= :stage_since")
        values["stage_since"] = to_text(query.stage_since)
    return terms


def _flags(query: DeviceQuery, names: Iterable[str], values: dict[str, Any]) -> list[str]:
    asked = {name: getattr(query, name) for name in names if getattr(query, name) is not None}
    values |= asked
    return [f"{name} = :{name}" for name in asked]


def verdict_case(query: DeviceQuery) -> Clause:
    """Return the expression that says a device's verdict, in core's order of rules."""
    at, now = query.activated_at, query.now
    activated = at is not None and now is not None and at <= now
    rules = [rule for rule in TABLE if rule.activated in (None, activated)]
    cases = " ".join(f"when {_fits(rule)} then '{rule.verdict.value}'" for rule in rules)
    values = {"activated_at": to_text(at) if activated and at is not None else None}
    return Clause(f"case {cases} end", values)


def _fits(rule: Rule) -> str:
    terms = [f"stage in ({_quoted(rule.stages)})"]
    if rule.mobile is not None:
        terms.append(f"kind {'=' if rule.mobile else '<>'} '{DeviceKind.MOBILE.value}'")
    if rule.contact is not None:
        wanted = rule.contact is Contact.SINCE
        terms.append(f"(coalesce(last_contact >= :activated_at, 0) = {int(wanted)})")
    return " and ".join(terms)


def _order(query: DeviceQuery) -> str:
    way = "desc" if query.descending else "asc"
    first = {
        DeviceOrder.NAME: "",
        DeviceOrder.KIND: f"{_rank('kind', DeviceKind)} {way}, ",
        DeviceOrder.OS: f"os collate nocase {way}, ",
        DeviceOrder.LAST_CONTACT: f"last_contact {way}, ",
        DeviceOrder.STAGE: f"{_rank('stage', Stage)} {way}, ",
        DeviceOrder.VERDICT: f"{_rank(f'({verdict_case(query).sql})', Verdict)} {way}, ",
        DeviceOrder.USER: f"user collate nocase {way}, ",
    }[query.order]
    return f"{first}name_key {way}, id {way}"


def _rank(column: str, values: type[Enum]) -> str:
    cases = " ".join(f"when '{value.value}' then {i}" for i, value in enumerate(values))
    return f"case {column} {cases} end"


def _quoted(values: Iterable[Enum]) -> str:
    """Write our own words into SQL; none holds a quote, and nothing from outside comes here."""
    return ", ".join(f"'{word}'" for word in sorted(value.value for value in values))
