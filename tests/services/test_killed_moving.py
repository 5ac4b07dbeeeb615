"""Killed while a database moves, it is held by one workstation or by none, and says what to do."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.movers import PASSWORD, WORDS, moving
from tests.services.office import ANNA, FileVault, HandClock, Office, entries, open_console
from zenca_gui.core.errors import StoreError, ZencaError
from zenca_gui.core.hand_over import Hold, ReadOnly

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")


@pytest.fixture
def opened(tmp_path: Path, clock: HandClock) -> Iterator[Callable[[str], Office]]:
    """Opens the folder of a workstation, as often as wanted; its keyring outlives a process."""
    made: list[Office] = []

    def open_it(name: str) -> Office:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        vault = FileVault(folder / "ring.json")
        made.append(moving(Office(open_console(folder, vault=vault, clock=clock), clock)))
        return made[-1]

    yield open_it
    for office in made:
        office.close()


@pytest.fixture
def first(opened: Callable[[str], Office]) -> Office:
    office = opened("first")
    office.console.administrators.add("anna", PASSWORD, by=None)
    office.bare()
    return office


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "b.age"


@pytest.fixture
def kill(tmp_path: Path, bundle: Path) -> Callable[[str, str], None]:
    """Let another process work in a folder and be killed at this point."""

    def run(folder: str, point: str) -> None:
        script = ROOT / "tests/services/killed_moving.py"
        done = subprocess.run(
            [sys.executable, str(script), str(tmp_path / folder), str(bundle), point], cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


def take(office: Office, path: Path) -> None:
    coming = office.console.take_over
    coming.take(coming.look(path, WORDS), name="anna", password=PASSWORD)


@pytest.mark.parametrize(
    ("point", "written"),
    [("before_the_image", False), ("before_the_name", False), ("after_the_bundle", True)],
)
def test_killed_on_the_way_out_nobody_writes_until_a_person_decides(
    opened: Callable[[str], Office],
    first: Office,
    kill: Callable[[str, str], None],
    bundle: Path,
    point: str,
    written: bool,
) -> None:
    kill("first", point)
    assert bundle.exists() == written
    office = opened("first")
    leaving = office.console.hand_over
    assert leaving.holding().state is Hold.BEGUN
    assert leaving.words() == (
        "A hand-over of this database was begun on 2026-11-23T12:00:00Z by anna and did not "
        "finish; it is read-only until you finish it or take it back."
    )
    with pytest.raises(ReadOnly, match="did not finish"):
        office.console.zones.add("south", by=ANNA)
    if not written:
        with pytest.raises(StoreError, match="is not there"):
            leaving.finish(WORDS)
    assert leaving.take_back("north", by=ANNA).epoch == 3
    office.console.zones.add("south", by=ANNA)
    assert list((bundle.parent / "first").glob(".hand-over*")) == []
    assert office.console.journal.verify().words.startswith("The journal is whole")


def test_killed_after_the_bundle_the_hand_over_is_finished_with_it(
    opened: Callable[[str], Office],
    first: Office,
    kill: Callable[[str, str], None],
    bundle: Path,
) -> None:
    kill("first", "after_the_bundle")
    second = opened("second")
    take(second, bundle)
    office = opened("first")
    assert office.console.hand_over.finish(WORDS).epoch == 2
    second.console.zones.add("south", by=ANNA)
    back = bundle.with_name("back.age")
    second.console.hand_over.write(back, passphrase=WORDS, by=ANNA)
    take(office, back)
    assert [z.name for z in office.console.zones.all()] == ["north", "south"]
    assert office.console.journal.verify().words.startswith("The journal is whole")


@pytest.mark.parametrize(
    ("point", "arrived"),
    [("after_a_passphrase", False), ("inside_the_copy", False), ("before_the_mirror", True)],
)
def test_killed_on_the_way_in_it_is_here_whole_or_not_at_all(
    opened: Callable[[str], Office],
    first: Office,
    kill: Callable[[str, str], None],
    bundle: Path,
    point: str,
    arrived: bool,
) -> None:
    first.console.hand_over.write(bundle, passphrase=WORDS, by=ANNA)
    opened("second")
    kill("second", point)
    office = opened("second")
    desk = office.console.desk
    assert [z.name for z in office.console.zones.all()] == (["north"] if arrived else [])
    assert desk.store.quick_check() == ""
    if arrived:
        with pytest.raises(ZencaError, match="taken over here already"):
            take(office, bundle)
    else:
        take(office, bundle)
    assert entries(office.vault) == entries(first.vault)
    [zone] = office.console.zones.all()
    assert office.console.authority.key_openable(zone.id) == ""
    office.console.zones.add("south", by=ANNA)
    assert office.console.journal.verify().words.startswith("The journal is whole")
