"""`zenca change schedule`: what the system's scheduler needs to keep the activation date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli.call import Call
from zenca_gui.cli.given import in_zone
from zenca_gui.cli.json_form import moment
from zenca_gui.core.i18n import _
from zenca_gui.services.change.timetable import own_command


def words(parser: ArgumentParser) -> None:
    """Add where the files go."""
    in_zone(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=_("write them into a new folder")
    )


def schedule(call: Call) -> int:
    """Write the timer, the task, and the page that says how to switch them on."""
    done = call.console.changes.timetables.write(
        call.zone.id, call.given.out, command=own_command(), by=call.actor
    )
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "at": moment(done.at),
            "out": str(done.folder),
            "files": list(done.files),
            "linux": done.linux,
            "windows": done.windows,
        },
        lambda: [
            _("Wrote the scheduler's files into {folder}. Switch one on:").format(
                folder=done.folder
            ),
            f"  {done.linux}",
            f"  {done.windows}",
        ],
    )
