"""`zenca zone`: which zones are there, how do they stand, and what is set of them?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator

from zenca_gui.cli import json_change, json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, facts, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import choice
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.cli.words import confirmed, generation_names, outcome_words
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Carrier, Zone
from zenca_gui.services.zone_settings import SETTINGS


def _named(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the zone's name"))


def _add_words(parser: ArgumentParser) -> None:
    _named(parser)
    choice(
        parser, "--carrier", Carrier, default=Carrier.ZONE,
        help=_("what brings the update to devices; zone unless told"),
    )  # fmt: skip


def _edit_words(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("--name", dest="new_name", metavar="NEW", help=_("its new name"))
    choice(parser, "--carrier", Carrier, help=_("what brings the update to devices"))


def _remove_words(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument("--confirm", metavar="ZONE", help=_("the zone's name once more"))


def _set_words(parser: ArgumentParser) -> None:
    _named(parser)
    parser.add_argument(
        "settings",
        nargs="+",
        metavar="KEY=VALUE",
        help="; ".join(f"{setting.key}: {setting.takes()}" for setting in SETTINGS),
    )


def _document(zone: Zone) -> json_form.Form:
    settings = {setting.key: setting.read(zone) for setting in SETTINGS}
    return {"zone": json_form.zone(zone), "settings": settings}


def _add(call: Call) -> int:
    zone = call.console.zones.add(call.given.name, by=call.actor, carrier=call.given.carrier)
    return call.answer(
        lambda: _document(zone), lambda: [_("Added the zone {name}.").format(name=zone.name)]
    )


def _edit(call: Call) -> int:
    zones, given = call.console.zones, call.given
    if given.new_name is None and given.carrier is None:
        raise WrongUsage(_("nothing to change was named: --name or --carrier"))
    zone = zones.named(given.name)
    by = call.actor
    if given.new_name is not None:
        zone = zones.rename(zone.id, given.new_name, by=by)
    if given.carrier is not None:
        zone = zones.set(zone.id, {"carrier": given.carrier.value}, by=by)
    return call.answer(
        lambda: _document(zone), lambda: [_("Changed the zone {name}.").format(name=zone.name)]
    )


def _remove(call: Call) -> int:
    zone = call.console.zones.named(call.given.name)
    typed = confirmed(call.given.confirm, zone.name)
    by = call.actor
    if zone.lab and call.console.labs.running(zone.id):
        call.console.labs.stop(zone.id)
    call.console.zones.remove(zone.id, confirm=typed, by=by)
    return call.answer(
        lambda: {"removed": zone.name},
        lambda: [_("Removed the zone {name} with everything in it.").format(name=zone.name)],
    )


def _set(call: Call) -> int:
    wanted: dict[str, str] = {}
    for text in call.given.settings:
        key, found, value = text.partition("=")
        if not found:
            raise WrongUsage(_("“{text}” is not KEY=VALUE").format(text=text))
        wanted[key.strip()] = value
    zone = call.console.zones.named(call.given.name)
    zone = call.console.zones.set(zone.id, wanted, by=call.actor)
    return call.answer(lambda: _document(zone), lambda: facts(_settings(zone)))


def _settings(zone: Zone) -> Iterator[tuple[str, str]]:
    for setting in SETTINGS:
        yield setting.key, setting.read(zone)


def _list(call: Call) -> int:
    zones = call.console.overview.zones()
    return call.answer(
        lambda: {"zones": [json_form.summary(summary) for summary in zones]},
        lambda: columns(
            [_("zone"), _("CA"), _("ends"), _("left"), _("servers"), _("devices"), _("change")],
            [
                [
                    summary.zone.name,
                    summary.generation.name if summary.generation else "",
                    when(summary.generation.ends if summary.generation else None),
                    summary.short,
                    str(summary.servers),
                    str(summary.devices),
                    summary.change.state.value if summary.change else "",
                ]
                for summary in zones
            ],
        ),
    )


def _show(call: Call) -> int:
    zone = call.console.zones.named(call.given.name)
    look = call.console.overview.look(zone.id)
    change = look.summary.change
    names = generation_names(call.console.authority.generations(zone.id))

    def document() -> json_form.Form:
        return {
            **_document(zone),
            "now": json_form.moment(look.now),
            "warning": json_form.notice(look.notice) if look.notice else None,
            "health": [json_form.health(line) for line in look.health],
            "generations": [json_form.generation(each) for each in look.generations],
            "change": json_change.change(change, names) if change else None,
            "servers": look.summary.servers,
            "devices": look.summary.devices,
            "lab_running": look.lab_running,
            "next": json_form.next_step(look.next),
        }

    def lines() -> Iterator[str]:
        yield f"{zone.name}: {look.summary.about}" if look.summary.about else zone.name
        if look.notice:
            yield look.notice.sentence
            yield look.notice.safe_start_words
        yield ""
        yield from columns(
            [_("health"), "", _("when")],
            [
                [outcome_words(line.outcome), line.text, when(line.when) if line.when else ""]
                for line in look.health
            ],
        )
        yield ""
        yield from facts(_settings(zone))
        yield ""
        yield _("Next: {words}").format(words=look.next.words)

    return call.answer(document, lines)


GROUP = Group(
    about=lambda: _("Zones and their settings"),
    commands=(
        Command(
            words=("zone", "add"),
            help=lambda: _("Add a zone."),
            run=_add,
            arguments=_add_words,
        ),
        Command(
            words=("zone", "edit"),
            help=lambda: _("Rename a zone, or change its carrier."),
            run=_edit,
            arguments=_edit_words,
        ),
        Command(
            words=("zone", "remove"),
            help=lambda: _("Remove a zone with its keys and everything in it."),
            run=_remove,
            arguments=_remove_words,
        ),
        Command(words=("zone", "list"), help=lambda: _("List the zones."), run=_list),
        Command(
            words=("zone", "show"),
            help=lambda: _("Show how a zone stands, and what to do next."),
            run=_show,
            arguments=_named,
        ),
        Command(
            words=("zone", "set"),
            help=lambda: _("Change a zone's settings, all or none."),
            run=_set,
            arguments=_set_words,
        ),
    ),
)
