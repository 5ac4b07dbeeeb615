"""How long does the CA live, and until when is it safe to start? Its end is enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.ui.theme import colours, font
from zenca_gui.ui.tokens import HALF, STEP, Colours, Tone, Type

WARN = timedelta(days=90)
EVERY_LOGIN = timedelta(days=5)
LENS = timedelta(days=98)
WHOLE_TOP, WHOLE_HIGH = 20, 8
END_TOP, END_HIGH = 80, 24
HEIGHT = 144


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The four dates that the line shows."""

    begins: datetime
    ends: datetime
    now: datetime
    safe_start: datetime

    @property
    def lens_begins(self) -> datetime:
        """Where the enlarged part begins: before the warning, or before today."""
        return min(self.ends - LENS, self.now - (self.ends - self.now) / 10)


def day(moment: datetime) -> str:
    """Return a date as the operator reads it."""
    return f"{moment.day} {moment:%b}"


class LifeLine(QWidget):
    """The whole life above, its last weeks below, joined by the lens."""

    def __init__(self, life: Life, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._life = life
        left = (life.ends - life.now).days
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Life of the Zone CA")
        self.setAccessibleDescription(
            f"Valid from {life.begins:%Y-%m-%d} to {life.ends:%Y-%m-%d}, {left} days left. "
            f"Latest safe start {life.safe_start:%Y-%m-%d}."
        )

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(640, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        use = colours(self.palette())
        self._paint_whole(painter, use)
        self._paint_lens(painter, use)
        self._paint_end(painter, use)

    def _whole_x(self, moment: datetime) -> float:
        life = self._life
        return (moment - life.begins) / (life.ends - life.begins) * (self.width() - 1)

    def _end_x(self, moment: datetime) -> float:
        begins = self._life.lens_begins
        return (moment - begins) / (self._life.ends - begins) * (self.width() - 1)

    def _paint_whole(self, painter: QPainter, use: Colours) -> None:
        life, wide = self._life, self.width()
        painter.setFont(font(Type.CAPTION))
        painter.setPen(QColor(use.quiet))
        line = QRectF(0, 0, wide, WHOLE_TOP - HALF)
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(line, top, f"Valid from {day(life.begins)} {life.begins.year}")
        text = f"to {day(life.ends)} {life.ends.year}, {life.ends:%H:%M} UTC"
        painter.drawText(line, top | Qt.AlignmentFlag.AlignRight, text)
        box = QRectF(0, WHOLE_TOP, wide, WHOLE_HIGH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.neutral.edge))
        painter.drawRoundedRect(box, HALF, HALF)
        painter.setBrush(QColor(use.accent))
        painter.drawRoundedRect(QRectF(0, WHOLE_TOP, self._whole_x(life.now), WHOLE_HIGH), 4, 4)

    def _paint_lens(self, painter: QPainter, use: Colours) -> None:
        left, right = self._whole_x(self._life.lens_begins), self.width() - 1
        low = WHOLE_TOP + WHOLE_HIGH + 3
        painter.setPen(Qt.PenStyle.NoPen)
        fade = QColor(use.accent)
        fade.setAlpha(20)
        painter.setBrush(fade)
        corners = [(left, low), (right, low), (right, END_TOP - HALF), (0, END_TOP - HALF)]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.setPen(QPen(QColor(use.accent), 1.5))
        painter.drawLine(QPointF(left, low), QPointF(right, low))

    def _paint_end(self, painter: QPainter, use: Colours) -> None:
        life = self._life
        ends, last_days = life.ends, life.ends - EVERY_LOGIN
        safe = max(life.now, min(life.safe_start, last_days))
        parts = [
            (life.lens_begins, life.now, QBrush(QColor(use.neutral.edge)), ""),
            (life.now, safe, QBrush(QColor(use.good.tint)), self._room(safe - life.now)),
            (safe, last_days, QBrush(QColor(use.caution.tint)), "too late for some devices"),
            (last_days, ends, QBrush(QColor(use.stop.tint)), ""),
        ]
        tones = [None, Tone.GOOD, Tone.CAUTION, Tone.STOP]
        for (start, stop, fill, label), tone in zip(parts, tones, strict=True):
            box = QRectF(
                self._end_x(start), END_TOP, self._end_x(stop) - self._end_x(start), END_HIGH
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRect(box)
            if tone in (Tone.CAUTION, Tone.STOP):
                hatch = (
                    Qt.BrushStyle.BDiagPattern
                    if tone is Tone.CAUTION
                    else Qt.BrushStyle.DiagCrossPattern
                )
                painter.setBrush(QBrush(QColor(use.tone(tone).edge), hatch))
                painter.drawRect(box)
            if tone is not None:
                self._label_part(painter, box, label, use, tone)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(use.control_edge), 1))
        painter.drawRect(QRectF(0.5, END_TOP + 0.5, self.width() - 2, END_HIGH - 1))
        above, below = END_TOP - STEP, END_TOP + END_HIGH + HALF
        days = (ends - life.now).days
        self._mark(painter, use, life.now, f"Today {day(life.now)}", f"{days} days left", above)
        self._mark(painter, use, ends, f"End {day(ends)}", "all trust breaks", above)
        self._mark(
            painter, use, ends - WARN, f"90 days {day(ends - WARN)}", "warning begins", below
        )
        text = f"Latest safe start {day(life.safe_start)}"
        self._mark(painter, use, life.safe_start, text, "99 % can follow", below)
        self._mark(
            painter, use, last_days, f"5 days {day(last_days)}", "warning at every login", below
        )

    @staticmethod
    def _room(left: timedelta) -> str:
        return f"{left.days} days to start" if left.days != 1 else "1 day to start"

    def _label_part(
        self, painter: QPainter, box: QRectF, label: str, use: Colours, tone: Tone
    ) -> None:
        painter.setFont(font(Type.CAPTION, strong=True))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(label)
        if not label or wide + STEP > box.width():
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.tone(tone).tint))
        painter.drawRect(QRectF(box.center().x() - wide / 2 - 6, box.top() + 4, wide + 12, 16))
        painter.setPen(QColor(use.tone(tone).ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)

    def _mark(
        self, painter: QPainter, use: Colours, at: datetime, head: str, more: str, y: float
    ) -> None:
        x = round(self._end_x(at)) + 0.5
        below = y > END_TOP
        strong, plain = font(Type.CAPTION, strong=True), font(Type.CAPTION)
        high = QFontMetricsF(plain).height()
        wide = max(
            QFontMetricsF(strong).horizontalAdvance(head),
            QFontMetricsF(plain).horizontalAdvance(more),
        )
        left = min(max(x - wide / 2, 0), self.width() - wide - 1)
        side = Qt.AlignmentFlag.AlignHCenter
        if left == 0 or left < x - wide / 2:
            side = Qt.AlignmentFlag.AlignLeft if left == 0 else Qt.AlignmentFlag.AlignRight
        first = y + HALF if below else y - 2 * high - 1
        painter.setPen(QPen(QColor(use.text), 1.5))
        stick = (END_TOP, END_TOP + END_HIGH + 5) if below else (END_TOP - 6, END_TOP + END_HIGH)
        painter.drawLine(QPointF(x, stick[0]), QPointF(x, stick[1]))
        painter.setFont(strong)
        painter.drawText(QRectF(left, first, wide + 1, high), side, head)
        painter.setPen(QColor(use.quiet))
        painter.setFont(plain)
        painter.drawText(QRectF(left, first + high, wide + 1, high), side, more)
