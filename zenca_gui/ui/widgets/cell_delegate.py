"""How is one cell of a table painted? With few calls into Qt, since each may wait for a worker."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from zenca_gui.ui import icons
from zenca_gui.ui.models import cells
from zenca_gui.ui.models.cells import (
    DISPLAY,
    ICON_ROLE,
    MARK_ROLE,
    STYLE_ROLE,
    TONE_ROLE,
    Index,
    Style,
)
from zenca_gui.ui.theme import colours, fixed_font, font
from zenca_gui.ui.tokens import HALF, ICON, ROW, STEP, Colours, Tone, Type
from zenca_gui.ui.widgets.badge import Mark, badge_height, paint_badge


@dataclass(frozen=True, slots=True)
class Dress:
    """Colours and fonts for one painting of a table; asked for once, not cell by cell."""

    use: Colours
    body: QFont
    strong: QFont
    fixed: QFont
    badge: QFont
    metrics: dict[Style, QFontMetrics]
    high: int

    @classmethod
    def of(cls, palette: QPalette) -> Dress:
        """Return what is right now."""
        body, strong, fixed = font(), font(strong=True), fixed_font()
        plain = QFontMetrics(body)
        metrics = dict.fromkeys(Style, plain)
        metrics |= {Style.STRONG: QFontMetrics(strong), Style.FIXED: QFontMetrics(fixed)}
        badge = font(Type.CAPTION, strong=True)
        return cls(colours(palette), body, strong, fixed, badge, metrics, badge_height(badge))

    def font(self, style: Style) -> QFont:
        """Return the font of a column."""
        return {Style.FIXED: self.fixed, Style.STRONG: self.strong}.get(style, self.body)


class CellDelegate(QStyledItemDelegate):
    """Paint text with 8 px at both sides, badges, icons, and a bar at a selected row."""

    dress: Dress | None = None
    """Set while a whole table is painted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override Qt's."""
        return QSize(super().sizeHint(option, index).width() + 2 * STEP, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override Qt's."""
        dress = self.dress or Dress.of(option.palette)
        use = dress.use
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box: QRect = option.rect
        if chosen:
            painter.fillRect(box, QColor(use.selection))
            if index.column() == 0:
                bar = QRect(box.left(), box.top(), HALF - 1, box.height())
                painter.fillRect(bar, QColor(use.accent))
        elif option.features & QStyleOptionViewItem.ViewItemFeature.Alternate:
            painter.fillRect(box, QColor(use.stripe))
        mark = index.model().data(index, MARK_ROLE)
        room = box.adjusted(STEP, 0, -STEP, 0)
        if isinstance(mark, Mark):
            at = QPointF(room.left(), box.top() + (box.height() - dress.high) // 2)
            paint_badge(painter, mark, at, room.width(), use, dress.badge)
        else:
            painter.save()
            self._paint_text(painter, room, index, dress, chosen=chosen)
            painter.restore()

    def _paint_text(
        self, painter: QPainter, room: QRect, index: Index, dress: Dress, *, chosen: bool
    ) -> None:
        ask, use = index.model().data, dress.use
        style, name, tone = (ask(index, role) for role in (STYLE_ROLE, ICON_ROLE, TONE_ROLE))
        style = style or Style.PLAIN
        text = str(ask(index, DISPLAY) or "")
        if not text and not name:
            return
        toned = use.tone(tone).ink if isinstance(tone, Tone) and not chosen else ""
        plain = use.on_selection if chosen else toned or use.text
        quiet = plain if toned or chosen else use.quiet
        if name:
            top = room.top() + (room.height() - ICON) / 2
            icons.paint(painter, name, quiet, QRectF(room.left(), top, ICON, ICON))
            room = room.adjusted(ICON + STEP, 0, 0, 0)
        painter.setFont(dress.font(style))
        painter.setPen(QColor(quiet if style is Style.QUIET else plain))
        shown = dress.metrics[style].elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(cells.SIDE[style is Style.NUMBER]), shown)
