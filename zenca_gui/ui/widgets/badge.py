"""How is a state shown in one word? Icon, word and tint, in that order of importance."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.ui import icons
from zenca_gui.ui.theme import colours, font
from zenca_gui.ui.tokens import HALF, RADIUS, STEP, Colours, Tone, Type

LEAST_HEIGHT = 20
GLYPH = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in words, with the tone and the icon that go with it."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = "unknown"


def badge_height(with_font: QFont) -> int:
    """Return the height of a badge: 20, more where the system's font is large."""
    return max(LEAST_HEIGHT, QFontMetrics(with_font).height() + HALF)


def badge_width(text: str, with_font: QFont) -> int:
    """Return the width that shows the whole word."""
    return STEP + GLYPH + HALF + QFontMetrics(with_font).horizontalAdvance(text) + STEP


def paint_badge(
    painter: QPainter, mark: Mark, at: QPointF, room: float, use: Colours, with_font: QFont
) -> None:
    """Draw a badge with its top left corner at a point, elided when room is short."""
    tone = use.tone(mark.tone)
    high = badge_height(with_font)
    width = min(badge_width(mark.text, with_font), room)
    box = QRectF(at.x(), at.y(), width, high).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tone.edge), 1))
    painter.setBrush(QColor(tone.tint))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    glyph = QRectF(at.x() + STEP - 1, at.y() + (high - GLYPH) / 2, GLYPH, GLYPH)
    icons.paint(painter, mark.icon, tone.ink, glyph)
    painter.setPen(QColor(tone.ink))
    painter.setFont(with_font)
    left = glyph.right() + HALF + 1
    words = QRectF(left, at.y(), at.x() + width - left - HALF, high)
    shown = QFontMetrics(with_font).elidedText(
        mark.text, Qt.TextElideMode.ElideRight, int(words.width()) + 2
    )
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
    painter.restore()


class Badge(QWidget):
    """A badge that stands in a layout."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setFont(font(Type.CAPTION, strong=True))
        self.setAccessibleName(mark.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def put(self, mark: Mark) -> None:
        """Show another state."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(badge_width(self._mark.text, self.font()), badge_height(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            paint_badge(
                painter,
                self._mark,
                QPointF(0, 0),
                self.width(),
                colours(self.palette()),
                self.font(),
            )
