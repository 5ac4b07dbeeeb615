"""If we activate on this date, who is left behind? A curve with its interval and a date to drag."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from zenca_gui.core.i18n import _, grouped
from zenca_gui.services.forecasts import Outlook
from zenca_gui.ui.dates import short_day, utc, week_day
from zenca_gui.ui.forecast.plot import DAY, Plot
from zenca_gui.ui.theme import colours, font
from zenca_gui.ui.tokens import FOCUS, HALF, RADIUS, STEP, Colours, Type

GRIP = 20
STEPS = {
    Qt.Key.Key_Left: -DAY,
    Qt.Key.Key_Right: DAY,
    Qt.Key.Key_PageUp: -7 * DAY,
    Qt.Key.Key_PageDown: 7 * DAY,
}


class ForecastChart(QWidget):
    """A curve on a logarithmic scale; left and right move the date by a day, pages by a week.

    Signals:
        moved(datetime): the date is another now.
        let_go(): the date is held no more: the button was let go, or the focus is elsewhere.
    """

    moved = Signal(object)
    let_go = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlook: Outlook | None = None
        self._at: datetime | None = None
        self.setObjectName("forecast-chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Activation date"))

    def put(self, outlook: Outlook, at: datetime) -> None:
        """Show a forecast, with the date here."""
        self._outlook, self._at = outlook, self._plot_of(outlook).inside(at)
        self._told()

    @property
    def at(self) -> datetime | None:
        """The date shown, None before the first forecast."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Put the date there, as far as the curve goes."""
        if self._outlook is None:
            return
        inside = self._plot_of(self._outlook).inside(at)
        if inside != self._at:
            self._at = inside
            self._told()
            self.moved.emit(inside)

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(400, 208)

    def minimumSizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(280, 176)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override Qt's."""
        self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override Qt's: only while a button is held."""
        self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        self.let_go.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override Qt's."""
        super().focusOutEvent(event)
        self.let_go.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override Qt's."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or self._at is None:
            super().keyPressEvent(event)
        else:
            self.move_to(self._at + step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        outlook, at = self._outlook, self._at
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            use = colours(self.palette())
            if outlook is not None and at is not None:
                plot = self._plot_of(outlook)
                self._paint_grid(painter, use, plot)
                if outlook.ends is not None and outlook.ends < outlook.last:
                    self._paint_end(painter, use, plot, outlook.ends)
                self._paint_curve(painter, use, plot, outlook)
                if 0 < outlook.allowed < plot.most:
                    self._paint_allowed(painter, use, plot, outlook)
                self._paint_date(painter, use, plot, outlook, at)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(use.accent), FOCUS))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _drag(self, x: float) -> None:
        if self._outlook is not None and self._at is not None:
            self.move_to(self._plot_of(self._outlook).day_at(x, like=self._at))

    def _told(self) -> None:
        assert self._outlook is not None
        assert self._at is not None
        self.setAccessibleDescription(
            _("Activate on {moment}: {words}").format(
                moment=utc(self._at), words=self._outlook.words(self._at)
            )
        )
        self.update()

    def _plot_of(self, outlook: Outlook) -> Plot:
        line = QFontMetricsF(font(Type.CAPTION))
        left = line.horizontalAdvance(grouped(1_000_000)) + 2 * HALF
        top = 2 * line.height() + 2 * STEP
        area = QRectF(
            left, top, self.width() - left - STEP, self.height() - top - line.height() - STEP
        )
        most = max((point.high for point in outlook.curve), default=1.0)
        return Plot(area=area, first=outlook.first, last=outlook.last, most=most)

    def _paint_grid(self, painter: QPainter, use: Colours, plot: Plot) -> None:
        area = plot.area
        painter.setFont(font(Type.CAPTION))
        metrics = QFontMetricsF(painter.font())
        for decade in range(plot.decades + 1):
            y = round(plot.y(10**decade)) + 0.5
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(use.quiet))
            box = QRectF(0, y - metrics.height() / 2, area.left() - HALF, metrics.height())
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, grouped(10**decade))
        free = area.left() - STEP
        for week in plot.weeks():
            x, text = round(plot.x(week)) + 0.5, short_day(week)
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2, 0.0), self.width() - wide - HALF)
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + HALF))
            if left >= free:
                painter.setPen(QColor(use.quiet))
                painter.drawText(QPointF(left, area.bottom() + HALF + metrics.ascent()), text)
                free = left + wide + STEP

    def _paint_end(self, painter: QPainter, use: Colours, plot: Plot, ends: datetime) -> None:
        area, x = plot.area, plot.x(ends)
        beyond = QRectF(x, area.top(), area.right() - x, area.height())
        painter.fillRect(beyond, QColor(use.stop.tint))
        painter.fillRect(beyond, QBrush(QColor(use.stop.edge), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(use.stop.ink), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setFont(font(Type.CAPTION, strong=True))
        text = _("CA ends {day}").format(day=short_day(ends))
        metrics = QFontMetricsF(painter.font())
        label = QRectF(0, -metrics.height(), metrics.horizontalAdvance(text) + STEP,
                       metrics.height())  # fmt: skip
        painter.save()
        painter.translate(max(x - HALF, area.left() + metrics.height()), area.top() + HALF)
        painter.rotate(90)
        label.moveTop(0)
        painter.fillRect(label, QColor(use.stop.tint))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_curve(self, painter: QPainter, use: Colours, plot: Plot, outlook: Outlook) -> None:
        points = outlook.curve
        upper = [QPointF(plot.x(p.at), plot.y(p.high)) for p in points]
        lower = [QPointF(plot.x(p.at), plot.y(p.low)) for p in reversed(points)]
        band = QColor(use.accent)
        band.setAlpha(46)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        painter.drawPolygon(QPolygonF(upper + lower))
        for one, other in pairwise(points):
            path = QPainterPath(QPointF(plot.x(one.at), plot.y(one.expected)))
            path.lineTo(plot.x(other.at), plot.y(other.expected))
            known = one.known and other.known
            style = Qt.PenStyle.SolidLine if known else Qt.PenStyle.DotLine
            painter.setPen(QPen(QColor(use.accent), 2, style))
            painter.drawPath(path)

    def _paint_allowed(self, painter: QPainter, use: Colours, plot: Plot, outlook: Outlook) -> None:
        area, y = plot.area, round(plot.y(outlook.allowed)) + 0.5
        painter.setPen(QPen(QColor(use.caution.ink), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setFont(font(Type.CAPTION))
        text = _("{share} % = {n}").format(
            share=f"{100 - outlook.share * 100:g}", n=grouped(outlook.allowed)
        )
        painter.drawText(QPointF(area.left() + HALF, y - HALF), text)

    def _paint_date(
        self, painter: QPainter, use: Colours, plot: Plot, outlook: Outlook, at: datetime
    ) -> None:
        area, left = plot.area, outlook.forecast.at(at)
        x, y = round(plot.x(at)) + 0.5, plot.y(left.expected)
        painter.setPen(QPen(QColor(use.text), 1.5))
        painter.drawLine(QPointF(x, area.top() - HALF), QPointF(x, area.bottom()))
        painter.setBrush(QColor(use.surface))
        painter.setPen(QPen(QColor(use.text), 2))
        painter.drawEllipse(QPointF(x, y), 4, 4)
        grip = QRectF(x - 6, area.bottom() - GRIP - HALF, 12, GRIP)
        painter.setBrush(QColor(use.text))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(grip, 3, 3)
        painter.setPen(QPen(QColor(use.surface), 1))
        for side in (-1.5, 1.5):
            painter.drawLine(
                QPointF(x + side, grip.top() + HALF), QPointF(x + side, grip.bottom() - HALF)
            )
        head = _("Activate {day}").format(day=week_day(at))
        more = _("{n} left behind ({low} to {high})").format(
            n=grouped(round(left.expected)),
            low=grouped(int(left.low)),
            high=grouped(-int(-left.high // 1)),
        )
        if not left.known:
            more = _("perhaps {n} left behind").format(n=grouped(round(left.expected)))
        for line, (text, strong) in enumerate(((head, True), (more, False))):
            painter.setFont(font(Type.CAPTION, strong=strong))
            metrics = QFontMetricsF(painter.font())
            wide = metrics.horizontalAdvance(text)
            start = max(HALF, min(x - wide / 2, self.width() - wide - HALF))
            painter.setPen(QColor(use.text))
            painter.drawText(
                QPointF(start, HALF + line * metrics.height() + metrics.ascent()), text
            )
