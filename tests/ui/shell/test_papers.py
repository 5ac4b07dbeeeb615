"""*Save the change's report…* and *Save the calendar…*: from the menu into a file."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.strict_calendar import read
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.errors import NotFound, StoreError
from zenca_gui.core.zone import Actor
from zenca_gui.ui.rollout import evidence
from zenca_gui.ui.shell.paper_deeds import PaperDeeds

MAREN = Actor("maren")


@pytest.fixture
def deeds(qtbot, seat, north, monkeypatch):
    """The deeds over a plain window; `refused` holds what was shown instead."""
    window = QWidget()
    qtbot.addWidget(window)
    made = PaperDeeds(seat, window, lambda: north.id)
    made.refused = []
    monkeypatch.setattr(made, "refuse", made.refused.append)
    return made


def chosen(monkeypatch, path: Path | None) -> list[str]:
    """Play a person who chooses this file; returns what the dialogs were called."""
    titles: list[str] = []

    def ask(_parent, title, _name, _kinds):
        titles.append(title)
        return path

    monkeypatch.setattr("zenca_gui.ui.dialogs.files.ask_save", ask)
    return titles


@pytest.mark.parametrize("name", ["r.pdf", "r.json", "r"])
def test_an_open_change_is_saved_as_its_status(
    qtbot, deeds, console, north, monkeypatch, tmp_path, name
) -> None:
    console.changes.start(north.id, ChangeKind.REMINT, by=MAREN)
    titles = chosen(monkeypatch, tmp_path / name)
    with qtbot.waitSignal(deeds.changed):
        deeds.save_report()
    assert titles == ["Save the status report"]
    [written] = [path for path in tmp_path.iterdir() if path.name.startswith("r")]
    if name == "r.json":
        assert json.loads(written.read_text())["state"] == "draft"
    else:
        assert written.name == "r.pdf"
        assert written.read_bytes().startswith(b"%PDF-")


def test_a_cancelled_change_is_saved_as_evidence_or_not_at_all(
    qtbot, deeds, console, north, monkeypatch, tmp_path
) -> None:
    console.changes.start(north.id, ChangeKind.REMINT, by=MAREN)
    console.changes.cancel(north.id, by=MAREN)
    titles = chosen(monkeypatch, None)
    deeds.save_report()
    qtbot.waitUntil(lambda: titles == ["Save the evidence"])
    assert not list(tmp_path.glob("r*"))


def test_without_a_change_it_says_so_and_asks_for_no_file(
    qtbot, deeds, monkeypatch, tmp_path
) -> None:
    titles = chosen(monkeypatch, tmp_path / "r.pdf")
    deeds.save_report()
    qtbot.waitUntil(lambda: len(deeds.refused) == 1)
    assert isinstance(deeds.refused[0], NotFound)
    assert titles == []


def test_the_calendar_is_saved(qtbot, deeds, monkeypatch, tmp_path) -> None:
    chosen(monkeypatch, tmp_path / "north.ics")
    with qtbot.waitSignal(deeds.changed):
        deeds.save_calendar()
    found = read((tmp_path / "north.ics").read_bytes().decode())
    assert {event["UID"].split(".")[0] for event in found} == {"ca-end", "safe-start", "server-end"}


def test_a_place_that_cannot_be_written_is_one_sentence(console, north, tmp_path, qapp) -> None:
    console.changes.start(north.id, ChangeKind.REMINT, by=MAREN)
    for name in ("r.pdf", "r.json"):
        with pytest.raises(StoreError, match="could not be written"):
            evidence.write(tmp_path / "none" / name, console.evidence, north.id)
