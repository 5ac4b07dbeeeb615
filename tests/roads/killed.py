"""A process that works on a zone on paper and kills itself, with -9, at a point by name.

python killed.py FOLDER WORK POINT
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.roads.paper import World, paper_office
from tests.services.office import ANNA, Office
from zenca_gui.core.reply import Pasted
from zenca_gui.services.desk import Change, Desk


def die(*_arguments: Any, **_words: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at(point: str) -> None:
    """`inside`: all rows are written and nothing is committed; `after`: all is, but not told.

    A place for a key is reserved before, in a transaction of its own: that is not the point.
    """
    record, reached = Change.record, []

    def recorded(change: Change, kind: str, *words: Any, **more: Any) -> None:
        record(change, kind, *words, **more)
        if kind.startswith("change."):
            reached.append(kind)
            if point == "inside":
                die()

    def mirror(_desk: Desk) -> None:
        if reached:
            die()

    Change.record = recorded  # type: ignore[assignment, method-assign]
    Desk.mirror_head = mirror  # type: ignore[method-assign]


def requests(office: Office, given: list[Pasted], _root: list[str]) -> None:
    [zone] = office.console.zones.all()
    office.console.changes.requesting.make(zone.id, by=ANNA)


def replies(office: Office, given: list[Pasted], root: list[str]) -> None:
    [zone] = office.console.zones.all()
    office.console.changes.replying.take(zone.id, given, by=ANNA, trust_roots=root)


def watch(office: Office, given: list[Pasted], _root: list[str]) -> None:
    [zone] = office.console.zones.all()
    office.console.changes.watching.take(zone.id, given, by=ANNA)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    here = paper_office(folder / "zone", World())
    files = sorted((folder / "given").glob("*.cer"))
    told = [Pasted(name=path.name, data=path.read_bytes()) for path in files]
    known = [path.read_text() for path in (folder / "given").glob("root")]
    dies_at(sys.argv[3])
    {"requests": requests, "replies": replies, "watch": watch}[sys.argv[2]](here, told, known)
