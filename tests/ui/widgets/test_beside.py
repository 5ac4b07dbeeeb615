"""Two things stand beside each other where there is room, else below one another."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from zenca_gui.ui.tokens import GAP
from zenca_gui.ui.widgets.beside import Beside
from zenca_gui.ui.widgets.flow import FlowLayout


@pytest.fixture
def two(qtbot):
    left, right = QLabel("left"), QLabel("right")
    left.setMinimumWidth(200)
    right.setMinimumWidth(300)
    window = QWidget()
    both = Beside(left, right, (1, 2), window)
    qtbot.addWidget(window)
    window.resize(600, 200)
    window.show()
    return window, both, left, right


def test_with_room_they_share_the_width_without_it_they_stack(qtbot, two) -> None:
    _window, both, left, right = two
    both.resize(520, 200)
    qtbot.waitUntil(lambda: left.y() == right.y() and right.x() > 0)
    assert left.geometry().right() + GAP < right.x() + 2
    both.resize(500, 200)
    qtbot.waitUntil(lambda: left.y() < right.y())
    assert left.x() == right.x()
    assert both.minimumSizeHint().width() == 300


def test_what_grows_is_put_below(qtbot, two) -> None:
    _window, both, left, right = two
    both.resize(520, 200)
    left.setMinimumWidth(400)
    qtbot.waitUntil(lambda: left.y() < right.y())


@pytest.fixture
def flow(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    layout = FlowLayout()
    place.setLayout(layout)
    for width in (100, 100, 100):
        each = QLabel("x")
        each.setFixedSize(width, 20)
        layout.addWidget(each)
    return place, layout


def test_things_go_on_in_the_next_line(flow) -> None:
    place, layout = flow
    rows = layout.heightForWidth(320), layout.heightForWidth(220), layout.heightForWidth(50)
    assert rows == (20, 40, 60)
    place.resize(220, 60)
    place.show()
    tops = [layout.itemAt(at).geometry().y() for at in range(3)]
    assert tops == [0, 0, 20]


def test_a_flow_says_what_it_needs_and_gives_back_what_it_holds(flow) -> None:
    _place, layout = flow
    assert layout.sizeHint().width() == 316
    assert layout.minimumSize().width() == 100
    assert layout.count() == 3
    taken = layout.takeAt(0)
    assert taken.widget().text() == "x"
    assert (layout.count(), layout.itemAt(7), layout.takeAt(7)) == (2, None, None)
