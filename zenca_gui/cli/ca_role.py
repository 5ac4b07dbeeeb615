"""`zenca ca move-role`: which Primary Server has the CA role?"""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli import json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.given import in_zone
from zenca_gui.core.i18n import _


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--to", required=True, metavar="FQDN", help=_("the Primary Server that has it from now on")
    )


def _move(call: Call) -> int:
    console, zone = call.console, call.zone
    found = console.ca_role.look(zone.id)
    to = console.servers.named(zone.id, call.given.to)
    server = console.ca_role.move(zone.id, to.id, by=call.actor)
    return call.answer(
        lambda: {"zone": zone.name, "server": json_form.server(server), "about": found.about,
                 "steps": list(found.steps), "evidence": "told"},
        lambda: [
            found.about,
            *(f"  {n}. {step}" for n, step in enumerate(found.steps, 1)),
            _("Recorded as told: {name} has the CA role.").format(name=server.fqdn),
        ],
    )  # fmt: skip


COMMAND = Command(
    words=("ca", "move-role"),
    help=lambda: _("Record that another Primary Server has the CA role."),
    run=_move,
    arguments=_words,
)
