"""Where does each part of a report stand on its pages? Measured once, painted afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPaintDevice, QPainter, QTextLayout, QTextOption

from zenca_gui.ui.tokens import LIGHT

Stroke = Callable[[QPainter], None]
FACES = ["Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue", "Arial"]
FIXED_FACES = ["Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo", "Courier New"]
"""Named, and not the window's own: the command line writes the same bytes as the window."""


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look. `points`: their size."""

    points: float
    strong: bool = False
    fixed: bool = False
    colour: str = LIGHT.text

    def font(self) -> QFont:
        """Return the font."""
        font = QFont(FIXED_FACES if self.fixed else FACES)
        font.setPointSizeF(self.points)
        font.setWeight(QFont.Weight.DemiBold if self.strong else QFont.Weight.Normal)
        font.setStyleHint(QFont.StyleHint.Monospace if self.fixed else QFont.StyleHint.SansSerif)
        return font


class Lines:
    """A text broken into lines of a width; a word longer than a line is broken too."""

    def __init__(
        self, text: str, face: Face, width: float, device: QPaintDevice, *, right: bool = False
    ) -> None:
        self._colour = QColor(face.colour)
        self._layout = QTextLayout(text, face.font(), device)
        option = QTextOption(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        self.height = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, self.height))
            self.height += line.height()
        self._layout.endLayout()

    def stroke(self, x: float, y: float) -> Stroke:
        """Return what paints it there."""

        def paint(painter: QPainter) -> None:
            painter.setPen(self._colour)
            self._layout.draw(painter, QPointF(x, y))

        return paint


class Pages:
    """Takes parts from top to bottom; what does not fit begins the next page."""

    def __init__(self, device: QPaintDevice, area: QRectF, foot: float) -> None:
        self.device, self.area = device, area
        self.point = device.logicalDpiY() / 72
        self.strokes: list[list[Stroke]] = [[]]
        self.y = area.top()
        self._bottom = area.bottom() - foot

    @property
    def whole(self) -> float:
        """How much room an empty page has."""
        return self._bottom - self.area.top()

    def left(self) -> float:
        """Return how much room this page still has."""
        return self._bottom - self.y

    def turn(self) -> None:
        """Begin a page, unless this one is empty."""
        if self.strokes[-1]:
            self.strokes.append([])
        self.y = self.area.top()

    def room(self, points: float) -> None:
        """Leave some room; none at the top of a page."""
        if self.strokes[-1]:
            self.y += points * self.point

    def need(self, height: float) -> bool:
        """Turn where this height does not fit; tell whether a page was turned."""
        if height <= self.left() or not self.strokes[-1]:
            return False
        self.turn()
        return True

    def text(self, text: str, face: Face, *, indent: float = 0, after: float = 0) -> None:
        """Put a paragraph."""
        x = self.area.left() + indent * self.point
        lines = Lines(text, face, self.area.right() - x, self.device)
        self.need(lines.height)
        self.put(lines.stroke(x, self.y))
        self.y += lines.height + after * self.point

    def put(self, stroke: Stroke) -> None:
        """Paint something on this page."""
        self.strokes[-1].append(stroke)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        rect, fill = QRectF(x, y, width, height), QColor(colour)
        self.put(lambda painter: painter.fillRect(rect, fill))
