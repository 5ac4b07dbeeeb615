"""Which CAs has the zone had, and which comes next? One bar per generation on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dates import day
from zenca_gui.ui.theme import colours, font, scaled
from zenca_gui.ui.tokens import GAP, HALF, STEP, WIDE, Colours, Type
from zenca_gui.ui.widgets.badge import Mark, badge_height, badge_width, paint_badge

LANE = 32
AXIS = 24
NAME = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationBar:
    """One CA of the zone."""

    name: str
    begins: datetime
    ends: datetime
    mark: Mark
    note: str
    future: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Time laid out in pixels, from `left` on and `room` wide."""

    first: datetime
    last: datetime
    left: float
    room: float

    @classmethod
    def over(cls, generations: Sequence[GenerationBar], now: datetime, width: float) -> Axis:
        """Lay it over whole lives and now, with a little room after the last of them."""
        first = min(now, *(g.begins for g in generations))
        last = max(now, *(g.ends for g in generations))
        left = scaled(NAME)
        return cls(first, last + max((last - first) * 0.06, timedelta(days=1)), left,
                   width - left - 1)  # fmt: skip

    def x(self, moment: datetime) -> float:
        """Return where a moment lies."""
        return self.left + (moment - self.first) / (self.last - self.first) * self.room

    def beside(self, generations: Sequence[GenerationBar], words: Sequence[float]) -> Axis:
        """Return the axis that leaves the right free, unless all words fit beside their bars."""
        fits = (
            self.x(g.ends) + STEP + need < self.left + self.room + 1
            or self.x(g.begins) - STEP - need >= self.left
            for g, need in zip(generations, words, strict=True)
        )
        return self if all(fits) else replace(self, room=self.room - max(words) - STEP)


class GenerationLine(QWidget):
    """A lane per generation; the key's number is part of the name, so colour says nothing new."""

    def __init__(
        self, generations: Sequence[GenerationBar], now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._generations: Sequence[GenerationBar] = ()
        self._now = now
        self.setAccessibleName(_("CA generations"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.put(generations, now)

    def put(self, generations: Sequence[GenerationBar], now: datetime) -> None:
        """Show these generations, newest first."""
        self._generations, self._now = generations, now
        lane = _("{name} {state}, until {day}")
        said = [lane.format(name=g.name, state=g.mark.text, day=day(g.ends)) for g in generations]
        self.setAccessibleDescription("; ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(400, scaled(AXIS) + scaled(LANE) * len(self._generations) + scaled(GAP))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        if not self._generations:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            use = colours(self.palette())
            wide = [_words_width(g) for g in self._generations]
            axis = Axis.over(self._generations, self._now, self.width())
            axis = axis.beside(self._generations, wide)
            self._paint_axis(painter, use, axis)
            self._paint_today(painter, use, axis)
            lanes = zip(self._generations, wide, strict=True)
            for lane, (generation, words) in enumerate(lanes):
                top = scaled(AXIS) + lane * scaled(LANE)
                bar = _bar(axis, generation, top)
                _paint_lane(painter, use, generation, bar)
                self._paint_words(painter, use, generation, bar, words)

    def _paint_axis(self, painter: QPainter, use: Colours, axis: Axis) -> None:
        painter.setFont(font(Type.CAPTION))
        low = scaled(AXIS) + scaled(LANE) * len(self._generations)
        years = range(axis.first.year + 1, axis.last.year + 1)
        room = QFontMetricsF(painter.font()).horizontalAdvance("20 000")
        whole = (axis.last - axis.first) / timedelta(days=365)
        each = max(1, ceil(whole * room / max(1, axis.room)))
        for year in years[::each]:
            x = round(axis.x(datetime(year, 1, 1, tzinfo=UTC))) + 0.5
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(QPointF(x, scaled(AXIS) - HALF), QPointF(x, low))
            painter.setPen(QColor(use.quiet))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(str(year))
            if x + wide / 2 <= self.width():
                painter.drawText(QPointF(x - wide / 2, scaled(AXIS) - STEP), str(year))

    def _paint_words(
        self, painter: QPainter, use: Colours, generation: GenerationBar, bar: QRectF, whole: float
    ) -> None:
        """Paint badge and note beside the bar, on a plate that keeps the axis' lines off them."""
        strong, plain = font(Type.CAPTION, strong=True), font(Type.CAPTION)
        wide = badge_width(generation.mark.text, strong)
        at = bar.right() + STEP
        if at + whole >= self.width():
            at = max(float(scaled(NAME)), bar.left() - STEP - whole)
        painter.fillRect(QRectF(at - 2, bar.top(), whole + 4, scaled(20)), QColor(use.surface))
        corner = QPointF(round(at), round(bar.center().y() - badge_height(strong) / 2))
        paint_badge(painter, generation.mark, corner, wide, use, strong)
        painter.setFont(plain)
        painter.setPen(QColor(use.quiet))
        box = QRectF(at + wide + STEP, bar.top(), whole, scaled(20))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, generation.note)

    def _paint_today(self, painter: QPainter, use: Colours, axis: Axis) -> None:
        x = round(axis.x(self._now)) + 0.5
        painter.setPen(QPen(QColor(use.text), 1, Qt.PenStyle.DashLine))
        low = scaled(AXIS) + scaled(LANE) * len(self._generations)
        painter.drawLine(QPointF(x, scaled(AXIS) - HALF), QPointF(x, low))
        painter.setFont(font(Type.CAPTION, strong=True))
        box = QRectF(x - scaled(WIDE), low, 2 * scaled(WIDE), scaled(GAP))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _("today"))


def _words_width(generation: GenerationBar) -> float:
    badge = badge_width(generation.mark.text, font(Type.CAPTION, strong=True))
    note = QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(generation.note)
    return badge + STEP + note


def _bar(axis: Axis, generation: GenerationBar, top: float) -> QRectF:
    left, right = axis.x(generation.begins), axis.x(generation.ends)
    return QRectF(left, top + HALF, right - left, scaled(20))


def _paint_lane(painter: QPainter, use: Colours, generation: GenerationBar, lane: QRectF) -> None:
    painter.setFont(font(strong=not generation.past))
    painter.setPen(QColor(use.quiet if generation.past else use.text))
    name = QRectF(0, lane.top(), scaled(NAME) - HALF, lane.height())
    painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, generation.name)
    bar = QRectF(lane.left(), lane.center().y() - 5, max(lane.width(), HALF), 10)
    solid = QColor(use.control_edge if generation.past else use.accent)
    painter.setPen(QPen(solid, 1.5))
    painter.setBrush(solid if not generation.future else QColor(use.surface))
    painter.drawRoundedRect(bar, HALF, HALF)
    if generation.future:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(solid, Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(bar, HALF, HALF)
