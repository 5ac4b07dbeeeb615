"""Two things beside each other where both have room, else one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from zenca_gui.ui.tokens import GAP

_WAYS = QBoxLayout.Direction


class Beside(QWidget):
    """Shares its width in these parts; a table in it never makes the window scroll sideways."""

    def __init__(
        self, left: QWidget, right: QWidget, parts: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._both = (left, right)
        self._line = QBoxLayout(_WAYS.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP)
        for widget, part in zip(self._both, parts, strict=True):
            self._line.addWidget(widget, part)

    def minimumSizeHint(self) -> QSize:
        """Override Qt's: as narrow as the wider one."""
        wide = max(_least(each) for each in self._both)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override Qt's: there is more room, or less."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """Override Qt's: what is shown may need more room now, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        wanted = sum(_least(each) for each in self._both) + GAP
        way = _WAYS.LeftToRight if self.width() >= wanted else _WAYS.TopToBottom
        if way is not self._line.direction():
            self._line.setDirection(way)
            self.updateGeometry()


def _least(each: QWidget) -> int:
    return max(each.minimumSizeHint().width(), each.minimumWidth())
