"""Frozen values as rows: sorted here, copied, and fetched page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from zenca_gui.ui.models.cells import ICON_ROLE, MARK_ROLE, ROOT, ROW_ROLE, STYLE_ROLE, Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.table import Table


@dataclass(frozen=True)
class Server:
    name: str
    number: int


COLUMNS = [
    Column[Server](label="Server", width=200, text=lambda s: s.name, icon=lambda _: "server",
                   key=lambda s: s.name),
    Column[Server](label="Number", width=80, text=lambda s: f"{s.number:,}",
                   key=lambda s: s.number, style=Style.NUMBER),
    Column[Server](label="State", width=80, mark=lambda _: Mark("fine", Tone.GOOD, "pass")),
]  # fmt: skip
SERVERS = [Server("b", 1200), Server("a", 7), Server("=c()", 30)]
ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp) -> RowsModel[Server]:
    return RowsModel[Server](COLUMNS, SERVERS)


@pytest.fixture
def table(qtbot, model) -> Table:
    made = Table("Servers", model)
    qtbot.addWidget(made)
    return made


def names(model: RowsModel[Server]) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_model(model, qtmodeltester) -> None:
    qtmodeltester.check(model)


def test_a_cell_says_what_it_is(model) -> None:
    first = model.index(0, 0)
    assert first.data() == "b"
    assert first.data(ICON_ROLE) == "server"
    assert first.data(ROW_ROLE) == SERVERS[0]
    assert model.index(0, 1).data(STYLE_ROLE) is Style.NUMBER
    state = model.index(0, 2)
    assert state.data() == "fine" == state.data(Qt.ItemDataRole.AccessibleTextRole)
    assert state.data(MARK_ROLE) == Mark("fine", Tone.GOOD, "pass")


def test_numbers_sort_as_numbers(model) -> None:
    model.sort(1, ASCENDING)
    assert names(model) == ["a", "=c()", "b"]
    model.sort(1, DESCENDING)
    assert names(model) == ["b", "=c()", "a"]


def test_sorting_keeps_the_selection_on_its_value(table, model) -> None:
    table.selectRow(0)
    model.sort(1, ASCENDING)
    assert [model.value(row) for row in table.chosen_rows()] == [SERVERS[0]]


def test_a_click_on_a_head_sorts_up_then_down_where_that_makes_sense(table, model) -> None:
    head = table.horizontalHeader()
    head.sectionClicked.emit(1)
    assert names(model) == ["a", "=c()", "b"]
    head.sectionClicked.emit(1)
    assert names(model) == ["b", "=c()", "a"]
    head.sectionClicked.emit(2)
    assert head.sortIndicatorSection() == 1


def test_copied_rows_carry_their_labels_and_no_formula(qtbot, table, model) -> None:
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 2):
        table.selectionModel().select(model.index(row, 0), rows)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    words = QGuiApplication.clipboard().text()
    assert words == "Server\tNumber\tState\nb\t1,200\tfine\n'=c()\t30\tfine"


def test_enter_and_a_double_click_open_the_row(qtbot, table, model) -> None:
    table.setCurrentIndex(model.index(1, 0))
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [1]
    with qtbot.waitSignal(table.row_opened) as opened:
        table.doubleClicked.emit(model.index(2, 0))
    assert opened.args == [2]


def test_the_row_that_the_keyboard_reaches_is_told(qtbot, table, model) -> None:
    table.setCurrentIndex(model.index(0, 0))
    with qtbot.waitSignal(table.row_chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen.args == [1]


def pages(last: Server | None) -> Sequence[Server]:
    """Return 450 servers, 200 at a time."""
    first = last.number + 1 if last else 0
    return [Server(f"s{n}", n) for n in range(first, min(first + 200, 450))]


def test_pages_come_as_the_view_asks_until_there_are_no_more(qtbot, model, tasks) -> None:
    model.page(pages, tasks)
    for rows in (200, 400, 450, 450):
        qtbot.waitUntil(lambda rows=rows: tasks.idle and model.rowCount() == rows)
        model.fetchMore(ROOT)
    assert not model.canFetchMore(ROOT)
    assert [s.number for s in model.values()] == list(range(450))


def test_a_page_asked_for_before_is_not_shown_after(qtbot, model, tasks) -> None:
    model.page(pages, tasks)
    model.put(SERVERS[:1])
    qtbot.waitUntil(lambda: tasks.idle)
    assert names(model) == ["b"]


def test_a_page_that_fails_is_told_once_and_not_asked_for_again(qtbot, model, tasks) -> None:
    with qtbot.waitSignal(model.failed) as failed:
        model.page(lambda _: [][1], tasks)
    assert isinstance(failed.args[0], IndexError)
    assert not model.canFetchMore(ROOT)
