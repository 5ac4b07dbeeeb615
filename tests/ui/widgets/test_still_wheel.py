"""The wheel scrolls the page; it changes a choice only where somebody is choosing."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QVBoxLayout, QWidget

from zenca_gui.ui.widgets.still_wheel import StillWheel


def roll(widget: QWidget) -> None:
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where, widget.mapToGlobal(where), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_only_what_has_the_keyboard_turns_with_the_wheel(qtbot) -> None:
    page, choice, number = QWidget(), QComboBox(), QSpinBox()
    choice.addItems(["RSA 3072", "EC P-256"])
    number.setValue(5)
    box = QVBoxLayout(page)
    box.addWidget(choice)
    box.addWidget(number)
    qtbot.addWidget(page)
    StillWheel(page).guard(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    number.setFocus()
    qtbot.waitUntil(number.hasFocus)
    roll(choice)
    roll(number)
    assert (choice.currentIndex(), number.value()) == (0, 4)
    choice.setFocus()
    roll(choice)
    roll(number)
    assert (choice.currentIndex(), number.value()) == (1, 4)
