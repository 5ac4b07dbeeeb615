"""What is a command handed? The words given, the console behind them, and where answers go."""

from __future__ import annotations

import json
import threading
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from zenca_gui.cli import login
from zenca_gui.cli.columns import visible
from zenca_gui.cli.options import Options
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.core.report import Report
    from zenca_gui.core.sheet import Sheet
    from zenca_gui.core.zone import Actor, Server, ServerId, Zone
    from zenca_gui.services.console import Console

Json = Mapping[str, Any]


@dataclass(kw_only=True)
class Call:
    """One command under way."""

    given: Namespace
    options: Options
    open_console: Callable[[Options], Console]
    out: TextIO
    err: TextIO
    write_pdf: Callable[[Sheet | Report, Path], None] | None = None
    _telling: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def console(self) -> Console:
        """The services; opened when first needed."""
        return self.open_console(self.options)

    @cached_property
    def zone(self) -> Zone:
        """The zone that `--zone` names; NotFound."""
        return self.console.zones.named(self.given.zone)

    @cached_property
    def actor(self) -> Actor:
        """The administrator who acts, after the log in; ZencaError where there is none."""
        return login.acting(self.console, self.given)

    def servers(self) -> dict[ServerId, Server]:
        """Return the zone's servers by id."""
        return {server.id: server for server in self.console.servers.of(self.zone.id)}

    def chosen_servers(self) -> list[ServerId]:
        """Return those that `--server` names; none for all."""
        return [
            self.console.servers.named(self.zone.id, name).id for name in self.given.server or ()
        ]

    def answer(self, document: Callable[[], Json], lines: Callable[[], Iterable[str]]) -> int:
        """Print one JSON document, or the lines for a person; return 0."""
        if self.given.json:
            self.say(to_json(document(), self.out))
        else:
            for line in lines():
                self.say(line)
        return 0

    def say(self, line: str) -> None:
        """Print a line at once."""
        print(line, file=self.out, flush=True)

    def tell(self, line: str) -> None:
        """Print a line that is no answer: beside the answers, where a person reads it."""
        with self._telling:
            print(visible(line), file=self.err, flush=True)

    def progress(self, done: int, total: int, words: str) -> None:
        """Tell a person at a terminal how far it is; may be called from any thread."""
        if self.err.isatty() and not self.given.json:
            count = _("{done} of {total}").format(done=done, total=total) if total else ""
            self.tell(f"  {words} {count}".rstrip())


def to_json(document: object, out: TextIO) -> str:
    """Return the JSON text; letters beyond ASCII stay where the stream can carry them all."""
    plain = (getattr(out, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
    return json.dumps(document, indent=2, ensure_ascii=plain)
