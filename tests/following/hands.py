"""The hands and eyes of an administrator: what can be seen is read, what can be pressed is pressed.

Nothing here calls a service. A button that is off, hidden or behind another window is an error.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from zenca_gui.ui.shell.window import MainWindow

W = TypeVar("W", bound=QWidget)
PATIENCE = 30.0
LEFT = Qt.MouseButton.LeftButton


def live(milliseconds: int) -> None:
    """Let the windows live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Hands:
    """One person at one window and its dialogs."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def until(self, so: Callable[[], bool], what: str = "", *, patience: float = PATIENCE) -> None:
        """Watch until it is so."""
        ends = time.monotonic() + patience
        while not so():
            assert time.monotonic() < ends, f"{what}\n\n{self.seen()}"
            live(20)

    def seen(self) -> str:
        """All words that can be read now, window by window."""
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowTitle()]
        return "\n\n".join(f"[{top.windowTitle()}]\n{words(top)}" for top in tops)

    def menu(self, key: str) -> None:
        """Choose an entry of a menu, once it can be chosen."""
        action = self.window.menus.by_key[key]
        self.until(action.isEnabled, f"the menu's entry {key} is off")
        action.trigger()

    def dialog(self, name: str) -> QDialog:
        """Wait for the dialog of this name or title in front."""

        def there() -> QDialog | None:
            front = QApplication.activeModalWidget()
            known = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
            for each in [front, *known] if isinstance(front, QDialog) else known:
                if each.isVisible() and name in (each.objectName(), each.accessibleName()):
                    return each
            return None

        self.until(lambda: there() is not None, f"no dialog {name} opened")
        found = there()
        assert found is not None
        return found

    def find(self, inside: QWidget, kind: type[W], name: str) -> W:
        """Find a part by its object's name that can be seen."""
        found = [each for each in inside.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} times {name}\n\n{words(inside)}"
        return found[0]

    def press(self, inside: QWidget, name: str) -> None:
        """Click on a button, once it is there and on."""
        self.until(lambda: self.can(inside, name), f"the button {name} is off or not there")
        button = self.find(inside, QAbstractButton, name)
        spot = QPoint(10, button.height() // 2) if isinstance(button, QCheckBox) else QPoint()
        QTest.mouseClick(button, LEFT, Qt.KeyboardModifier.NoModifier, spot)

    def can(self, inside: QWidget, name: str) -> bool:
        """Whether a button can be seen and pressed now."""
        known = inside.findChildren(QAbstractButton, name)
        return any(b.isVisible() and b.isEnabled() for b in known)

    def write(self, inside: QWidget, name: str, text: str) -> None:
        """Type into a field."""
        field = self.find(inside, QWidget, name)
        assert field.isEnabled(), name
        if isinstance(field, QLineEdit | QAbstractSpinBox):
            field.selectAll()
        QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Backspace)
        if isinstance(field, QAbstractSpinBox):
            field.interpretText()

    def choose(self, inside: QWidget, name: str, option: str) -> None:
        """Choose in a list that opens."""
        box = self.find(inside, QComboBox, name)
        at = box.findText(option)
        assert at >= 0, f"{option} is not in {name}"
        box.setCurrentIndex(at)

    def submit(self, dialog_name: str, /, **fields: str) -> None:
        """Fill a dialog in and press its filled button; it closes."""
        dialog = self.dialog(dialog_name)
        for field, text in fields.items():
            self.write(dialog, field.replace("_", "-"), text)
        self.press(dialog, "do-it")
        self.until(lambda: gone(dialog), f"{dialog_name} stayed")

    def pick(self, words_of_it: str) -> None:
        """Choose in the menu that hangs from a button."""

        def there() -> QMenu | None:
            menu = QApplication.activePopupWidget()
            return menu if isinstance(menu, QMenu) else None

        self.until(lambda: there() is not None, "no menu opened")
        menu = there()
        assert menu is not None
        [action] = [a for a in menu.actions() if a.text().replace("&", "") == words_of_it]
        spot = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, spot)

    def read(self, inside: QWidget, name: str) -> str:
        """Read a text that is longer than a label."""
        return self.find(inside, QPlainTextEdit, name).toPlainText()

    def rows(self, inside: QWidget, name: str) -> list[list[str]]:
        """Read a table's rows, cell by cell."""
        table = self.find(inside, QTableView, name)
        model = table.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def mark(self, inside: QWidget, name: str, wanted: Callable[[list[str]], bool]) -> int:
        """Mark the rows of a table that are wanted, as clicks with Ctrl would; how many."""
        table = self.find(inside, QTableView, name)
        table.clearSelection()
        marked = 0
        for row, cells in enumerate(self.rows(inside, name)):
            if wanted(cells):
                table.selectionModel().select(
                    table.model().index(row, 0),
                    QItemSelectionModel.SelectionFlag.Select
                    | QItemSelectionModel.SelectionFlag.Rows,
                )
                marked += 1
        return marked


def gone(widget: QWidget) -> bool:
    """Whether a window is closed, or no more."""
    try:
        return not widget.isVisible()
    except RuntimeError:  # Qt deleted it
        return True


def words(widget: QWidget) -> str:
    """What can be read in a window: labels, and what buttons say."""
    found = [
        each.text()
        for each in widget.findChildren(QWidget)
        if isinstance(each, QLabel | QAbstractButton) and each.isVisible() and each.text()
    ]
    return "\n".join(found)
