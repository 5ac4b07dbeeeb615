"""While another date is looked at, the board shows what is expected then, and says so."""

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.change.conftest import MAREN
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.stage_bar import StageBar
from zenca_gui.ui.widgets.words import Words


@pytest.fixture
def board(qtbot, console, lab, prepared, pane):
    """The pane of a zone whose update is assigned; the forecast is there."""
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    console.changes.assign(lab.id, typed_name=lab.name, by=MAREN)
    pane.show_zone(lab.id)
    qtbot.waitUntil(lambda: pane.forecast.chart.at is not None and not pane.forecast._asking)
    return pane


def in_grid(card, kind: type) -> list:
    """Return what of a kind a card's grid holds; what was cleared away dies a little later."""
    every = (card._grid.itemAt(n).widget() for n in range(card._grid.count()))
    return [each for each in every if isinstance(each, kind)]


def bars(pane) -> str:
    return " ".join(bar.accessibleDescription() for bar in in_grid(pane.stages, StageBar))


def settled(qtbot, pane) -> None:
    qtbot.waitUntil(lambda: not pane.forecast._asking and not pane._asking)


def test_a_key_shows_what_is_expected_and_escape_what_is_so(board, qtbot) -> None:
    now, heading = bars(board), board.verdicts.heading.text()
    wide = board.forecast.chart.width()
    qtbot.keyClick(board.forecast.chart, Qt.Key.Key_PageDown)
    assert board.stages.heading.text().startswith("Expected on ")
    assert board.verdicts.heading.text().startswith("Expected on ")
    assert board.forecast.chart.width() == wide, "it moves under no hand"
    assert board.follow_ups.expected.text().startswith("Expected on ")
    assert board.follow_ups.expected.isVisibleTo(board)
    assert "Pending Certificate Activation" in bars(board)
    assert bars(board) != now
    settled(qtbot, board)
    assert board.stages.heading.text().startswith("Expected on ")
    qtbot.keyClick(board.forecast.chart, Qt.Key.Key_Escape)
    assert bars(board) == now
    assert board.stages.heading.text() == "Stages"
    assert board.verdicts.heading.text() == heading
    assert board.follow_ups.expected.isHidden()


def test_the_board_is_back_at_now_when_the_marker_is_let_go(board, qtbot) -> None:
    chart, now = board.forecast.chart, bars(board)
    there = QPoint(chart.width() // 2, chart.height() // 2)
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=there)
    assert board.forecast.expectation.at == chart.at
    assert bars(board) != now
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=there)
    assert board.forecast.expectation.at is None
    assert bars(board) == now
    settled(qtbot, board)


def test_a_typed_date_answers_until_the_field_is_left(board, qtbot) -> None:
    field = board.forecast.moment
    field.setFocus()
    field.setDateTime(field.dateTime().addDays(2))
    assert board.forecast.expectation.at is not None
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert board.forecast.expectation.at is None
    settled(qtbot, board)


def test_what_the_cards_show_is_what_the_forecast_tells(board, qtbot, console, lab) -> None:
    board.forecast.chart.setFocus()
    qtbot.keyClick(board.forecast.chart, Qt.Key.Key_Right)
    outlook, at = board.forecast._outlook, board.forecast.chart.at
    counts = {DeviceKind(line.key): line.counts for line in board.board.stages}
    expected = outlook.board(at, counts)
    settled(qtbot, board)
    for line in board.board.stages:
        there = expected.stages[DeviceKind(line.key)].get(Stage.PENDING, 0)
        shown = [words.text() for words in in_grid(board.stages, Words)]
        assert f"{there:,}" in shown
    links = {each.objectName() for each in in_grid(board.verdicts, LinkButton)}
    named = {f"verdict:{v.name.lower()}" for v, span in expected.verdicts.items() if span.high}
    assert named <= links
    assert Verdict.WILL_FOLLOW not in expected.verdicts
