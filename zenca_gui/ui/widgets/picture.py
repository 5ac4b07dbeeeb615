"""An icon that stands by itself and follows light and dark."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.ui import icons
from zenca_gui.ui.theme import colours
from zenca_gui.ui.tokens import ICON, Tone


class Picture(QWidget):
    """One icon in one tone; the words beside it carry the meaning, so it has no name."""

    def __init__(
        self, name: str, tone: Tone = Tone.NEUTRAL, size: int = ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._size = size
        self.setFixedSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def put(self, name: str, tone: Tone) -> None:
        """Show another icon in the same size."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = colours(self.palette()).tone(self._tone).ink
            icons.paint(painter, self._name, ink, QRectF(self.rect()))
