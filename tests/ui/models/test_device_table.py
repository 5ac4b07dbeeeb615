"""A million devices in a table: pages come from workers, and nothing waits for them."""

import threading
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from zenca_gui.core.device_query import DeviceOrder
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, ZoneId
from zenca_gui.ui.models.cells import ICON_ROLE, MARK_ROLE
from zenca_gui.ui.models.device_table import (
    COPIED,
    DEVICE_ROLE,
    KEPT,
    PAGE,
    Column,
    DeviceTableModel,
)
from zenca_gui.ui.widgets.table import Table


def device(number: int, **more) -> Device:
    kind = DeviceKind.MOBILE if number % 2 else DeviceKind.WORKSTATION
    return Device(
        id=DeviceId(number), zone=ZoneId(1), guid=f"{number:032x}", name=f"D{number}", kind=kind,
        **more,
    )  # fmt: skip


class Rows:
    """The store's `page`, counting who asks for what."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.threads: set[int] = set()
        self.gone: set[int] = set()

    def __call__(self, ids: Sequence[int]) -> Sequence[Device]:
        self.threads.add(threading.get_ident())
        self.asked.append(ids[0])
        return [device(each) for each in reversed(ids) if each not in self.gone]


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def model(tasks, rows, now: datetime) -> DeviceTableModel:
    made = DeviceTableModel(tasks, rows)
    made.put(array("q", range(1_000_000)), now=now)
    return made


@pytest.fixture
def shown(qtbot, model) -> Callable[[int], str]:
    """Ask for a row's name until it is here."""

    def ask(row: int) -> str:
        index = model.index(row, Column.NAME)
        qtbot.waitUntil(lambda: index.data() != "")
        return index.data()

    return ask


def test_model(qtbot, qtmodeltester, tasks, rows, now) -> None:
    model = DeviceTableModel(tasks, rows)
    model.put(array("q", range(300)), now=now)
    qtmodeltester.check(model)
    qtbot.waitUntil(lambda: tasks.idle)
    qtmodeltester.check(model)


def test_a_row_is_blank_until_its_page_arrives_and_is_then_painted(qtbot, model, rows) -> None:
    index = model.index(700_000, Column.NAME)
    assert index.data() == ""
    assert index.data(DEVICE_ROLE) is None
    with qtbot.waitSignal(model.dataChanged) as changed:
        pass
    top, bottom = changed.args[:2]
    assert top.row() <= 700_000 <= bottom.row()
    assert bottom.row() - top.row() < PAGE
    assert index.data() == "D700000"
    assert index.data(DEVICE_ROLE) == device(700_000)
    assert threading.get_ident() not in rows.threads


def test_rows_keep_the_order_of_their_ids_whatever_the_page_returns(model, shown) -> None:
    assert [shown(row) for row in (0, 1, 255, 256)] == ["D0", "D1", "D255", "D256"]


def test_a_device_that_vanished_meanwhile_leaves_its_row_blank(model, rows, shown) -> None:
    rows.gone = {5}
    assert shown(4) == "D4"
    assert model.index(5, Column.NAME).data() == ""
    assert model.index(5, Column.STAGE).data(MARK_ROLE) is None


def test_a_page_is_asked_for_once_while_it_stays(model, rows, shown) -> None:
    for row in (3, 4, 3, 200):
        shown(row)
    assert rows.asked == [0]


def test_old_pages_make_room(model, rows, shown) -> None:
    for page in range(KEPT + 1):
        shown(page * PAGE)
    shown(0)
    assert rows.asked.count(0) == 2


def test_what_was_scrolled_past_is_not_fetched(qtbot, model, rows, tasks) -> None:
    for row in range(0, 1_000_000, 1000):
        model.index(row, Column.NAME).data()
    qtbot.waitUntil(lambda: tasks.idle)
    assert len(rows.asked) < 12
    assert (999_000 // PAGE) * PAGE in rows.asked


def test_the_answer_for_ids_of_before_is_not_shown(qtbot, tasks, now) -> None:
    gate = threading.Event()

    def fetch(ids: Sequence[int]) -> Sequence[Device]:
        gate.wait(10)
        return [device(each) for each in ids]

    model = DeviceTableModel(tasks, fetch)
    model.put(array("q", [1]), now=now)
    assert model.index(0, 0).data() == ""
    model.put(array("q", [2]), now=now)
    assert model.index(0, 0).data() == ""
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle and model.index(0, 0).data() == "D2")


def test_a_page_that_fails_is_told_once(qtbot, tasks, now) -> None:
    def fetch(ids: Sequence[int]) -> Sequence[Device]:
        raise OSError(ids)

    model = DeviceTableModel(tasks, fetch)
    told = []
    model.failed.connect(told.append)
    model.put(array("q", [1]), now=now)
    for _ in range(3):
        assert model.index(0, 0).data() == ""
        qtbot.waitUntil(lambda: tasks.idle)
    assert len(told) == 1


