"""`zenca probe`, `zenca deliver`, `zenca sync`: what do servers serve, get, and know?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import json_form, sync
from zenca_gui.cli.call import Call
from zenca_gui.cli.change_deliveries import deliveries
from zenca_gui.cli.columns import columns
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import in_zone, on_servers
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.services.probing import ServerSight

NO_SUCH_TRUST = "-"


def _probe_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    on_servers(parser)


def _deliver_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    on_servers(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only say what would be done on each server")
    )
    parser.add_argument(
        "--accept-host-key",
        metavar="SHA256:…",
        help=_("trust this host key from now on, of the one server that --server names"),
    )
    parser.add_argument(
        "--told",
        metavar="WORDS",
        help=_("you brought the files to the one --server by hand: how you know"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=_("write the files for servers that zenca does not reach into a new folder"),
    )


def _form(sight: ServerSight) -> json_form.Form:
    old, new = sight.trusted_by_old, sight.trusted_by_new
    return {
        "fqdn": sight.server.fqdn,
        "address": sight.server.address or None,
        "port": sight.server.port,
        "serving": sight.serving.value,
        "words": sight.words,
        "trusted_by_old": None if old == NO_SUCH_TRUST else not old,
        "trusted_by_old_words": old or None,
        "trusted_by_new": None if new == NO_SUCH_TRUST else not new,
        "trusted_by_new_words": new or None,
        "seen": json_form.sighting(sight.sighting),
    }


def _trusted(words: str) -> str:
    return words or _("trusted")


def _probe(call: Call) -> int:
    sights = call.console.probing.look(call.zone.id, servers=call.chosen_servers())
    return call.answer(
        lambda: {"zone": call.zone.name, "servers": [_form(sight) for sight in sights]},
        lambda: columns(
            [_("server"), _("seen"), _("old trust"), _("new trust"), _("presented (SHA-256)")],
            [
                [
                    sight.server.fqdn,
                    sight.words,
                    _trusted(sight.trusted_by_old),
                    _trusted(sight.trusted_by_new),
                    fingerprint(sight.sighting.presented[0]) if sight.sighting.presented else "",
                ]
                for sight in sights
            ],
        ),
    )  # fmt: skip


def _deliver(call: Call) -> int:
    chosen = call.chosen_servers()
    if call.given.dry_run:
        return _dry_run(call)
    by = call.actor
    if call.given.accept_host_key is not None:
        one = chosen or list(call.servers())
        if len(one) != 1:
            raise WrongUsage(_("--accept-host-key goes with one --server"))
        call.console.changes.accept_host_key(one[0], call.given.accept_host_key, by=by)
    if call.given.out is not None:
        return _out(call)
    if call.given.told is not None:
        one = chosen or list(call.servers())
        if len(one) != 1:
            raise WrongUsage(_("--told goes with one --server"))
        told = call.console.changes.told(one[0], call.given.told, by=by)
        return deliveries(call, [told], {"zone": call.zone.name}, [])
    done = call.console.changes.deliver(call.zone.id, by=by, servers=chosen, progress=call.progress)
    return deliveries(call, done, {"zone": call.zone.name}, [])


def _out(call: Call) -> int:
    folder = call.given.out
    servers = call.console.changes.hand_folders.write(call.zone.id, folder, by=call.actor)
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "out": str(folder),
            "servers": [server.fqdn for server in servers],
        },
        lambda: [
            _("Wrote the files of {list} into {folder}. It holds private keys.").format(
                list=", ".join(server.fqdn for server in servers), folder=folder
            )
        ],
    )


def _dry_run(call: Call) -> int:
    chosen = set(call.chosen_servers())
    plan = [
        (server, commands)
        for server, commands in call.console.changes.dry_run(call.zone.id)
        if not chosen or server.id in chosen
    ]
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "servers": [
                {"fqdn": server.fqdn, "commands": list(commands)} for server, commands in plan
            ],
        },
        lambda: [
            line
            for server, commands in plan
            for line in (server.fqdn, *(f"  {command}" for command in commands))
        ],
    )


GROUP = Group(
    about=lambda: _("The servers themselves"),
    commands=(
        Command(
            words=("probe",),
            help=lambda: _("Look at what each server serves now."),
            run=_probe,
            arguments=_probe_words,
        ),
        Command(
            words=("deliver",),
            help=lambda: _("Lay the new files beside the old ones on each server."),
            run=_deliver,
            arguments=_deliver_words,
        ),
        sync.COMMAND,
    ),
)
