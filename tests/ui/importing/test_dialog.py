"""A list is mapped on the screen, looked at, and taken in; nothing happens before the button."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from zenca_gui.core.device_list import Field
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.services.device_list import look_at
from zenca_gui.ui.importing.dialog import ImportDialog
from zenca_gui.ui.panes.devices import DevicesPane

LIST = (
    "Maschine;Typ;Zustand\n"
    "=cmd;PC;läuft\n"
    "PC-2;toaster;fertig\n"
    "PC-3;Phone;Update Assigned\n"
)  # fmt: skip


@pytest.fixture
def zone(console):
    return console.zones.add("north", by=Actor("maren"))


@pytest.fixture
def dialog(qtbot, seat, zone, tmp_path: Path) -> ImportDialog:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    made = ImportDialog(seat, zone, look_at(path))
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog: ImportDialog, at: int, held: Field | None) -> None:
    box = dialog.columns.boxes[at]
    box.setCurrentIndex(box.findData(held))


def press(qtbot, dialog: ImportDialog) -> None:
    qtbot.waitUntil(dialog.do.isEnabled)
    qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)


def test_columns_are_guessed_and_what_is_missing_is_said(dialog) -> None:
    assert dialog.columns.columns() == (None, Field.KIND, None)
    assert "No column holds a name or a GUID." in dialog.why.text()
    assert not dialog.do.isEnabled()


def test_the_preview_follows_every_choice(dialog, qtbot) -> None:
    choose(dialog, 0, Field.NAME)
    assert [row.trouble != "" for row in dialog.model.values()] == [False, True, False]
    assert dialog.model.value(0).listed.kind is DeviceKind.WORKSTATION
    choose(dialog, 1, None)
    assert [row.trouble for row in dialog.model.values()] == ["", "", ""]


def test_unknown_words_are_asked_for_from_the_whole_list_and_kept(dialog, qtbot, console, zone):
    choose(dialog, 0, Field.NAME)
    choose(dialog, 2, Field.STAGE)
    qtbot.waitUntil(lambda: len(dialog.stages.boxes) == 2)
    qtbot.waitUntil(lambda: "2 words for stages" in dialog.why.text())
    assert not dialog.do.isEnabled()
    for box, stage in zip(dialog.stages.boxes, (Stage.ASSIGNED, Stage.ACTIVE), strict=True):
        box.setCurrentIndex(box.findData(stage))
    assert dialog.stages.stages() == {"läuft": Stage.ASSIGNED, "fertig": Stage.ACTIVE}
    with qtbot.waitSignal(dialog.imported):
        press(qtbot, dialog)
    devices = console.devices
    taken = {each.name: each for each in devices.page(devices.ids(devices.query(zone.id)))}
    assert {name: each.stage for name, each in taken.items()} == {
        "=cmd": Stage.ASSIGNED, "PC-3": Stage.ASSIGNED,
    }  # fmt: skip
    assert [bad.line for bad in dialog.outcome.model.values()] == [3]
    assert dialog.outcome.isVisible()
    assert not dialog.do.isVisible()
    assert "list.not-taken.csv" in dialog.outcome.words.text()


def test_a_refusal_stands_in_the_dialog_and_nothing_is_lost(dialog, qtbot, tmp_path) -> None:
    choose(dialog, 0, Field.NAME)
    (tmp_path / "list.csv").unlink()
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: "cannot be read" in dialog.working.failure.words())
    assert dialog.columns.columns()[0] is Field.NAME
    assert dialog.isVisible()


def test_nothing_of_it_is_clipped_or_nameless(dialog, ill) -> None:
    assert ill(dialog) == []


def test_the_devices_pane_opens_it_for_a_chosen_file(
    qtbot, seat, zone, tmp_path, monkeypatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    pane = DevicesPane(seat)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_zone(zone.id)
    qtbot.waitUntil(pane.import_list.isEnabled)
    qtbot.mouseClick(pane.import_list, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(pane.findChildren(ImportDialog)))
    [dialog] = pane.findChildren(ImportDialog)
    assert dialog.isVisible()
    dialog.reject()
