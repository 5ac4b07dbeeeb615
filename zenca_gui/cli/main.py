"""How does one command go, from its words to its exit code?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from zenca_gui.cli.call import Call
from zenca_gui.cli.check import COULD_NOT_TELL
from zenca_gui.cli.columns import visible
from zenca_gui.cli.command import Command
from zenca_gui.cli.options import Options
from zenca_gui.cli.parser import COMMAND, Shown, Wanted, WrongUsage, parse
from zenca_gui.cli.table import GROUPS
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.core.report import Report
    from zenca_gui.core.sheet import Sheet
    from zenca_gui.services.console import Console

__all__ = ["Options", "run"]

DONE, MISUSED, INTERRUPTED, NOBODY_READS = 0, 2, 130, 141


def run(
    arguments: list[str],
    open_console: Callable[[Options], Console],
    out: TextIO,
    err: TextIO,
    *,
    write_pdf: Callable[[Sheet | Report, Path], None] | None = None,
) -> int:
    """Do one command and return its exit code; only a bug raises.

    `open_console` is called when a command first needs the services, so help and wrong usage open
    nothing. `write_pdf` writes a sheet or a report as PDF; without it none can be written.
    """
    for stream in (out, err):
        _carry_everything(stream)
    try:
        code = _run(arguments, open_console, out, err, write_pdf)
        out.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _leave(out)
        return NOBODY_READS
    return code


def _run(
    arguments: list[str],
    open_console: Callable[[Options], Console],
    out: TextIO,
    err: TextIO,
    write_pdf: Callable[[Sheet | Report, Path], None] | None,
) -> int:
    try:
        wanted = parse(arguments, GROUPS)
    except Shown as shown:
        print(str(shown).rstrip(), file=out)
        return DONE
    command = wanted.command
    if command is None:
        return _misused(wanted, err)
    call = Call(
        given=wanted.given,
        options=_options(command, wanted),
        open_console=open_console,
        out=out,
        err=err,
        write_pdf=write_pdf,
    )
    try:
        return command.run(call)
    except WrongUsage as wrong:
        usage = " ".join(("zenca", *command.words))
        print(f"{usage}: {visible(str(wrong))}", file=err)
        return command.misused
    except ZencaError as refusal:
        out.flush()
        print(visible(str(refusal)), file=err)
        return command.refused


def _misused(wanted: Wanted, err: TextIO) -> int:
    wrong = wanted.wrong
    if wrong is not None:
        print(f"{wrong.usage}zenca: {visible(str(wrong))}", file=err)
        print(_("zenca --help lists everything."), file=err)
    asked = getattr(wanted.given, COMMAND, None)
    return COULD_NOT_TELL if asked == "check" else MISUSED


def _options(command: Command, wanted: Wanted) -> Options:
    given = wanted.given
    file: Path | None = given.passphrase_file
    own = command.own_passphrase
    if own and getattr(given, own) is None:
        setattr(given, own, file)
        file = None
    return Options(
        data_dir=given.data_dir,
        passphrase_file=file,
        memory=command.memory,
    )


def _carry_everything(stream: TextIO) -> None:
    """Let no letter that the stream cannot show end a command half-way."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _leave(out: TextIO) -> None:
    """Nobody reads any more: what is still to be flushed at exit goes nowhere."""
    try:
        descriptor = out.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
