"""How long does the CA live, and until when is it safe to start? Its end is enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.theme import colours, font
from zenca_gui.ui.tokens import HALF, STEP, Colours, Tone, Type
from zenca_gui.ui.widgets.life import Life, Part, Pin, parts, pins, told

BAR, END = 8, 24
HATCH = {Tone.CAUTION: Qt.BrushStyle.BDiagPattern, Tone.STOP: Qt.BrushStyle.DiagCrossPattern}


@dataclass(frozen=True, slots=True)
class Placed:
    """A pin with room of its own."""

    pin: Pin
    left: float
    width: float


class LifeLine(QWidget):
    """The whole life above, its last weeks below, joined by the lens."""

    def __init__(self, life: Life, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._life = life
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Life of the Zone CA"))
        self.put(life)

    def put(self, life: Life) -> None:
        """Show another life, or the same one on another day."""
        self._life = life
        self.setAccessibleDescription(told(life))
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(640, round(self._end_top + END + STEP + 2 * self._line) + 1)

    def minimumSizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(320, self.sizeHint().height())

    @property
    def _line(self) -> float:
        """How high one line of caption is."""
        return QFontMetricsF(font(Type.CAPTION)).height()

    @property
    def _bar_top(self) -> float:
        return self._line + HALF

    @property
    def _end_top(self) -> float:
        return self._bar_top + BAR + STEP + HALF + 2 * self._line + STEP

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            use = colours(self.palette())
            self._paint_whole(painter, use)
            self._paint_lens(painter, use)
            for part in parts(self._life):
                self._paint_part(painter, use, part)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(use.control_edge), 1))
            painter.drawRect(QRectF(0.5, self._end_top + 0.5, self.width() - 2, END - 1))
            for placed in self.placed():
                self._paint_pin(painter, use, placed)

    def _whole_x(self, moment: datetime) -> float:
        life = self._life
        share = (moment - life.begins) / (life.ends - life.begins)
        return min(max(share, 0.0), 1.0) * (self.width() - 1)

    def _end_x(self, moment: datetime) -> float:
        begins, ends = self._life.lens_begins, self._life.lens_ends
        return (moment - begins) / (ends - begins) * (self.width() - 1)

    def _paint_whole(self, painter: QPainter, use: Colours) -> None:
        life, wide = self._life, self.width()
        painter.setFont(font(Type.CAPTION))
        painter.setPen(QColor(use.quiet))
        line = QRectF(0, 0, wide, self._line)
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(line, top, _("Valid from {day}").format(day=day(life.begins)))
        text = _("to {moment}").format(moment=utc(life.ends))
        painter.drawText(line, top | Qt.AlignmentFlag.AlignRight, text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.neutral.edge))
        painter.drawRoundedRect(QRectF(0, self._bar_top, wide, BAR), HALF, HALF)
        expired = life.now > life.ends
        painter.setBrush(QColor(use.stop.ink if expired else use.accent))
        gone = QRectF(0, self._bar_top, max(self._whole_x(life.now), BAR), BAR)
        painter.drawRoundedRect(gone, HALF, HALF)

    def _paint_lens(self, painter: QPainter, use: Colours) -> None:
        left, right = self._whole_x(self._life.lens_begins), self.width() - 1
        low, foot = self._bar_top + BAR + 3, self._end_top - HALF
        painter.setPen(Qt.PenStyle.NoPen)
        fade = QColor(use.accent)
        fade.setAlpha(20)
        painter.setBrush(fade)
        corners = [(left, low), (right, low), (right, foot), (0, foot)]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.setPen(QPen(QColor(use.accent), 1.5))
        painter.drawLine(QPointF(left, low), QPointF(right, low))

    def _paint_part(self, painter: QPainter, use: Colours, part: Part) -> None:
        left, tone = self._end_x(part.start), use.tone(part.tone)
        box = QRectF(left, self._end_top, self._end_x(part.stop) - left, END)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.edge if part.tone is Tone.NEUTRAL else tone.tint))
        painter.drawRect(box)
        if part.tone in HATCH:
            painter.setBrush(QBrush(QColor(tone.edge), HATCH[part.tone]))
            painter.drawRect(box)
        painter.setFont(font(Type.CAPTION, strong=True))
        room, measure = box.width() - STEP, QFontMetricsF(painter.font()).horizontalAdvance
        fitting = (words for words in (part.label, part.short) if words and measure(words) <= room)
        label = next(fitting, "")
        if not label:
            return
        wide = measure(label)
        plate = QRectF(box.center().x() - wide / 2 - 6, box.top() + 3, wide + 12, END - 6)
        painter.setBrush(QColor(tone.tint))
        painter.drawRect(plate)
        painter.setPen(QColor(tone.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)

    def placed(self) -> list[Placed]:
        """Return the pins whose words have room: end and today give way, others are left out."""
        found = pins(self._life)
        shown: list[Placed] = []
        edge = float(self.width() - 1)
        for pin in sorted((p for p in found if p.above), key=lambda p: p.at, reverse=True):
            wide = self._wide(pin)
            left = max(0.0, min(self._end_x(pin.at) - wide / 2, edge - wide))
            shown.append(Placed(pin, left, wide))
            edge = left - 2 * STEP
        taken: list[Placed] = []
        for pin in sorted((p for p in found if not p.above), key=lambda p: -p.weight):
            wide = self._wide(pin)
            left = min(max(self._end_x(pin.at) - wide / 2, 0), self.width() - wide - 1)
            if all(
                left > other.left + other.width + STEP or left + wide + STEP < other.left
                for other in taken
            ):
                taken.append(Placed(pin, left, wide))
        return shown + taken

    def _wide(self, pin: Pin) -> float:
        return max(
            QFontMetricsF(font(Type.CAPTION, strong=True)).horizontalAdvance(pin.head),
            QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(pin.more),
        )

    def _paint_pin(self, painter: QPainter, use: Colours, placed: Placed) -> None:
        pin, x = placed.pin, round(self._end_x(placed.pin.at)) + 0.5
        x = min(x, self.width() - 1)
        top, foot = self._end_top, self._end_top + END
        first = top - STEP - 2 * self._line if pin.above else foot + STEP
        side = Qt.AlignmentFlag.AlignHCenter
        if abs(placed.left + placed.width / 2 - x) > 1:
            right = x > placed.left + placed.width / 2
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(QPen(QColor(use.text), 1.5))
        start, stop = (top - 6, foot) if pin.above else (top, foot + 5)
        painter.drawLine(QPointF(x, start), QPointF(x, stop))
        for at, (words, face, ink) in enumerate(
            ((pin.head, font(Type.CAPTION, strong=True), use.text),
             (pin.more, font(Type.CAPTION), use.quiet))
        ):  # fmt: skip
            painter.setFont(face)
            painter.setPen(QColor(ink))
            box = QRectF(placed.left, first + at * self._line, placed.width + 1, self._line)
            painter.drawText(box, side, words)
