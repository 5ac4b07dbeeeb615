"""The activation date, kept by the system's own scheduler: what systemd and Windows read."""

import subprocess
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.zone import Zone
from zenca_gui.services.change.timetable import Timetable, _unit_word, _windows_word

NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
PROGRAM = "/opt/zen ca/zenca"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timetable, Office, Zone]:
    from tests.services.office import FailingVault, HandClock, open_console

    clock = HandClock()
    folder = tmp_path_factory.mktemp("date")
    office = Office(open_console(folder, vault=FailingVault(), clock=clock), clock)
    zone = office.lab(servers=1)
    office.made(zone)
    with pytest.raises(ZencaError, match="No activation date"):
        office.console.changes.timetables.write(
            zone.id, folder / "none", command=[PROGRAM], by=ANNA
        )
    at = office.console.desk.now(zone) + timedelta(days=3)
    office.console.changes.move_date(zone.id, at, by=ANNA)
    office.console.labs.stop_all()
    done = office.console.changes.timetables.write(
        zone.id, folder / "out", command=[PROGRAM], by=ANNA
    )
    return done, office, zone


def test_systemd_takes_the_timer_and_calls_at_the_date(written) -> None:
    done, _office, _zone = written
    timer = next(done.folder.glob("*.timer"))
    calendar = next(
        line.partition("=")[2] for line in timer.read_text().splitlines() if "OnCalendar" in line
    )
    read = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2026-01-01", calendar],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"{done.at:%Y-%m-%d %H:%M:%S} UTC" in read.stdout
    assert "Persistent=true" in timer.read_text()


def test_windows_reads_the_same_call(written) -> None:
    done, _office, zone = written
    task = ElementTree.parse(next(done.folder.glob("*.xml"))).getroot()
    start = task.find(f".//{NAMESPACE}StartBoundary")
    assert start is not None
    assert start.text == f"{done.at:%Y-%m-%dT%H:%M:%SZ}"
    command, arguments = (task.find(f".//{NAMESPACE}{x}") for x in ("Command", "Arguments"))
    assert command is not None
    assert command.text == PROGRAM
    assert arguments is not None
    assert arguments.text is not None
    assert arguments.text.endswith(f"change activate --if-due --zone {zone.name}")
    assert "password" not in arguments.text


def test_a_word_means_itself_to_either_scheduler() -> None:
    assert _unit_word('50% of "$HOME"\\x') == '"50%% of \\"$$HOME\\"\\\\x"'
    assert _windows_word("plain") == "plain"
    assert _windows_word("C:\\a b\\") == '"C:\\a b\\\\"'
    assert _windows_word('say "hi"') == '"say \\"hi\\""'


def test_an_existing_folder_is_left_alone(written) -> None:
    done, office, zone = written
    before = {p.name: p.read_bytes() for p in Path(done.folder).iterdir()}
    with pytest.raises(ZencaError, match="not empty"):
        office.console.changes.timetables.write(zone.id, done.folder, command=["x"], by=ANNA)
    assert {p.name: p.read_bytes() for p in Path(done.folder).iterdir()} == before
