"""`zenca devices import`: which list comes in, and what do its columns and words mean?"""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli.call import Call, Json
from zenca_gui.cli.command import Command
from zenca_gui.cli.files import may_write
from zenca_gui.cli.given import choice, in_zone, moment, one_of, word, words
from zenca_gui.core.device_list import Field, Layout
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.list_words import plain_word
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind
from zenca_gui.services.device_import import ImportResult
from zenca_gui.services.device_list import ListLook, column_named, look_at

NOTHING = "-"
"""What `--map` says of a column that is left out."""
SHOWN = 20


def _column(text: str) -> tuple[str, Field | None]:
    name, found, held = text.rpartition("=")
    if not found or not name.strip():
        raise argparse.ArgumentTypeError(
            _("“{text}” is not COLUMN=FIELD; fields are {words}").format(
                text=text, words=words(Field)
            )
        )
    return name, None if held.strip() == NOTHING else one_of(list(Field))(held)


def _stage(text: str) -> tuple[str, Stage]:
    said, found, stage = text.rpartition("=")
    if not found or not plain_word(said):
        raise argparse.ArgumentTypeError(
            _("“{text}” is not WORD=STAGE; stages are {words}").format(
                text=text, words=words(Stage)
            )
        )
    return plain_word(said), one_of(list(Stage))(stage)


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("file", type=Path, metavar="F", help=_("the list: CSV with column names"))
    parser.add_argument(
        "--map", action="append", default=[], type=_column, metavar="COLUMN=FIELD",
        help=_("what a column holds ({words}; - for nothing); guessed by its name unless told")
        .format(words=words(Field)),
    )  # fmt: skip
    parser.add_argument(
        "--map-stage", action="append", default=[], type=_stage, metavar="WORD=STAGE",
        help=_("which stage a word of the list means ({words})").format(words=words(Stage)),
    )  # fmt: skip
    choice(parser, "--kind", DeviceKind, help=_("what devices are where the list does not say"))
    parser.add_argument(
        "--as-of", type=moment, metavar="T",
        help=_("when the stages were so, where no column says it; the file's own time unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--bad-out", type=Path, metavar="F",
        help=_("where rows go that are not taken; beside the list unless told"),
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def _layout(call: Call, look: ListLook) -> Layout:
    columns = list(look.guess)
    for name, held in call.given.map:
        at = column_named(look.header, name)
        columns = [None if held is not None and each is held else each for each in columns]
        columns[at] = held
    return Layout(
        columns=tuple(columns),
        stages=dict(call.given.map_stage),
        kind=call.given.kind,
        as_of=call.given.as_of,
    )


def _import(call: Call) -> int:
    given, zone, by = call.given, call.zone, call.actor
    if given.bad_out is not None:
        may_write(given.bad_out, force=given.force)
    look = look_at(given.file)
    layout = _layout(call, look)
    done = call.console.device_import.run(
        zone.id, given.file, layout, by=by, bad_out=given.bad_out, progress=call.progress
    )
    return call.answer(lambda: _document(done, look, layout), lambda: _lines(done))


def _document(done: ImportResult, look: ListLook, layout: Layout) -> Json:
    return {
        "rows": done.rows,
        "added": done.counts.added,
        "changed": done.counts.changed,
        "same": done.counts.same,
        "older": done.counts.older,
        "contradicted": done.counts.contradicted,
        "same_name_other_guid": done.counts.twins,
        "bad": done.bad,
        "bad_file": str(done.bad_file) if done.bad_file else None,
        "bad_rows": [
            {"line": bad.line, "column": bad.column or None, "why": bad.why}
            for bad in done.first_bad
        ],
        "sha256": done.sha256,
        "columns": {
            name: word(held) if held else None
            for name, held in zip(look.header, layout.columns, strict=True)
        },
    }


def _lines(done: ImportResult) -> list[str]:
    lines = [done.words, *notes(done)]
    for bad in done.first_bad[:SHOWN]:
        where = _("line {line}, {column}") if bad.column else _("line {line}")
        place = where.format(line=bad.line, column=bad.column)
        lines.append(f"  {place}: {bad.why}")
    if done.bad_file is not None:
        lines.append(_("Rows that were not taken: {file}").format(file=done.bad_file))
    return lines


def notes(done: ImportResult) -> list[str]:
    """Say what else a person should know of an import."""
    counts = done.counts
    return [
        form.format(n=number)
        for number, form in (
            (counts.older, ngettext("{n} row is older than what was known.",
                                    "{n} rows are older than what was known.", counts.older)),
            (counts.contradicted, ngettext(
                "{n} stage contradicts another source: look at it.",
                "{n} stages contradict another source: look at them.", counts.contradicted)),
            (counts.twins, ngettext(
                "{n} new device has the name of one that was known, with another GUID.",
                "{n} new devices have names that were known, with other GUIDs.", counts.twins)),
        )
        if number
    ]  # fmt: skip


COMMAND = Command(
    words=("devices", "import"),
    help=lambda: _("Take in a list of devices, with their stages."),
    run=_import,
    arguments=_words,
)
