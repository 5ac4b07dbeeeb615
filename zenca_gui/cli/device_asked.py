"""How does the command line say which devices? Options that combine, over a saved filter."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from zenca_gui.cli.call import Call
from zenca_gui.cli.given import choice, in_zone, moment, whole
from zenca_gui.core.device_choice import DeviceChoice
from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.device_query import DeviceOrder
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind

if TYPE_CHECKING:
    from zenca_gui.core.device_query import DeviceQuery

_SETS = ("stages", "verdicts", "kinds")
_FLAGS = ("amt", "lost", "retired", "test", "contradicted", "can_talk")
_MOMENTS = ("silent_since", "met_since", "stage_since")


def filter_words(parser: ArgumentParser) -> None:
    """Add the options that say which devices."""
    in_zone(parser)
    parser.add_argument(
        "--filter", metavar="NAME", help=_("a filter you saved; what else is said narrows it")
    )
    filters: tuple[tuple[str, str, type[Enum], str], ...] = (
        ("--stage", "stages", Stage, _("only at this stage; again for more")),
        ("--verdict", "verdicts", Verdict, _("only what needs this; again for more")),
        ("--kind", "kinds", DeviceKind, _("only of this kind; again for more")),
    )
    for option, name, kinds, words in filters:
        choice(parser, option, kinds, dest=name, action="append", default=[], help=words)
    parser.add_argument(
        "--search", metavar="TEXT", help=_("part of a name, GUID, user or operating system")
    )
    for flag, words in (
        ("amt", _("only with Intel AMT, or without")),
        ("lost", _("only lost ones, or none of them")),
        ("retired", _("only retired ones; they are left out unless told")),
        ("test", _("only the pilot group, or none of it")),
        ("contradicted", _("only those whose stage two sources say differently, or none of them")),
        ("can-talk", _("only those that can talk to a server, or that cannot")),
    ):
        parser.add_argument(f"--{flag}", action=BooleanOptionalAction, help=words)
    for option, words in (
        ("silent-since", _("only those without a contact from then on")),
        ("met-since", _("only those with a contact from then on")),
        ("stage-since", _("only those that came to their stage from then on")),
    ):
        parser.add_argument(f"--{option}", type=moment, metavar="T", help=words)
    choice(parser, "--order", DeviceOrder, help=_("what they are ordered by; the name unless told"))
    parser.add_argument(
        "--descending", action="store_true", help=_("the other way round: the last first")
    )


def confirm_words(parser: ArgumentParser) -> None:
    """Add the option that says how many devices a step may act on."""
    parser.add_argument(
        "--confirm",
        type=whole(1, 100_000_000),
        metavar="N",
        help=_("how many devices it is about: nothing is done where it is another number"),
    )


def asked(call: Call) -> DeviceFilter:
    """Return what the options ask for, over the saved filter where one is named."""
    given, start = call.given, DeviceFilter()
    if given.filter is not None:
        start = call.console.saved_filters.get(call.zone.id, given.filter, by=call.actor)
    said: dict[str, Any] = {
        name: getattr(given, name)
        for name in (*_FLAGS, *_MOMENTS, "search", "order")
        if getattr(given, name) is not None
    }
    said |= {name: frozenset(getattr(given, name)) for name in _SETS if getattr(given, name)}
    if given.descending:
        said["descending"] = True
    return replace(start, **said)


def query(call: Call) -> DeviceQuery:
    """Return the same as a query of the zone at this time."""
    return call.console.devices.query(call.zone.id, **asked(call).words())


def confirmed(call: Call) -> DeviceChoice:
    """Return all that fit, if they are one or as many as was confirmed; ZencaError."""
    found = query(call)
    number = len(call.console.devices.ids(found))
    if call.given.confirm not in (None, number) or (number > 1 and call.given.confirm is None):
        raise ZencaError(
            ngettext("{n} device fits.", "{n} devices fit.", number).format(n=grouped(number)),
            _("Nothing was changed. Say --confirm {n} if it is about them all.").format(n=number),
        )
    return DeviceChoice(query=found, number=number)
