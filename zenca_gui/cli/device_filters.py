"""`zenca devices …-filter`: filters by name, each person's own in each zone."""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.device_asked import asked, filter_words
from zenca_gui.cli.given import in_zone
from zenca_gui.core.i18n import _


def _save_words(parser: ArgumentParser) -> None:
    filter_words(parser)
    parser.add_argument("name", metavar="NAME", help=_("how it is called from now on"))


def _name_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("name", metavar="NAME", help=_("how it is called"))


def _rename_words(parser: ArgumentParser) -> None:
    _name_words(parser)
    parser.add_argument("new", metavar="NEW", help=_("its new name"))


def _list(call: Call) -> int:
    names = list(call.console.saved_filters.names(call.zone.id, call.actor))
    return call.answer(lambda: {"zone": call.zone.name, "filters": names}, lambda: names)


def _save(call: Call) -> int:
    saved = call.console.saved_filters
    name = saved.save(call.zone.id, call.given.name, asked(call), by=call.actor)
    return _said(call, name, _("Saved the filter {name}."))


def _rename(call: Call) -> int:
    saved = call.console.saved_filters
    name = saved.rename(call.zone.id, call.given.name, call.given.new, by=call.actor)
    return _said(call, name, _("The filter is called {name} now."))


def _delete(call: Call) -> int:
    call.console.saved_filters.remove(call.zone.id, call.given.name, by=call.actor)
    return _said(call, call.given.name, _("Deleted the filter {name}."))


def _said(call: Call, name: str, words: str) -> int:
    return call.answer(lambda: {"filter": name}, lambda: [words.format(name=name)])


COMMANDS = (
    Command(
        words=("devices", "filters"),
        help=lambda: _("List the filters you saved."),
        run=_list,
        arguments=in_zone,
    ),
    Command(
        words=("devices", "save-filter"),
        help=lambda: _("Save a filter under a name."),
        run=_save,
        arguments=_save_words,
    ),
    Command(
        words=("devices", "rename-filter"),
        help=lambda: _("Give a saved filter another name."),
        run=_rename,
        arguments=_rename_words,
    ),
    Command(
        words=("devices", "delete-filter"),
        help=lambda: _("Forget a saved filter."),
        run=_delete,
        arguments=_name_words,
    ),
)
