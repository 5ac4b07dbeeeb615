"""`zenca lab`: a zone in a box, entered as a zone, until it is told to stop."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import json_form, lab_console
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import choice, whole
from zenca_gui.cli.stopping import stopping
from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Actor, Zone

if TYPE_CHECKING:
    from zenca_gui.core.ports.lab import ListeningServer
    from zenca_gui.services.labs import LabWish

EVERY = 1.0
"""Seconds between two looks at what devices did."""
NOBODY = Actor("lab")
"""Who starts a lab where there is no administrator yet."""


def _words(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dir", type=Path, required=True, metavar="DIR", help=_("the folder the lab lives in")
    )
    parser.add_argument("--name", metavar="ZONE", help=_("the zone's name; the folder's if free"))
    parser.add_argument(
        "--servers", type=whole(1, 200), default=3, metavar="N", help=_("3 unless told")
    )
    parser.add_argument(
        "--devices", type=whole(0, 100_000), default=24, metavar="M", help=_("24 unless told")
    )
    parser.add_argument(
        "--subscribers", type=whole(0, 9), default=0, metavar="N",
        help=_("other zones that keep a server's certificate; 0 unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="X", help=_("how fast its clock runs")
    )
    parser.add_argument(
        "--ca-days", type=whole(0, 36500), default=41, metavar="N",
        help=_("days until its CA ends; 41 unless told"),
    )  # fmt: skip
    choice(parser, "--key", KeyKind, default=KeyKind.EC_P256, help=_("its CA's key"))
    choice(parser, "--custody", Custody, default=Custody.ZENCA, help=_("who holds its CA's key"))


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1_000_000:
        raise ArgumentTypeError(_("“{text}” is no speed above 0").format(text=text))
    return speed


def _lab(call: Call) -> int:
    console, folder = call.console, call.given.dir.absolute()
    by = call.actor if console.administrators.all() else NOBODY
    with stopping() as stop:
        try:
            zone = _begin(call, folder, by)
            stop.patient = True
            _print(call, zone, console.labs.listening(zone.id))
            while not stop.wait(EVERY):
                if not console.labs.running(zone.id):
                    raise RemoteError(
                        _("The lab ended by itself."),
                        _("Its zone {zone} is kept. Start it again.").format(zone=zone.name),
                    )
                console.reports.collect(zone.id)
                console.rollout_stages.look(zone.id)
        finally:
            stop.patient = True
            console.labs.stop_all()
    return 0


def _begin(call: Call, folder: Path, by: Actor) -> Zone:
    """Bring up the lab that lives in the folder, or a new one."""
    console = call.console
    for zone in console.zones.all():
        if zone.lab and Path(zone.lab) == folder:
            console.labs.resume(zone.id)
            return console.zones.get(zone.id)
    wish = _wish(call, folder)
    return console.labs.start(wish, by=by, folder=folder, progress=call.progress)


def _wish(call: Call, folder: Path) -> LabWish:
    from zenca_gui.services.labs import LabWish

    given = call.given
    return LabWish(
        name=given.name or _free_name(folder.name or "lab", call.console.zones.all()),
        servers=given.servers,
        devices=given.devices,
        subscribers=given.subscribers,
        speed=given.speed,
        ca_days=given.ca_days,
        key=given.key,
        custody=given.custody,
    )


def _free_name(wanted: str, zones: Sequence[Zone]) -> str:
    taken = {zone.name.casefold() for zone in zones}
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, 10_000))
    return next(name for name in names if name.casefold() not in taken)


def _print(call: Call, zone: Zone, servers: Sequence[ListeningServer]) -> None:
    now = call.console.desk.now(zone)
    active = call.console.authority.active(zone.id)
    if call.given.json:
        line = {
            "zone": zone.name,
            "dir": zone.lab,
            "now": json_form.moment(now),
            "speed": zone.time.speed,
            "ca": json_form.generation(active) if active else None,
            "servers": [
                {
                    "fqdn": server.fqdn,
                    "address": server.address,
                    "port": server.port,
                    "ssh_port": server.ssh_port,
                    "host_key": server.host_key,
                    "folder": server.folder,
                }
                for server in servers
            ],
        }
        call.say(json.dumps(line))
        return
    call.say(_("The lab {zone} listens. Ctrl-C stops it.").format(zone=zone.name))
    if active:
        call.say(
            _("Its clock shows {now}; its CA ends {ends}.").format(
                now=when(now), ends=when(active.ends)
            )
        )
    rows = [[s.fqdn, s.address, str(s.port), str(s.ssh_port), s.host_key] for s in servers]
    header = [_("server"), _("address"), _("port"), _("SSH port"), _("host key")]
    for text in columns(header, rows):
        call.say(text)


COMMANDS = (
    Command(
        words=("lab",),
        help=lambda: _("Play a zone with real servers and devices, until stopped."),
        run=_lab,
        arguments=_words,
    ),
)


def group(*more: Command) -> Group:
    """Return the commands to learn with."""
    return Group(
        about=lambda: _("To learn and to rehearse"),
        commands=(*COMMANDS, *lab_console.COMMANDS, *more),
    )
