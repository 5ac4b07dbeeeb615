"""What the widgets' tests share: the eye that finds clipped words and controls without a name."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from zenca_gui.ui import theme
from zenca_gui.ui.theme import Scheme


def clipped(window: QWidget) -> list[str]:
    """Return the words that do not fit where they stand."""
    found = []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text() or label.objectName().startswith("qt_"):
            continue
        if label.wordWrap():
            short = label.heightForWidth(label.width()) > label.height() + 1
        else:
            hint = label.sizeHint()
            short = hint.width() > label.width() + 1 or hint.height() > label.height() + 2
        if short:
            found.append(label.text())
    found += [
        button.text()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.text() and button.sizeHint().width() > button.width() + 1
    ]
    return found


def nameless(window: QWidget) -> list[str]:
    """Return the controls that a screen reader or a script could not name."""
    controls = (QAbstractButton, QAbstractItemView, QLineEdit)
    return [
        f"{type(w).__name__} {w.objectName() or w.accessibleName()}"
        for w in window.findChildren(QWidget)
        if isinstance(w, controls)
        and w.isVisible()
        and w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not w.objectName().startswith("qt_")
        and not (w.accessibleName() and w.objectName())
    ]


@pytest.fixture
def wrong(qtbot) -> Callable[[QWidget], list[str]]:
    """Show a widget and return everything that is wrong with how it looks."""

    def look(widget: QWidget) -> list[str]:
        qtbot.addWidget(widget)
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.show()
        qtbot.wait(1)  # layouts settle in the events that showing posts
        found = [f"clipped: {words}" for words in clipped(widget)]
        return found + [f"no name: {control}" for control in nameless(widget)]

    return look


@pytest.fixture(params=[Scheme.LIGHT, Scheme.DARK], ids=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Scheme]:
    """Both appearances, one after the other."""
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, Scheme.LIGHT)