def test_refresh_fetches_again_what_is_looked_at(qtbot, model, rows, shown) -> None:
    shown(0)
    model.refresh()
    assert model.index(0, 0).data() == "D0", "as it was, so that nothing blinks"
    with qtbot.waitSignal(model.dataChanged):
        model.device(0)
    assert rows.asked == [0, 0]


def test_a_new_row_shows_what_was_known_of_it_until_it_is_here(qtbot, model, rows, shown) -> None:
    shown(0)
    model.put(array("q", [2, 90_000]), now=None)
    assert model.index(0, 0).data() == "D2"
    assert model.index(1, 0).data() == ""
    assert shown(1) == "D90000"


def test_sorting_is_asked_for_and_not_done(qtbot, model) -> None:
    with qtbot.waitSignal(model.order_asked) as asked:
        model.sort(Column.CONTACT, Qt.SortOrder.DescendingOrder)
    assert asked.args == [DeviceOrder.LAST_CONTACT, True]
    with qtbot.waitSignal(model.order_asked) as asked:
        model.sort(Column.VERDICT)
    assert asked.args == [DeviceOrder.VERDICT, False]
    assert model.ids[0] == 0


def test_a_cell_says_what_is_known_and_how(qtbot, tasks, now) -> None:
    seen = device(
        2, os="SLE 15", user="a.brandt", stage=Stage.ASSIGNED, stage_at=now,
        stage_evidence=Evidence.TOLD, stage_by="Maren", last_contact=now - timedelta(hours=3),
    )  # fmt: skip
    lost = device(3, lost=True)
    model = DeviceTableModel(tasks, lambda _: [seen, lost])
    model.put(array("q", [2, 3]), now=now, activated_at=now - timedelta(days=1))
    name = model.index(0, Column.NAME)
    qtbot.waitUntil(lambda: name.data() == "D2")
    cells = [model.index(0, column).data() for column in Column]
    assert cells == [
        "D2", "Workstation", "SLE 15", "a.brandt", "3 h ago", "Update Assigned",
        "in contact: check its stage",
    ]  # fmt: skip
    assert name.data(ICON_ROLE) == "workstation"
    tip = model.index(0, Column.STAGE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Update Assigned · told · Maren · 23 Nov 2026, 12:00 UTC"
    assert model.index(1, Column.VERDICT).data() == "lost"


def test_copying_fetches_rows_that_were_never_shown(qtbot, model) -> None:
    table = Table("Devices", model)
    qtbot.addWidget(table)
    model.put(array("q", range(600)), now=None)
    table.selectAll()
    assert table.chosen_rows() == list(range(600))
    QGuiApplication.clipboard().clear()
    table.copy_chosen()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("Device\tKind\tSystem")
    assert [line.split("\t")[0] for line in lines[1:]] == [f"D{n}" for n in range(600)]


def test_a_million_selected_rows_can_be_painted_at_once(qtbot, model) -> None:
    """Qt's heads would walk down every column, row by row: half a minute for each painting."""
    table = Table("Devices", model)
    qtbot.addWidget(table)
    table.resize(800, 400)
    table.selectAll()
    assert len(table.chosen_rows()) == 1_000_000
    table.grab()
    table.scrollToBottom()
    table.grab()


def test_rows_that_follow_leave_those_shown_as_they_are(qtbot, tasks, rows) -> None:
    model = DeviceTableModel(tasks, rows)
    first = [device(each) for each in range(PAGE)]
    model.put(array("q", range(PAGE)), now=None, first=first)
    assert model.index(PAGE - 1, Column.NAME).data() == f"D{PAGE - 1}"
    with qtbot.assertNotEmitted(model.modelReset):
        assert model.grow(array("q", range(1_000)))
    assert model.rowCount() == 1_000
    assert model.index(0, Column.NAME).data() == "D0"
    assert rows.asked == []
    assert not model.grow(array("q", range(1_000))), "nothing follows"
    assert not model.grow(array("q", range(1, 2_000))), "others came first"
    assert model.rowCount() == 1_000


def test_half_a_page_is_fetched_whole_once_more_rows_follow(qtbot, tasks, rows) -> None:
    model = DeviceTableModel(tasks, rows)
    model.put(array("q", range(3)), now=None, first=[device(each) for each in range(3)])
    assert model.grow(array("q", range(9)))
    assert model.index(2, Column.NAME).data() == "D2", "shown as it was meanwhile"
    qtbot.waitUntil(lambda: model.index(8, Column.NAME).data() == "D8")


def test_too_many_rows_are_not_copied_but_said(qtbot, model) -> None:
    with qtbot.waitSignal(model.failed) as failed:
        model.copy(range(COPIED + 1), lambda _text: None, labels=True)
    assert failed.args[0].title == "20,001 rows are too many for the clipboard."
