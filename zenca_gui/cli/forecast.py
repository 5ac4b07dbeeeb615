"""`zenca forecast`: who would be left behind, by the date of activation?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, facts, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import in_zone, moment, whole
from zenca_gui.cli.json_form import moment as written
from zenca_gui.core.forecast_words import chance_words
from zenca_gui.core.i18n import _, grouped, ngettext

if TYPE_CHECKING:
    from zenca_gui.core.forecast import LeftBehind
    from zenca_gui.services.forecasts import Named, Outlook

DATES = 8
"""Dates that are listed beside the one asked for."""
_DAY = timedelta(days=1)


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--activate-at", type=moment, metavar="T",
        help=_("for this date; else that of the open change, or the first that leaves few behind"),
    )  # fmt: skip
    parser.add_argument(
        "--limit", type=whole(0, 100_000), default=20, metavar="N",
        help=_("name at most so many devices (20)"),
    )  # fmt: skip


def _forecast(call: Call) -> int:
    service = call.console.forecasts
    outlook = service.outlook(call.zone.id)
    at = call.given.activate_at or outlook.activation or outlook.advised
    named = service.named(call.zone.id, at, limit=call.given.limit)
    return call.answer(
        lambda: _form(call.zone.name, outlook, at, named), lambda: _lines(outlook, at, named)
    )


def _form(zone: str, outlook: Outlook, at: datetime, named: list[Named]) -> dict[str, Any]:
    told = outlook.forecast
    return {
        "zone": zone,
        "now": written(told.now),
        "contacts_as_of": written(told.as_of),
        "ca_ends": written(outlook.ends),
        "delay_seconds": int(told.delay.total_seconds()),
        "devices": told.devices,
        "devices_without_contact": told.unreported,
        "devices_settled": told.settled,
        "devices_failed": len(told.failed),
        "devices_never_returning": round(told.gone),
        "may_be_left_behind": outlook.allowed,
        "asked": {**_point(told.at(at)), "words": outlook.words(at)},
        "by_kind": {kind.value: round(left, 1) for kind, left in told.by_kind(at).items()},
        "curve": [_point(told.at(day)) for day in _dates(outlook)],
        "left_behind": [
            {
                "name": each.device.name,
                "guid": each.device.guid,
                "kind": each.device.kind.value,
                "last_contact": written(each.device.last_contact),
                "chance": round(each.chance, 3),
            }
            for each in named
        ],
    }


def _point(left: LeftBehind) -> dict[str, Any]:
    return {
        "activate_at": written(left.at),
        "expected": round(left.expected, 1),
        "low": round(left.low, 1),
        "high": round(left.high, 1),
        "knows_too_little": left.too_little.value if left.too_little else None,
    }


def _dates(outlook: Outlook) -> list[datetime]:
    days = max(1, -(-(outlook.last - outlook.first) // (DATES * _DAY)))
    return [outlook.first + n * days * _DAY for n in range(DATES + 1)
            if outlook.first + n * days * _DAY <= outlook.last]  # fmt: skip


def _lines(outlook: Outlook, at: datetime, named: list[Named]) -> Iterator[str]:
    told = outlook.forecast
    yield _("Activated on {moment}:").format(moment=when(at))
    yield f"  {outlook.words(at)}"
    doubt = outlook.doubt(at)
    if doubt:
        yield f"  {doubt}"
    if outlook.ends is not None and at > outlook.ends:
        yield "  " + _("The CA ends before that, on {moment}.").format(moment=when(outlook.ends))
    yield ""
    yield from facts(
        [
            (_("Contacts as of"), when(told.as_of)),
            (_("Devices"), grouped(told.devices)),
            (_("Contact never reported"), grouped(told.unreported)),
            (_("Followed already"), grouped(told.settled)),
            (_("Never return, as it looks"), grouped(round(told.gone))),
            (_("May be left behind"), grouped(outlook.allowed)),
        ]
    )
    yield ""
    points = [told.at(day) for day in _dates(outlook)]
    yield from columns(
        [_("activation"), _("left behind"), _("at least"), _("at most"), _("known")],
        [
            [
                when(point.at), grouped(round(point.expected)), grouped(int(point.low)),
                grouped(-int(-point.high // 1)), _("yes") if point.known else _("too little"),
            ]
            for point in points
        ],
    )  # fmt: skip
    if named:
        yield ""
        yield ngettext(
            "The device likeliest to be left behind:",
            "The {n} devices likeliest to be left behind:",
            len(named),
        ).format(n=len(named))
        yield from columns(
            [_("name"), _("kind"), _("last contact"), _("chance")],
            [
                [each.device.name, each.device.kind.value, when(each.device.last_contact),
                 chance_words(each.chance)]
                for each in named
            ],
        )  # fmt: skip


GROUP = Group(
    about=lambda: _("Who would be left behind"),
    commands=(
        Command(
            words=("forecast",),
            help=lambda: _("Say how many devices do not follow in time, by date, and name them."),
            run=_forecast,
            arguments=_words,
        ),
    ),
)
