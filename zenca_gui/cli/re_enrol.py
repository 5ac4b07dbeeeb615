"""`zenca follow-up re-enrol`: which phones, at which server, and what are people told?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns
from zenca_gui.cli.command import Command
from zenca_gui.cli.files import PUBLIC, may_write, write
from zenca_gui.cli.given import in_zone
from zenca_gui.core.i18n import _
from zenca_gui.services.re_enrol import ReEnrolList, as_csv


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("--out", type=Path, metavar="F", help=_("write them as CSV"))
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def _lists(call: Call) -> int:
    out: Path | None = call.given.out
    if out is not None:
        may_write(out, force=call.given.force)
    found = call.console.re_enrolling.lists(call.zone.id)
    if out is not None:
        write(out, as_csv(found).encode("utf-8-sig"), force=call.given.force, mode=PUBLIC)
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "lists": [
                {
                    "mdm_servers": list(each.servers),
                    "phones": [
                        {"id": phone.follow_up.id, "name": phone.device.name,
                         "guid": phone.device.guid, "user": phone.device.user or None,
                         "owner": phone.follow_up.owner or None, "sentence": phone.sentence}
                        for phone in each.phones
                    ],
                }
                for each in found
            ],
        },
        lambda: _lines(found, out),
    )  # fmt: skip


def _lines(found: list[ReEnrolList], out: Path | None) -> list[str]:
    if out is not None:
        return [_("Wrote {file}.").format(file=out)]
    lines = []
    for each in found:
        lines.append(_("MDM server: {names}").format(names=each.words))
        head = [_("id"), _("phone"), _("user"), _("owner")]
        rows = [
            [str(p.follow_up.id), p.device.name, p.device.user, p.follow_up.owner]
            for p in each.phones
        ]
        lines += columns(head, rows)
        lines += ["", each.phones[0].sentence]
    return lines


COMMAND = Command(
    words=("follow-up", "re-enrol"),
    help=lambda: _("List phones to be enrolled again, with what people are told."),
    run=_lists,
    arguments=_words,
)
