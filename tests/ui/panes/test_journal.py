"""The journal: by pages, searched, checked, exported."""

import pytest
from PySide6.QtCore import Qt

from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.panes.journal import ZONE, JournalPane

MAREN = Actor("maren")


@pytest.fixture
def pane(qtbot, seat, north):
    made = JournalPane(seat)
    qtbot.addWidget(made)
    made.resize(1060, 690)
    made.show()
    made.show_zone(north.id)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0 and made.badge.accessibleName() == "whole")
    return made


def test_the_newest_entry_stands_first_and_the_record_is_whole(pane, console, ill) -> None:
    assert pane.model.value(0).sequence == console.desk.store.journal.head().sequence
    assert pane.state.text().startswith("The journal is whole:")
    assert ill(pane) == []


def test_a_chosen_entry_shows_what_changed_and_its_seal(qtbot, qapp, pane) -> None:
    pane.table.selectRow(0)
    assert pane.detail.isVisible()
    qtbot.mouseClick(pane.copy, Qt.MouseButton.LeftButton)
    assert pane.model.value(0).hash in qapp.clipboard().text()


def test_the_search_narrows_it(qtbot, pane) -> None:
    qtbot.keyClicks(pane.bar.search, "WS-3")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)
    assert pane.bar.count.text().startswith("1 of ")


def test_all_zones_shows_which_zone_each_entry_is_of(qtbot, pane, console) -> None:
    assert pane.table.isColumnHidden(ZONE)
    console.zones.add("south", by=MAREN)
    pane.bar.chips[0].click()
    qtbot.waitUntil(lambda: not pane.table.isColumnHidden(ZONE))
    qtbot.waitUntil(lambda: pane.model.rowCount() > 0 and pane.model.value(0).zone == "south")


def test_entries_come_by_pages(qtbot, pane, console, north) -> None:
    for n in range(210):
        console.devices.add(north.id, f"MORE-{n}", DeviceKind.MOBILE, by=MAREN)
    pane.refresh()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 200)
    pane.table.scrollToBottom()
    qtbot.waitUntil(lambda: pane.model.rowCount() > 210)


def test_a_tampered_journal_is_called_broken(qtbot, pane, console, monkeypatch) -> None:
    entries = list(console.desk.store.journal.walk())
    cut = [entry for entry in entries if entry.sequence != 3]
    rows = type(console.desk.store.journal)
    monkeypatch.setattr(rows, "walk", lambda _self: iter(cut))
    qtbot.mouseClick(pane.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.badge.accessibleName() == "broken")


def test_every_entry_is_exported_with_its_whole_seal(
    qtbot, pane, console, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_asked: tmp_path / "journal.csv")
    qtbot.mouseClick(pane.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "journal.csv").exists)
    text = (tmp_path / "journal.csv").read_text(encoding="utf-8-sig")
    assert console.desk.store.journal.head().hash in text
    assert len(text.splitlines()) == console.journal.count("north") + 1
