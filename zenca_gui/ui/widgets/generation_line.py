"""Which CAs has the zone had, and which comes next? One bar per generation on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

    def _span(self) -> tuple[datetime, datetime]:
        first = min(g.begins for g in self._generations)
        first = min(first, self._now)
        last = max(*(g.ends for g in self._generations), self._now)
        return first, last + max((last - first) * 0.06, timedelta(days=1))

    def _x(self, moment: datetime, reserved: float | None = None) -> float:
        first, last = self._span()
        room = self.width() - scaled(NAME) - 1 - (self._reserved if reserved is None else reserved)
        return scaled(NAME) + (moment - first) / (last - first) * room

    @property
    def _reserved(self) -> float:
        """The room kept free at the right: none while all words fit beside their bars."""
        wide = [self._words_width(g) for g in self._generations]
        fits = (
            self._x(g.ends, 0) + STEP + need < self.width()
            or self._x(g.begins, 0) - STEP - need >= scaled(NAME)
            for g, need in zip(self._generations, wide, strict=True)
        )
        return 0.0 if all(fits) else max(wide) + STEP

    def _words_width(self, generation: GenerationBar) -> float:
        badge = badge_width(generation.mark.text, font(Type.CAPTION, strong=True))
        note = QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(generation.note)
        return badge + STEP + note

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            use = colours(self.palette())
            if not self._generations:
                return
            self._paint_axis(painter, use)
            self._paint_today(painter, use)
            for lane, generation in enumerate(self._generations):
                self._paint_lane(painter, use, generation, scaled(AXIS) + lane * scaled(LANE))

    def _paint_axis(self, painter: QPainter, use: Colours) -> None:
        first, last = self._span()
        painter.setFont(font(Type.CAPTION))
        low = scaled(AXIS) + scaled(LANE) * len(self._generations)
        years = range(first.year + 1, last.year + 1)
        room = QFontMetricsF(painter.font()).horizontalAdvance("20 000")
        each = max(1, ceil(len(years) * room / max(1, self.width() - scaled(NAME))))
        for year in years[::each]:
            x = round(self._x(datetime(year, 1, 1, tzinfo=UTC))) + 0.5
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(QPointF(x, scaled(AXIS) - HALF), QPointF(x, low))
            painter.setPen(QColor(use.quiet))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(str(year))
            if x + wide / 2 <= self.width():
                painter.drawText(QPointF(x - wide / 2, scaled(AXIS) - STEP), str(year))

    def _paint_lane(
        self, painter: QPainter, use: Colours, generation: GenerationBar, top: float
    ) -> None:
        painter.setFont(font(strong=not generation.past))
        painter.setPen(QColor(use.quiet if generation.past else use.text))
        name = QRectF(0, top + HALF, scaled(NAME) - HALF, scaled(20))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, generation.name)
        left, right = self._x(generation.begins), self._x(generation.ends)
        bar = QRectF(left, top + HALF + scaled(20) / 2 - 5, max(right - left, HALF), 10)
        solid = QColor(use.control_edge if generation.past else use.accent)
        painter.setPen(QPen(solid, 1.5))
        painter.setBrush(solid if not generation.future else QColor(use.surface))
        painter.drawRoundedRect(bar, HALF, HALF)
        if generation.future:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(solid, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(bar, HALF, HALF)
        self._paint_words(
            painter, use, generation, QRectF(left, top + HALF, right - left, scaled(20))
        )

    def _paint_words(
        self, painter: QPainter, use: Colours, generation: GenerationBar, bar: QRectF
    ) -> None:
        """Paint badge and note beside the bar, on a plate that keeps the axis' lines off them."""
        strong, plain = font(Type.CAPTION, strong=True), font(Type.CAPTION)
        wide, whole = badge_width(generation.mark.text, strong), self._words_width(generation)
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

    def _paint_today(self, painter: QPainter, use: Colours) -> None:
        x = round(self._x(self._now)) + 0.5
        painter.setPen(QPen(QColor(use.text), 1, Qt.PenStyle.DashLine))
        low = scaled(AXIS) + scaled(LANE) * len(self._generations)
        painter.drawLine(QPointF(x, scaled(AXIS) - HALF), QPointF(x, low))
        painter.setFont(font(Type.CAPTION, strong=True))
        box = QRectF(x - scaled(WIDE), low, 2 * scaled(WIDE), scaled(GAP))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _("today"))
