"""A process that hands a database over, or takes it over, and kills itself at a point by name.

python killed_moving.py FOLDER BUNDLE POINT
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.services.movers import PASSWORD, WORDS, moving
from tests.services.office import ANNA, FileVault, HandClock, Office, open_console
from zenca_gui.services import hand_over
from zenca_gui.store.connections import Connections
from zenca_gui.store.hand_overs import SqliteHandOvers


def die(*_arguments: Any, **_words: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(office: Office, bundle: Path) -> None:
    office.console.hand_over.write(bundle, passphrase=WORDS, by=ANNA)


def come(office: Office, bundle: Path) -> None:
    coming = office.console.take_over
    coming.take(coming.look(bundle, WORDS), name="anna", password=PASSWORD)


def before_the_image(office: Office, bundle: Path) -> None:
    SqliteHandOvers.image = die  # type: ignore[method-assign,assignment]
    leave(office, bundle)


def before_the_name(office: Office, bundle: Path) -> None:
    hand_over.put_in_place = die  # type: ignore[assignment]
    leave(office, bundle)


def after_the_bundle(office: Office, bundle: Path) -> None:
    place = hand_over.put_in_place

    def put(beside: Path, path: Path) -> None:
        place(beside, path)
        die()

    hand_over.put_in_place = put
    leave(office, bundle)


def after_a_passphrase(office: Office, bundle: Path) -> None:
    keep = FileVault.put

    def put(self: FileVault, name: str, secret: Any) -> None:
        keep(self, name, secret)
        die()

    FileVault.put = put  # type: ignore[method-assign]
    come(office, bundle)


def inside_the_copy(office: Office, bundle: Path) -> None:
    become = Connections.become

    def half(self: Connections, source: Any, _unchanged: Any) -> None:
        become(self, source, lambda: die() is None)

    Connections.become = half  # type: ignore[method-assign]
    come(office, bundle)


def before_the_mirror(office: Office, bundle: Path) -> None:
    keep = FileVault.put

    def put(self: FileVault, name: str, secret: Any) -> None:
        if name == "journal-head":
            die()
        keep(self, name, secret)

    FileVault.put = put  # type: ignore[method-assign]
    come(office, bundle)


POINTS = {
    work.__name__: work
    for work in (
        before_the_image, before_the_name, after_the_bundle, after_a_passphrase, inside_the_copy,
        before_the_mirror,
    )
}  # fmt: skip

if __name__ == "__main__":
    folder, path, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    clock = HandClock()
    vault = FileVault(folder / "ring.json")
    POINTS[point](moving(Office(open_console(folder, vault=vault, clock=clock), clock)), path)
