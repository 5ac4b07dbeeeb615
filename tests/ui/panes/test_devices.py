"""Devices: filtered and ordered by SQL, edited by hand, and taken out as a file."""

import csv
import io
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.ui.dialogs.confirm import ConfirmDialog
from zenca_gui.ui.dialogs.device_form import StageForm
from zenca_gui.ui.models.device_table import Column
from zenca_gui.ui.panes import device_deeds
from zenca_gui.ui.panes.device_export import write_devices
from zenca_gui.ui.panes.devices import DevicesPane

MAREN = Actor("maren")


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def pane(qtbot, seat, north):
    made = DevicesPane(seat)
    qtbot.addWidget(made)
    made.resize(1060, 690)
    made.show()
    made.show_zone(north.id)
    qtbot.waitUntil(lambda: made.model.rowCount() == 5)
    qtbot.waitUntil(lambda: made.model.index(0, 0).data() == "WS-0")
    return made


def names(pane) -> list[str]:
    return [str(pane.model.index(row, 0).data()) for row in range(pane.model.rowCount())]


def test_every_device_is_listed_with_its_count(pane, ill) -> None:
    assert names(pane) == [f"WS-{n}" for n in range(5)]
    assert pane.count.text() == "5 of 5 devices"
    assert ill(pane) == []


def test_there_is_no_verdict_while_no_change_asks_for_one(pane) -> None:
    assert pane.table.isColumnHidden(int(Column.VERDICT))
    assert not pane.filters.verdict.isVisible()


def test_lists_chips_and_search_narrow_it(qtbot, pane) -> None:
    kind = pane.filters.kind
    kind.setCurrentIndex(kind.findData(DeviceKind.MOBILE))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 2)
    assert pane.count.text() == "2 of 5 devices"
    pane.filters.clear()
    pane.filters.bar.chips[2].click()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)
    pane.filters.clear()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 5)
    qtbot.keyClicks(pane.filters.bar.search, "user3")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)


def test_nothing_that_fits_offers_to_clear_the_filters(qtbot, pane) -> None:
    qtbot.keyClicks(pane.filters.bar.search, "nobody at all")
    qtbot.waitUntil(lambda: "No device fits" in said(pane))
    pane.filters.clear()
    qtbot.waitUntil(lambda: pane.table.isVisible() and pane.model.rowCount() == 5)


def test_a_head_orders_by_sql_and_the_chosen_device_stays_chosen(qtbot, pane) -> None:
    pane.table.selectRow(1)
    chosen = pane.choosing.ids()
    pane.table._sort(int(Column.CONTACT))
    qtbot.waitUntil(lambda: names(pane)[:1] == ["WS-4"])
    assert pane.choosing.ids() == chosen
    pane.table._sort(int(Column.CONTACT))
    qtbot.waitUntil(lambda: names(pane)[:1] == ["WS-0"])


def test_a_chosen_device_says_how_it_is_known(qtbot, pane) -> None:
    pane.table.selectRow(0)
    qtbot.waitUntil(pane.detail.isVisible)
    qtbot.waitUntil(lambda: "nobody reported it" in said(pane.detail))
    assert "WS-0" in said(pane.detail)
    assert "Intel AMT" in said(pane.detail)


def test_a_stage_is_told_for_all_chosen_devices(qtbot, pane, console, north) -> None:
    pane.table.selectAll()
    qtbot.mouseClick(pane.tell, Qt.MouseButton.LeftButton)
    form = pane.window().findChild(StageForm)
    form.evidence.setText("seen in the console")
    with qtbot.waitSignal(pane.changed):
        form.submit()
    query = console.devices.query(north.id, stages=frozenset({Stage.ACTIVE}))
    assert len(console.devices.ids(query)) == 5
    qtbot.waitUntil(lambda: pane.model.index(0, 5).data() == "New Certificate Active")


def test_devices_are_removed_after_a_question(qtbot, pane, console, north) -> None:
    pane.table.selectRow(2)
    qtbot.mouseClick(pane.remove, Qt.MouseButton.LeftButton)
    question = pane.window().findChild(ConfirmDialog)
    with qtbot.waitSignal(pane.changed):
        question.do.click()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 4)


def test_buttons_for_chosen_devices_wait_for_one(pane) -> None:
    pane.table.clearSelection()
    assert not any(b.isEnabled() for b in (pane.edit, pane.tell, pane.remove))
    pane.table.selectRow(0)
    assert all(b.isEnabled() for b in (pane.edit, pane.tell, pane.remove))


def test_what_is_exported_is_what_is_filtered_and_runs_nothing(
    qtbot, pane, console, north, tmp_path, monkeypatch
) -> None:
    console.devices.add(north.id, "=cmd()", DeviceKind.MOBILE, by=MAREN)
    kind = pane.filters.kind
    kind.setCurrentIndex(kind.findData(DeviceKind.MOBILE))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 3)
    out = tmp_path / "devices.csv"
    monkeypatch.setattr(device_deeds, "ask_csv", lambda *_asked: out)
    qtbot.mouseClick(pane.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(out.exists)
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert rows[0][:2] == ["GUID", "Device"]
    assert [row[1] for row in rows[1:]] == ["'=cmd()", "WS-3", "WS-4"]


def test_a_stopped_export_leaves_no_file(qtbot, pane, tmp_path) -> None:
    out = tmp_path / "devices.csv"
    written = write_devices(
        out, pane.model.ids, lambda _ids: [], pane.model._words,
        told=lambda *_told: None, stop=lambda: True,
    )  # fmt: skip
    assert written == 0
    assert list(tmp_path.glob("*.csv*")) == []


def test_a_link_elsewhere_shows_its_devices(qtbot, pane, north) -> None:
    pane.show_query(DeviceQuery(zone=north.id, kinds=frozenset({DeviceKind.SERVER})))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 1)
    assert pane.filters.kind.currentData() is DeviceKind.SERVER
    pane.show_silent()
    qtbot.waitUntil(lambda: names(pane) == [f"WS-{n}" for n in (4, 3, 2, 1, 0)])
    assert pane.filters.filter().order is DeviceOrder.LAST_CONTACT


def test_verdicts_leave_lost_devices_out(pane) -> None:
    pane.filters.show_query(
        DeviceQuery(zone=pane.zone, verdicts=frozenset({Verdict.RE_ENROL}), lost=False)
    )
    asked = pane.filters.filter()
    assert asked.verdicts == {Verdict.RE_ENROL}
    assert asked.lost is False


def test_a_heartbeat_from_elsewhere_is_seen_after_a_refresh(
    qtbot, pane, console, north, clock
) -> None:
    clock.now += timedelta(hours=9)
    pane.refresh()
    qtbot.waitUntil(lambda: pane.model.index(0, 4).data() == "9 h ago")


def test_a_zone_without_devices_offers_to_add_one(qtbot, pane, console) -> None:
    south = console.zones.add("south", by=MAREN)
    pane.show_zone(south.id)
    qtbot.waitUntil(lambda: "This zone has no devices yet" in said(pane))
    assert not pane.export.isEnabled()
