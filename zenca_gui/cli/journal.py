"""`zenca journal` and `zenca verify`: what changed the zone, and is the record of it whole?"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli import json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.files import read_ends
from zenca_gui.cli.given import whole
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.journal import Head

_HEAD = re.compile(r"(?<![0-9A-Za-z])\d{1,18}:[0-9a-f]{64}(?![0-9A-Za-z])")


def _journal_words(parser: ArgumentParser) -> None:
    parser.add_argument("--zone", metavar="ZONE", help=_("only this zone's"))
    parser.add_argument("--search", default="", metavar="TEXT", help=_("only what says this"))
    parser.add_argument(
        "--limit", type=whole(1, 10_000_000), default=200, metavar="N",
        help=_("no more than so many; 200 unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--before", type=whole(1, 2**62), metavar="N", help=_("only entries before this number")
    )

    parser.add_argument(
        "verify", nargs="?", choices=["verify"],
        help=_("say whether it is whole instead, as zenca verify does"),
    )  # fmt: skip
    _verify_words(parser)


def _verify_words(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--head",
        type=Path,
        metavar="FILE",
        help=_("a head kept elsewhere, or evidence, JSON or PDF; the keyring's unless told"),
    )


def _journal(call: Call) -> int:
    given = call.given
    if given.verify:
        return _verify(call)
    if given.head is not None:
        raise WrongUsage(_("--head is for: zenca journal verify"))
    entries = call.console.journal.entries(
        given.zone, before=given.before, limit=given.limit, search=given.search
    )
    if given.zone is not None and not entries and not call.console.journal.count(given.zone):
        call.console.zones.named(given.zone)  # a zone that never was is not an empty journal
    return call.answer(
        lambda: {"zone": given.zone, "entries": [json_form.entry(entry) for entry in entries]},
        lambda: columns(
            [_("no."), _("at"), _("who"), _("zone"), _("what"), _("known")],
            [
                [
                    str(entry.sequence), when(entry.at), entry.actor, entry.zone, entry.words,
                    entry.evidence,
                ]
                for entry in entries
            ],
        ),
    )  # fmt: skip


def _head(path: Path) -> Head:
    found = [Head.from_text(text) for text in _HEAD.findall(read_ends(path))]
    if not found:
        raise ZencaError(
            _("{file} holds no journal head.").format(file=path),
            _("Nothing was changed. A head is a number, a colon and 64 hexadecimal digits."),
        )
    return max(found, key=lambda head: head.sequence)


def _verify(call: Call) -> int:
    outside = _head(call.given.head) if call.given.head is not None else None
    verified = call.console.journal.verify(outside)
    finding = verified.finding
    call.answer(
        lambda: {
            "whole": finding.whole,
            "words": verified.words,
            "entries": finding.entries,
            "head": finding.head.to_text(),
            "broken_at": finding.broken_at,
            "outside_head_found": finding.outside,
            "outside_head_missing": finding.outside_missing,
            "not_yet_mirrored": finding.not_mirrored,
            "mirrored": verified.mirrored,
        },
        lambda: [verified.words],
    )
    if not finding.whole:
        raise ZencaError(
            _("The journal is not whole."),
            _("Nothing was changed. Compare it with the newest backup."),
        )
    return 0


GROUP = Group(
    about=lambda: _("The record of everything that changed"),
    commands=(
        Command(
            words=("journal",),
            help=lambda: _("Show the journal, newest first."),
            run=_journal,
            arguments=_journal_words,
        ),
        Command(
            words=("verify",),
            help=lambda: _("Say whether the journal is whole."),
            run=_verify,
            arguments=_verify_words,
        ),
    ),
)
