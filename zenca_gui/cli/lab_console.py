"""`zenca lab-console`: play the zone's own console, or the external CA, in a lab."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.given import choice, in_zone, whole
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.i18n import _, ngettext

if TYPE_CHECKING:
    from zenca_gui.cli.json_form import Form
    from zenca_gui.core.ports.lab import ConsoleStand

KINDS = (ChangeKind.REMINT, ChangeKind.INTERNAL, ChangeKind.SERVERS)


def _remint_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    choice(parser, "--kind", KINDS, default=ChangeKind.REMINT,
           help=_("what the console makes; remint unless told"))  # fmt: skip
    parser.add_argument(
        "--validity-days", type=whole(1, 36500), default=730, metavar="N",
        help=_("how long it is valid; 730 unless told"),
    )  # fmt: skip


def _sign_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help=_("requests, or the folder of them")
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR",
        help=_("a new folder for what was signed"),
    )  # fmt: skip
    parser.add_argument(
        "--same-ca", action="store_true",
        help=_("do not renew a CA that ends soon: for server certificates only"),
    )  # fmt: skip


def _remint(call: Call) -> int:
    given = call.given
    return _shown(
        call,
        call.console.lab_console.remint(call.zone.id, given.kind, days=given.validity_days),
    )


def _activate(call: Call) -> int:
    return _shown(call, call.console.lab_console.activate(call.zone.id))


def _take_back(call: Call) -> int:
    return _shown(call, call.console.lab_console.take_back(call.zone.id))


def _status(call: Call) -> int:
    return _shown(call, call.console.lab_console.stand(call.zone.id))


def _sign(call: Call) -> int:
    out = call.given.out
    written = call.console.lab_console.sign(
        call.zone.id, call.given.paths, out, same_ca=call.given.same_ca
    )
    return call.answer(
        lambda: {"zone": call.zone.name, "out": str(out), "files": written},
        lambda: [
            ngettext(
                "Signed {n} request; the reply lies in {folder}.",
                "Signed {n} requests; the replies lie in {folder}.", len(written),
            ).format(n=len(written), folder=out)
        ],
    )  # fmt: skip


def _subscriber_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("name", metavar="NAME", help=_("the Subscriber, as `status` names it"))


def _subscriber(call: Call) -> int:
    return _shown(call, call.console.lab_console.update_subscriber(call.zone.id, call.given.name))


def _visit(call: Call) -> int:
    visited = call.console.lab_console.visit(call.zone.id)
    return call.answer(
        lambda: {"zone": call.zone.name, "visited": visited},
        lambda: [
            ngettext(
                "{n} device is enrolled or registered again; it connects now.",
                "{n} devices are enrolled or registered again; they connect now.", visited,
            ).format(n=visited)
        ],
    )  # fmt: skip


def _shown(call: Call, stand: ConsoleStand) -> int:
    return call.answer(lambda: _form(call.zone.name, stand), lambda: _lines(stand))


def _form(zone: str, stand: ConsoleStand) -> Form:
    return {
        "zone": zone,
        "holds_ca": stand.holds_ca,
        "reminted": stand.reminted.value if stand.reminted else None,
        "activated": stand.activated,
        "exported": [str(path) for path in stand.exported],
        "subscribers": [
            {
                "name": each.name,
                "server": each.server,
                "keeps": each.keeps,
                "presented": each.presented,
                "can_talk": each.can_talk,
            }
            for each in stand.subscribers
        ],
    }


def _lines(stand: ConsoleStand) -> Iterator[str]:
    from zenca_gui.services.lab_console import subscriber_words

    yield (
        _("A server of this lab holds a CA of its own.")
        if stand.holds_ca
        else _("No server of this lab holds a CA.")
    )
    if stand.reminted is None:
        yield _("Nothing was reminted.")
    else:
        yield (
            _("What was reminted last is activated: servers serve it.")
            if stand.activated
            else _("What was reminted last waits; servers serve what they served.")
        )
        for path in stand.exported:
            yield f"  {path}"
    for each in stand.subscribers:
        yield subscriber_words(each)


def _command(
    word: str,
    help_: Callable[[], str],
    run: Callable[[Call], int],
    arguments: Callable[[ArgumentParser], None] = in_zone,
) -> Command:
    return Command(words=("lab-console", word), help=help_, run=run, arguments=arguments)


COMMANDS = (
    _command(
        "update-subscriber",
        lambda: _("Update the certificate that a Subscriber of a lab keeps."), _subscriber,
        _subscriber_words,
    ),
    _command(
        "visit", lambda: _("Enrol and register again the devices of a lab that were left behind."),
        _visit,
    ),
    _command(
        "remint", lambda: _("Let a lab's own server make a CA and certificates."), _remint,
        _remint_words,
    ),
    _command("activate", lambda: _("Let its servers switch to what it made."), _activate),
    _command("take-back", lambda: _("Let its servers serve the old ones again."), _take_back),
    _command("status", lambda: _("Say what the lab's console shows."), _status),
    _command(
        "sign", lambda: _("Sign requests as the external CA that comes with a lab."), _sign,
        _sign_words,
    ),
)  # fmt: skip
