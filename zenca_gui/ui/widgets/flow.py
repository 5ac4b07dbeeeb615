"""How do short things stand beside each other, and go on in the next line? As words do."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

from zenca_gui.ui.tokens import STEP


class FlowLayout(QLayout):
    """Lays its items in lines, each as wide as it wants to be."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(STEP)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Override Qt's."""
        self._items.append(item)

    def count(self) -> int:
        """Override Qt's."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override Qt's."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Override Qt's."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Override Qt's: it takes the room it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Override Qt's."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Override Qt's."""
        return self._lay(QRect(0, 0, width, 0), moving=False)

    def sizeHint(self) -> QSize:
        """Override Qt's: all in one line, where there is room."""
        wide = sum(item.sizeHint().width() + self.spacing() for item in self._items)
        tall = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(max(0, wide - self.spacing()), tall)

    def minimumSize(self) -> QSize:  # noqa: N802
        """Override Qt's: the widest one decides."""
        wide = max((item.minimumSize().width() for item in self._items), default=0)
        tall = max((item.minimumSize().height() for item in self._items), default=0)
        return QSize(wide, tall)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Override Qt's."""
        super().setGeometry(rect)
        self._lay(rect, moving=True)

    def _lay(self, rect: QRect, *, moving: bool) -> int:
        """Return how high it is at this width; each item stands in the middle of its line."""
        top = rect.y()
        for line in self._lines(rect.width()):
            sizes = [item.sizeHint() for item in line]
            tall = max(size.height() for size in sizes)
            x = rect.x()
            for item, size in zip(line, sizes, strict=True):
                if moving:
                    item.setGeometry(QRect(QPoint(x, top + (tall - size.height()) // 2), size))
                x += size.width() + self.spacing()
            top += tall
        return top - rect.y()

    def _lines(self, width: int) -> Iterator[list[QLayoutItem]]:
        line: list[QLayoutItem] = []
        used = 0
        for item in self._items:
            wide = item.sizeHint().width()
            if line and used + wide > width:
                yield line
                line, used = [], 0
            line.append(item)
            used += wide + self.spacing()
        if line:
            yield line
