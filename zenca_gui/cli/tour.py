"""`zenca tour`: the main job in a throw-away lab, told step by step; ends by itself."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from zenca_gui.cli.call import Call, to_json
from zenca_gui.cli.command import Command
from zenca_gui.cli.stopping import stopping
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _


def _words(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--dir", type=Path, metavar="DIR", help=_("keep its files here; thrown away unless told")
    )


def _tour(call: Call) -> int:
    from zenca_gui.services.tour import tour

    with stopping() as stop, _folder(call.given.dir) as folder:
        call.options = replace(call.options, data_dir=folder / "data")
        console = call.console
        try:
            seen = tour(console, _silent if call.given.json else call.say, folder)
        finally:
            stop.patient = True
            console.labs.stop_all()
    if call.given.json:
        call.say(to_json(seen, call.out))
    return 0


def _silent(_sentence: str) -> None:
    """Say nothing: only the document is wanted."""


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="zenca-tour-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    folder = kept.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        used = any(folder.iterdir())
    except OSError as error:
        raise ZencaError(
            _("{folder} cannot be used: {why}.").format(folder=folder, why=error.strerror),
            _("Nothing was changed. Choose another folder."),
        ) from error
    if used:
        raise ZencaError(
            _("{folder} is not empty.").format(folder=folder),
            _("Nothing was changed. The tour wants a folder of its own."),
        )
    yield folder


COMMAND = Command(
    words=("tour",),
    help=lambda: _("Play the main job in a throw-away lab, told step by step."),
    run=_tour,
    arguments=_words,
    memory=True,
)
