"""Devices: filtered and ordered by SQL, edited by hand, and taken out as a file."""

import csv
import io
import threading
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.device_choice import DeviceMark
from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zenworks import DeviceFacts
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.ui.dialogs.confirm import ConfirmDialog
from zenca_gui.ui.dialogs.device_form import StageForm
from zenca_gui.ui.models.device_table import Column
from zenca_gui.ui.panes import device_deeds, device_reading
from zenca_gui.ui.panes.device_deeds import mark_harm, marks_menu
from zenca_gui.ui.panes.device_export import write_devices
from zenca_gui.ui.panes.device_filters import NEEDS_A_PERSON
from zenca_gui.ui.panes.device_saved import NameForm
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
    qtbot.waitUntil(lambda: made.count.text() == "5 of 5 devices")
    assert made.model.index(0, 0).data() == "WS-0"
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
    assert rows[0][-1] == "MDM server"
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


def test_the_first_rows_are_shown_before_the_whole_order_is_known(
    qtbot, pane, console, north, monkeypatch
) -> None:
    gate, whole = threading.Event(), console.devices.desk.store.devices.ids_unless
    monkeypatch.setattr(device_reading, "PAGE", 2)

    def slow(query, stop):
        gate.wait(10)
        return whole(query, stop)

    monkeypatch.setattr(console.desk.store.devices, "ids_unless", slow)
    pane.filters.order_by(DeviceOrder.NAME, descending=True)
    qtbot.waitUntil(lambda: names(pane) == ["WS-4", "WS-3"])
    assert pane.count.text() == "Counting…"
    pane.table.selectAll()
    assert not pane.mark.isEnabled(), "how many are chosen is not known yet"
    gate.set()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 5)
    assert pane.choosing.every
    assert pane.count.text() == "5 of 5 chosen"
    qtbot.waitUntil(lambda: names(pane)[2:] == ["WS-2", "WS-1", "WS-0"])


def test_a_letter_typed_meanwhile_gives_up_what_is_read(qtbot, pane, console, monkeypatch) -> None:
    began, given_up = threading.Event(), threading.Event()

    def slow(query, stop):
        if query.search:
            return console.desk.store.devices.ids(query)
        began.set()
        while not stop():
            given_up.wait(0.001)
        given_up.set()
        return None

    monkeypatch.setattr(device_reading, "PAGE", 2)
    monkeypatch.setattr(console.desk.store.devices, "ids_unless", slow)
    pane.filters.order_by(DeviceOrder.NAME, descending=True)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 2 and began.is_set())
    qtbot.keyClicks(pane.filters.bar.search, "user3")
    qtbot.waitUntil(lambda: names(pane) == ["WS-3"])
    qtbot.waitUntil(lambda: pane.count.text() == "1 of 5 devices")
    assert given_up.is_set()


def test_all_that_fit_are_marked_after_a_question_and_undone(qtbot, pane, console, north) -> None:
    kind = pane.filters.kind
    kind.setCurrentIndex(kind.findData(DeviceKind.MOBILE))
    qtbot.waitUntil(lambda: pane.count.text() == "2 of 5 devices")
    qtbot.mouseClick(pane.choose_all, Qt.MouseButton.LeftButton)
    assert pane.choosing.choice(pane._look.query).query == pane._look.query
    [lost] = [each for each in marks_menu(pane, pane._mark).actions() if each.text() == "&Lost"]
    lost.trigger()
    question = pane.window().findChild(ConfirmDialog)
    assert question.windowTitle() == "Are 2 devices lost?"
    with qtbot.waitSignal(pane.changed):
        question.do.click()
    asked = console.devices.query(north.id, lost=True)
    assert len(console.devices.ids(asked)) == 2
    assert pane.done.words.text() == "2 devices are said to be lost."
    with qtbot.waitSignal(pane.changed):
        pane.done.undo.click()
    assert len(console.devices.ids(asked)) == 0
    assert pane.done.words.text() == "2 devices are not lost any more."


def test_one_device_is_marked_without_a_question(qtbot, pane, console, north) -> None:
    pane.table.selectRow(1)
    with qtbot.waitSignal(pane.changed):
        pane._mark(DeviceMark.RETIRED, on=True)
    qtbot.waitUntil(lambda: names(pane) == ["WS-0", "WS-2", "WS-3", "WS-4"])
    assert pane.window().findChild(ConfirmDialog) is None


@pytest.mark.parametrize("mark", DeviceMark)
@pytest.mark.parametrize("on", [True, False])
def test_every_question_names_the_number_and_the_way_back(qapp, mark, on) -> None:
    harm = mark_harm(mark, on=on, number=812_334)
    assert "812,334" in harm.title
    assert harm.title.endswith("?")
    assert harm.happens
    assert "Undo" in harm.back


def test_chosen_devices_alone_can_be_exported(qtbot, pane, tmp_path, monkeypatch) -> None:
    out = tmp_path / "devices.csv"
    monkeypatch.setattr(device_deeds, "ask_csv", lambda *_asked: out)
    pane.table.selectRow(1)
    pane.export_chosen()
    qtbot.waitUntil(out.exists)
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row[1] for row in rows] == ["Device", "WS-1"]


