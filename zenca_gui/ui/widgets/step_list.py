"""Where am I in the change, and what is left? Stands beside the wizard's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui import icons
from zenca_gui.ui.theme import colours, font, scaled
from zenca_gui.ui.tokens import CONTROL, HALF, ICON, STEP, Type

LINE, WIDTH = 40, 216


class Progress(Enum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


def progress_words(progress: Progress) -> str:
    """Return where a step stands, for the screen reader."""
    return {
        Progress.DONE: _("done"),
        Progress.NOW: _("now"),
        Progress.LATER: _("later"),
    }[progress]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step's name, and what was decided there."""

    title: str
    progress: Progress
    said: str = ""


class StepList(QWidget):
    """Done steps have a tick, the present one a filled dot and bold words, later ones a ring."""

    def __init__(
        self, heading: str, steps: Sequence[StepLine], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._heading = heading
        self._steps: Sequence[StepLine] = ()
        self.setFixedWidth(scaled(WIDTH))
        self.setAccessibleName(_("Steps"))
        self.put(steps)

    def put(self, steps: Sequence[StepLine]) -> None:
        """Show where the change is now."""
        self._steps = steps
        self.setAccessibleDescription(
            ", ".join(
                f"{s.title}: {progress_words(s.progress)}" + (f" ({s.said})" if s.said else "")
                for s in steps
            )
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Override Qt's."""
        return QSize(scaled(WIDTH), STEP + CONTROL + scaled(LINE) * len(self._steps))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            use = colours(self.palette())
            painter.setPen(QPen(QColor(use.line), 1))
            painter.drawLine(
                QPointF(self.width() - 0.5, 0), QPointF(self.width() - 0.5, self.height())
            )
            painter.setFont(font(Type.CAPTION, strong=True))
            painter.setPen(QColor(use.quiet))
            painter.drawText(
                QRectF(STEP, STEP, self.width() - 2 * STEP, scaled(20)),
                Qt.AlignmentFlag.AlignVCenter,
                self._heading,
            )
            top = float(STEP + CONTROL)
            for at, step in enumerate(self._steps):
                self._paint_step(painter, step, top, last=at == len(self._steps) - 1)
                top += scaled(LINE)

    def _paint_step(self, painter: QPainter, step: StepLine, top: float, *, last: bool) -> None:
        use = colours(self.palette())
        dot = QRectF(STEP, top + scaled(20) / 2 - ICON / 2, ICON, ICON)
        if not last:
            painter.setPen(QPen(QColor(use.control_edge), 1))
            x = dot.center().x()
            painter.drawLine(QPointF(x, dot.bottom() + 3), QPointF(x, top + scaled(LINE) - 1))
        now = step.progress is Progress.NOW
        if step.progress is Progress.DONE:
            icons.paint(painter, "pass", use.good.ink, dot)
        else:
            painter.setPen(QPen(QColor(use.accent if now else use.control_edge), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.center(), 6.25, 6.25)
            if now:
                painter.setBrush(QColor(use.accent))
                painter.drawEllipse(dot.center(), 3, 3)
        later = step.progress is Progress.LATER
        painter.setFont(font(strong=now))
        painter.setPen(QColor(use.quiet if later else use.text))
        left = dot.right() + STEP + HALF
        wide = self.width() - left - STEP
        painter.drawText(
            QRectF(left, top, wide, scaled(20)), Qt.AlignmentFlag.AlignVCenter, step.title
        )
        if step.said:
            painter.setFont(font(Type.CAPTION))
            painter.setPen(QColor(use.quiet))
            said = painter.fontMetrics().elidedText(
                step.said, Qt.TextElideMode.ElideRight, int(wide)
            )
            painter.drawText(
                QRectF(left, top + scaled(18), wide, scaled(18)),
                Qt.AlignmentFlag.AlignVCenter,
                said,
            )
