"""A lab and a tour end when they are told to, and leave nothing."""

import json
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from zenca_gui.cli import lab as command
from zenca_gui.core.ports.lab import ListeningServer

SERVER = ListeningServer(
    fqdn="zen01.lab", address="127.0.0.1", port=8443, ssh_port=2222, host_key="SHA256:x", folder="f"
)


@pytest.fixture
def labs(zenca, monkeypatch: pytest.MonkeyPatch):
    """Labs that are played; each look at their devices can do something."""
    monkeypatch.setattr(command, "EVERY", 0.01)
    played = SimpleNamespace(looks=0, stopped=0, wishes=[], by=[], resumed=[], then=lambda _n: None)
    console = zenca.console

    def start(wish, *, by, folder, progress):
        played.wishes.append(wish)
        played.by.append(by)
        return console.zones.add(wish.name, by=by, lab=str(folder))

    def collect(_zone) -> int:
        played.looks += 1
        played.then(played.looks)
        return 0

    def stop_all() -> None:
        played.stopped += 1

    console.reports = SimpleNamespace(collect=collect)
    console.labs = SimpleNamespace(
        start=start, resume=played.resumed.append, running=lambda _zone: True,
        listening=lambda _zone: [SERVER], stop_all=stop_all,
    )  # fmt: skip
    return played


def on_look(number: int, name: signal.Signals):
    return lambda looks: signal.raise_signal(name) if looks == number else None


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_lab_runs_until_it_is_told_to_stop(zenca, labs, tmp_path: Path, name) -> None:
    before = signal.getsignal(name)
    labs.then = on_look(3, name)
    ran = zenca.done("lab", "--dir", tmp_path / "my-lab", "--json")
    assert signal.getsignal(name) is before
    assert (labs.looks, labs.stopped) == (3, 1)
    assert len(ran.out.splitlines()) == 1
    line = json.loads(ran.out)
    assert line["zone"] == "my-lab"
    assert line["servers"][0]["ssh_port"] == 2222
    assert labs.by == ["lab"]


def test_a_lab_comes_back_in_its_folder(zenca, labs, tmp_path: Path) -> None:
    for _again in range(2):
        labs.then, labs.looks = on_look(1, signal.SIGTERM), 0
        zenca.done("lab", "--dir", tmp_path / "my-lab")
    assert len(labs.wishes) == len(labs.resumed) == 1
    labs.looks = 0
    zenca.done("lab", "--dir", tmp_path / "other" / "my-lab", "--servers", 5, "--speed", 60)
    assert labs.wishes[-1].name == "my-lab-2"
    assert (labs.wishes[-1].servers, labs.wishes[-1].speed) == (5, 60.0)


def test_a_lab_that_breaks_off_in_its_beginning_is_stopped(zenca, labs, tmp_path: Path) -> None:
    zenca.console.labs.start = lambda *_a, **_k: signal.raise_signal(signal.SIGTERM)
    assert zenca("lab", "--dir", tmp_path / "my-lab").code == 130
    assert labs.stopped == 1


def test_a_lab_that_ended_by_itself_is_told(zenca, labs, tmp_path: Path) -> None:
    zenca.console.labs.running = lambda _zone: False
    ran = zenca("lab", "--dir", tmp_path / "my-lab")
    assert ran.code == 1
    assert "ended by itself" in ran.err


def test_a_lab_asks_for_the_administrator_there_is(anna, labs, tmp_path: Path) -> None:
    anna.console.desk.vault.delete("password:anna")
    assert anna("lab", "--dir", tmp_path / "my-lab").code == 1
    assert labs.wishes == []


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch):
    """Put a played tour in the place of the real one."""
    import sys

    def put(tour) -> None:
        monkeypatch.setitem(sys.modules, "zenca_gui.services.tour", SimpleNamespace(tour=tour))

    return put


def test_a_tour_prints_its_words_or_its_document(zenca, labs, play) -> None:
    folders: list[Path] = []

    def tour(_console, say, folder: Path):
        folders.append(folder)
        assert folder.is_dir()
        say("The lab is up.")
        return {"seen": 3}

    play(tour)
    assert zenca.done("tour").out == "The lab is up.\n"
    assert zenca.done("tour", "--json").document == {"seen": 3}
    assert [folder.exists() for folder in folders] == [False, False]
    assert zenca.opened[-1].memory is True
    assert zenca.opened[-1].data_dir == folders[-1] / "data"
    assert labs.stopped == 2


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_tour_broken_off_leaves_nothing(zenca, labs, play, name) -> None:
    folders: list[Path] = []

    def tour(_console, _say, folder: Path):
        folders.append(folder)
        signal.raise_signal(name)

    play(tour)
    assert zenca("tour").code == 130
    assert labs.stopped == 1
    assert not folders[0].exists()


def test_a_tours_folder_is_kept_and_must_be_its_own(zenca, labs, play, tmp_path: Path) -> None:
    play(lambda _console, _say, folder: {"file": (folder / "kept").write_text("x")})
    zenca.done("tour", "--dir", tmp_path / "t")
    assert (tmp_path / "t" / "kept").exists()
    ran = zenca("tour", "--dir", tmp_path / "t")
    assert ran.code == 1
    assert "not empty" in ran.err
