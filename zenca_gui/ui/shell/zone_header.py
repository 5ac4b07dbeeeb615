"""Which zone is shown, what is it, and how long does its CA last?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.expiry import Urgency
from zenca_gui.core.i18n import _
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.shell.urgency_words import urgency_icon, urgency_tone
from zenca_gui.ui.tokens import GAP, PAD, STEP, Tone, Type
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.words import Words


class ZoneHeader(QWidget):
    """The zone's name, what it is, a badge where it needs somebody, and one for a lab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = Words("", Type.TITLE, strong=True)
        self._about = Words("", quiet=True)
        self._lab = Badge(Mark(_("LAB"), Tone.INFO, "rehearsal"))
        self._badge = Badge(Mark("", Tone.GOOD, "pass"))
        line = QHBoxLayout(self)
        line.setContentsMargins(PAD, GAP, PAD, STEP)
        line.setSpacing(GAP)
        line.addWidget(self._name)
        line.addWidget(self._lab, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._about, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch()
        line.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badge.hide()
        self._lab.hide()

    def put(self, summary: ZoneSummary, *, quiet: bool) -> None:
        """Show a zone; `quiet`: the pane below says itself how long the CA lasts."""
        self._name.setText(summary.zone.name)
        self._about.setText(summary.about)
        self._lab.setVisible(bool(summary.zone.lab))
        loud = summary.generation is not None and summary.urgency is not Urgency.FINE
        self._badge.setVisible(loud and not quiet)
        words = _("Zone CA: {state}").format(state=summary.short)
        tone = urgency_tone(summary.urgency)
        self._badge.put(Mark(words, tone, urgency_icon(summary.urgency)))
