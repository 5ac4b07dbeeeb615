"""How many devices stand at which stage? Parts differ by fill as well as by shade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.ui.theme import colours
from zenca_gui.ui.tokens import GAP, HALF, STEP, Colours, Type
from zenca_gui.ui.widgets.words import Words

BAR = 16
LEAST = 4


BEST_FIRST = (
    Stage.ACTIVE,
    Stage.PENDING,
    Stage.ASSIGNED,
    Stage.NOT_ASSIGNED,
    Stage.UNKNOWN,
    Stage.FAILED,
)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many are at one stage."""

    stage: Stage
    count: int


def paint_part(painter: QPainter, stage: Stage, box: QRectF, use: Colours) -> None:
    """Fill one part: solid, plain, hatched, empty, dotted, or crossed."""
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    tint = QColor(use.info.tint)
    match stage:
        case Stage.ACTIVE:
            layers = [QBrush(QColor(use.accent))]
            edge = use.accent
        case Stage.PENDING:
            half = QColor(use.accent)
            half.setAlpha(120)
            layers = [QBrush(tint), QBrush(half)]
            edge = use.accent
        case Stage.ASSIGNED:
            layers = [QBrush(tint), QBrush(QColor(use.info.edge), Qt.BrushStyle.BDiagPattern)]
            edge = use.info.edge
        case Stage.NOT_ASSIGNED:
            layers = [QBrush(QColor(use.surface))]
            edge = use.control_edge
        case Stage.UNKNOWN:
            layers = [
                QBrush(QColor(use.sunken)),
                QBrush(QColor(use.control_edge), Qt.BrushStyle.Dense6Pattern),
            ]
            edge = use.control_edge
        case Stage.FAILED:
            layers = [
                QBrush(QColor(use.stop.tint)),
                QBrush(QColor(use.stop.ink), Qt.BrushStyle.DiagCrossPattern),
            ]
            edge = use.stop.ink
    painter.setPen(Qt.PenStyle.NoPen)
    for layer in layers:
        painter.setBrush(layer)
        painter.drawRect(inner)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(edge), 1))
    painter.drawRect(inner)


class StageBar(QWidget):
    """One bar; every part that is not empty can be seen, however small its share."""

    def __init__(
        self, name: str, counts: Sequence[StageCount], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._counts: list[StageCount] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.put(counts)

    def put(self, counts: Sequence[StageCount]) -> None:
        """Show these numbers, best stage first."""
        order = {stage: at for at, stage in enumerate(BEST_FIRST)}
        self._counts = sorted((c for c in counts if c.count), key=lambda c: order[c.stage])
        parts = [f"{stage_words(c.stage)} {grouped(c.count)}" for c in self._counts]
        said = ", ".join(parts) or _("No devices yet")
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(160, BAR)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            use = colours(self.palette())
            total = sum(c.count for c in self._counts)
            if not total:
                painter.setPen(QPen(QColor(use.line), 1))
                painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, BAR - 1))
                return
            gap = 2
            room = self.width() - gap * (len(self._counts) - 1) - LEAST * len(self._counts)
            before = 0
            for at, part in enumerate(self._counts):
                left = round(at * (LEAST + gap) + room * before / total)
                before += part.count
                right = round((at + 1) * LEAST + at * gap + room * before / total)
                paint_part(painter, part.stage, QRectF(left, 0, right - left, BAR), use)


class Swatch(QWidget):
    """The fill of one stage, for a legend."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setFixedSize(GAP, STEP + HALF)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            paint_part(painter, self._stage, QRectF(self.rect()), colours(self.palette()))


class StageLegend(QWidget):
    """Names the fills, once per board."""

    def __init__(self, stages: Sequence[Stage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP - 2)
        for stage in stages:
            line.addWidget(Swatch(stage))
            line.addWidget(Words(stage_words(stage), Type.CAPTION, quiet=True))
            line.addSpacing(STEP)
        line.addStretch()