def test_a_filter_is_saved_chosen_renamed_deleted_and_taken_back(
    qtbot, pane, console, north
) -> None:
    qtbot.keyClicks(pane.filters.bar.search, "user3")
    qtbot.waitUntil(lambda: names(pane) == ["WS-3"])

    def named(name: str) -> None:
        form = pane.window().findChild(NameForm)
        form.name.setText(name)
        with qtbot.waitSignal(form.succeeded):
            form.submit()
        qtbot.waitUntil(lambda: name in pane.saved.names)
        qtbot.waitUntil(lambda: pane.window().findChild(NameForm) is None)

    pane.saved.save()
    named("Of user 3")
    assert pane.done.words.text() == "Saved the filter Of user 3."
    pane.filters.clear()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 5)
    pane.saved.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: names(pane) == ["WS-3"])
    assert pane.filters.bar.search.text() == "user3"
    pane.saved.rename("Of user 3")
    named("Third & last")
    assert pane.saved.menu().actions()[0].text() == "Third && last"
    pane.saved.delete("Third & last")
    qtbot.waitUntil(lambda: list(pane.saved.names) == [])
    pane.done.undo.click()
    qtbot.waitUntil(lambda: list(pane.saved.names) == ["Third & last"])
    assert console.saved_filters.get(north.id, "third & last", by=MAREN).search == "user3"


def test_a_filter_of_a_newer_zenca_is_told_and_can_be_deleted(qtbot, pane, console, north) -> None:
    store = console.desk.store
    with store.transaction():
        store.saved_filters.save(north.id, "maren", "Odd", Newer())
    pane.saved._read()
    qtbot.waitUntil(lambda: list(pane.saved.names) == ["Odd"])
    pane.saved.choose("Odd")
    qtbot.waitUntil(lambda: "does not know" in pane.failure.words())
    pane.saved.delete("Odd")
    qtbot.waitUntil(lambda: list(pane.saved.names) == [])
    assert not pane.done.undo.isVisible()


class Newer:
    """A filter that a later zenca wrote."""

    def to_text(self) -> str:
        return '{"planet": "Mars"}'


def test_what_a_link_asks_for_stands_beside_the_fields_and_can_be_taken_away(
    qtbot, pane, north, now
) -> None:
    stages = frozenset({Stage.UNKNOWN, Stage.FAILED})
    asked = DeviceQuery(
        zone=north.id, silent_since=now - timedelta(hours=3, minutes=30), stages=stages,
        retired=None,
    )  # fmt: skip
    pane.show_query(asked)
    qtbot.waitUntil(lambda: names(pane) == ["WS-4"])
    assert pane.filters.linked.text() == "silent since 23 Nov 2026, 08:30 UTC"
    assert pane.filters.stage.currentData() == stages
    assert pane.filters.stage.currentText() == "Stage not reported, Update Failed"
    assert pane.filters.retired.currentData() is None
    pane.filters.linked.click()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 5)
    assert not pane.filters.linked.isVisible()
    pane.filters.clear()
    assert pane.filters.filter() == DeviceFilter()
    assert pane.filters.stage.findText("Stage not reported, Update Failed") == -1


@pytest.mark.parametrize(
    "asked",
    [
        DeviceFilter(),
        DeviceFilter(search="ws", kinds=frozenset({DeviceKind.SERVER}), order=DeviceOrder.OS),
        DeviceFilter(test=True, amt=True, contradicted=True, lost=True, can_talk=False),
        DeviceFilter(test=False, amt=False, contradicted=False, lost=False, can_talk=True),
        DeviceFilter(verdicts=frozenset({Verdict.RE_ENROL}), lost=False, retired=True),
        DeviceFilter(verdicts=NEEDS_A_PERSON, lost=False, descending=True),
        DeviceFilter(stages=frozenset({Stage.ACTIVE, Stage.PENDING})),
    ],
)
def test_the_fields_ask_for_what_they_were_shown(pane, asked) -> None:
    pane.show_filter(asked)
    assert pane.filters.filter() == asked


def test_what_zenworks_said_of_a_device_stands_in_its_details(pane, console, north, qtbot):
    (device,) = console.desk.store.devices.named(north.id, "WS-0")
    with console.desk.store.transaction():
        console.desk.store.zenworks.note(
            [
                DeviceFacts(
                    device=device.id, folder="/Devices/Workstations/Berlin", version="23.3.0",
                    status="Active", read_at=console.desk.now(),
                )
            ]
        )  # fmt: skip
    pane.table.selectRow(0)
    qtbot.waitUntil(lambda: "/Devices/Workstations/Berlin" in said(pane.detail))
    assert "Active, agent 23.3.0, read 23 Nov 2026, 12:00 UTC" in said(pane.detail)
    pane.table.selectRow(1)
    qtbot.waitUntil(lambda: "WS-1" in said(pane.detail))
    assert "/Devices/Workstations/Berlin" not in said(pane.detail)
