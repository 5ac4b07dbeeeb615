"""`zenca check`: is a warning due? The rule of the login warning, for schedulers and monitoring."""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli import json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command, Group
from zenca_gui.core.i18n import _

COULD_NOT_TELL = 3


def _words(parser: ArgumentParser) -> None:
    parser.add_argument("--zone", default="", metavar="ZONE", help=_("only this zone"))


def _check(call: Call) -> int:
    found = call.console.warnings.check(zone=call.given.zone, admin=call.given.admin or "")
    call.answer(
        lambda: {
            "code": found.code,
            "sentences": list(found.lines),
            "zones": [json_form.notice(notice) for notice in found.notices],
        },
        lambda: found.lines,
    )
    return found.code


GROUP = Group(
    about=lambda: _("The warning before a CA ends"),
    commands=(
        Command(
            words=("check",),
            help=lambda: _("Say whether a CA's end is near; needs no password."),
            run=_check,
            arguments=_words,
            refused=COULD_NOT_TELL,
            misused=COULD_NOT_TELL,
        ),
    ),
)
