"""`zenca change watch`: what the zone's own server makes, told step by step and looked for."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns
from zenca_gui.cli.given import in_zone
from zenca_gui.cli.json_form import Form, certificate
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.services.change.watching import Watched


def words(parser: ArgumentParser) -> None:
    """Add what was exported from the zone's console."""
    in_zone(parser)
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help=_("certificates exported from the zone's console; without any, zenca looks"),
    )  # fmt: skip


def watch(call: Call) -> int:
    """Take in what is given, else look at the servers; say what was seen so far."""
    watching = call.console.changes.watching
    if call.given.paths:
        found = watching.take(call.zone.id, call.given.paths, by=call.actor)
    else:
        found = watching.look(call.zone.id, by=call.actor, progress=call.progress)
    return call.answer(lambda: _form(call.zone.name, found), lambda: _lines(call.zone.name, found))


def _form(zone: str, found: Watched) -> Form:
    return {
        "zone": zone,
        "steps": list(found.steps),
        "authority": certificate(found.authority) if found.authority else None,
        "servers": [
            {"server": server.fqdn, "certificate": certificate(seen)} for server, seen in found.seen
        ],
        "waiting": [server.fqdn for server in found.waiting],
        "remarks": list(found.remarks),
        "complete": found.complete,
    }


def _lines(zone: str, found: Watched) -> Iterator[str]:
    if not found.complete:
        yield _("In the zone's console:")
        for at, step in enumerate(found.steps, 1):
            yield f"  {at}. {step}"
    yield (
        _("The future CA: {subject}, SHA-256 {digest}").format(
            subject=found.authority.subject, digest=fingerprint(found.authority.sha256)
        )
        if found.authority
        else _("The future CA was not seen yet.")
    )
    rows = [[server.fqdn, _("seen"), fingerprint(seen.sha256)] for server, seen in found.seen]
    rows += [[server.fqdn, _("not seen yet"), "-"] for server in found.waiting]
    yield from columns([_("server"), _("new certificate"), "SHA-256"], rows)
    yield from found.remarks
    if found.complete:
        yield _("All of it was seen. Next: zenca change review --zone {zone}").format(zone=zone)
