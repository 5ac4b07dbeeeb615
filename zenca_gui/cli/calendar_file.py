"""`zenca calendar`: which dates of a zone go into a calendar?"""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.files import STANDARD_OUTPUT, may_write, print_bytes, write
from zenca_gui.cli.given import in_zone, into_file
from zenca_gui.core.i18n import _, ngettext


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    into_file(parser, _("the .ics file to write; - prints it"))


def _calendar(call: Call) -> int:
    out, force, zone = call.given.out, call.given.force, call.zone
    if out != STANDARD_OUTPUT:
        may_write(out, force=force)
    text = call.console.calendars.text(zone.id).encode()
    if out == STANDARD_OUTPUT:
        print_bytes(call.out, text)
        return 0
    write(out, text, force=force)
    number = text.count(b"BEGIN:VEVENT")
    return call.answer(
        lambda: {"zone": zone.name, "out": str(out), "dates": number},
        lambda: [
            ngettext(
                "Wrote {n} date into {file}. Imported again, it moves its entry.",
                "Wrote {n} dates into {file}. Imported again, they move their entries.",
                number,
            ).format(n=number, file=out)
        ],
    )


COMMAND = Command(
    words=("calendar",),
    help=lambda: _("Write the zone's dates for a calendar: ends, steps, days to look again."),
    run=_calendar,
    arguments=_words,
)
