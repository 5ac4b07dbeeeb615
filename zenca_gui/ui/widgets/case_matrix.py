"""Will every device trust every server, before and after? The four-case proof."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.theme import colours
from zenca_gui.ui.tokens import GAP, HALF, RADIUS, STEP, Type
from zenca_gui.ui.widgets.check_line import ICONS, TONES, outcome_words
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of the four cases, over all servers."""

    outcome: Outcome
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FourCases:
    """Every pairing of a device's trust with a server's certificate."""

    old_device_old_server: Case
    old_device_new_server: Case
    new_device_old_server: Case
    new_device_new_server: Case


class CaseCell(QFrame):
    """One case: icon and verdict, and the reason under it."""

    def __init__(self, name: str, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = TONES[case.outcome]
        self.setAccessibleName(
            _("{name}: {outcome}, {verdict}. {reason}").format(
                name=name,
                outcome=outcome_words(case.outcome),
                verdict=case.verdict,
                reason=case.reason,
            )
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP - HALF, STEP, GAP - HALF, STEP)
        box.setSpacing(HALF)
        head = QHBoxLayout()
        head.setSpacing(STEP)
        head.addWidget(Picture(ICONS[case.outcome], self._tone))
        head.addWidget(Words(case.verdict, strong=True, wrap=True, tone=self._tone), 1)
        box.addLayout(head)
        box.addWidget(Words(case.reason, Type.CAPTION, wrap=True))
        box.addStretch()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Override Qt's."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tone = colours(self.palette()).tone(self._tone)
            painter.setBrush(QColor(tone.tint))
            painter.setPen(QPen(QColor(tone.edge), 1))
            box = self.rect()
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class CaseMatrix(QWidget):
    """Devices down, servers across."""

    def __init__(self, cases: FourCases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Four-case proof"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(STEP)
        heads = (_("Old server certificate"), _("New server certificate"))
        for column, text in enumerate(heads, 1):
            over = Words(text, Type.CAPTION, strong=True)
            grid.addWidget(over, 0, column)
        for row, text in ((1, _("Device with\nold trust")), (2, _("Device with\nnew trust"))):
            words = Words(text, Type.CAPTION, strong=True)
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words, row, 0)
        for row, column, name, case in (
            (1, 1, _("Old trust, old certificate"), cases.old_device_old_server),
            (1, 2, _("Old trust, new certificate"), cases.old_device_new_server),
            (2, 1, _("New trust, old certificate"), cases.new_device_old_server),
            (2, 2, _("New trust, new certificate"), cases.new_device_new_server),
        ):
            grid.addWidget(CaseCell(name, case), row, column)
        for at in (1, 2):
            grid.setColumnStretch(at, 1)
            grid.setRowStretch(at, 1)
