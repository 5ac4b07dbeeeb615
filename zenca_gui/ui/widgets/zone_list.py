"""Which zones are there, and which one is next? Most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from zenca_gui.core.i18n import _
from zenca_gui.ui import icons
from zenca_gui.ui.models.cells import Index
from zenca_gui.ui.theme import colours, font, scaled
from zenca_gui.ui.tokens import GAP, HALF, ICON, STEP, Tone, Type

ITEM = 56
LINE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLine:
    """A zone in one glance."""

    key: int
    """What `zone_chosen` says, a ZoneId."""
    name: str
    state: str
    tone: Tone
    icon: str


class ZoneDelegate(QStyledItemDelegate):
    """Name, and below it the state of the CA with its icon."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Override Qt's."""
        return QSize(160, scaled(ITEM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override Qt's."""
        line = index.data(LINE_ROLE)
        assert isinstance(line, ZoneLine)
        use = colours(option.palette)
        box: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(box, QColor(use.selection))
            painter.fillRect(
                QRect(box.left(), box.top(), HALF - 1, box.height()), QColor(use.accent)
            )
        room = box.adjusted(GAP, STEP, -STEP, -STEP)
        painter.setFont(font(strong=True))
        painter.setPen(QColor(use.on_selection if chosen else use.text))
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(line.name, elide, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, name)
        ink = use.tone(line.tone).ink if line.tone is not Tone.NEUTRAL else use.quiet
        high = max(ICON, QFontMetrics(font(Type.CAPTION)).height())
        low = QRect(room.left(), room.bottom() - high, room.width(), high)
        icons.paint(
            painter, line.icon, ink, QRectF(low.left(), low.top() + (high - 14) / 2, 14, 14)
        )
        painter.setFont(font(Type.CAPTION))
        painter.setPen(QColor(ink))
        rest = low.adjusted(ICON + HALF, 0, 0, 0)
        state = painter.fontMetrics().elidedText(line.state, elide, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, state)
        painter.restore()


class ZoneList(QListView):
    """The zones, in the order given: most urgent first.

    Signals:
        zone_chosen(int): another zone is the current one; arg: its key.
    """

    zone_chosen = Signal(int)

    def __init__(
        self, zones: Sequence[ZoneLine], chosen: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._quiet = False
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(ZoneDelegate(self))
        self.setAccessibleName(_("Zones"))
        self.setUniformItemSizes(True)
        self.setObjectName("zones")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._tell)
        self.put(zones, chosen)

    def put(self, zones: Sequence[ZoneLine], chosen: int | None = None) -> None:
        """Show these zones; keep the current one where it is still there. Says nothing."""
        wanted = self.current() if chosen is None else chosen
        self._quiet = True
        self._model.clear()
        for zone in zones:
            item = QStandardItem(zone.name)
            item.setData(zone, LINE_ROLE)
            spoken = f"{zone.name}, {zone.state}"
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(spoken)
            item.setEditable(False)
            self._model.appendRow(item)
        keys = [zone.key for zone in zones]
        if keys:
            row = keys.index(wanted) if wanted in keys else 0
            self.setCurrentIndex(self._model.index(row, 0))
        self._quiet = False

    def current(self) -> int | None:
        """Return the key of the current zone, None where there is none."""
        line = self.currentIndex().data(LINE_ROLE)
        return line.key if isinstance(line, ZoneLine) else None

    def _tell(self) -> None:
        key = self.current()
        if key is not None and not self._quiet:
            self.zone_chosen.emit(key)
