"""May anything be changed here? One line over the panes where it may not, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.hand_over import Hold, Holding, holding_words
from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import GAP, PAD, STEP, Tone
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.words import Words


class ReadOnlyLine(QWidget):
    """Hidden while the database is held here.

    Signals:
        wanted(str): `finish-hand-over` or `take-back`.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("read-only")
        self.setAccessibleName(_("Read only"))
        self._words = Words("", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.finish = LinkButton(_("&Finish…"), object_name="finish-hand-over-link")
        self.back = LinkButton(_("Ta&ke back…"), object_name="take-back-link")
        line = QHBoxLayout(self)
        line.setContentsMargins(PAD, STEP, PAD, STEP)
        line.setSpacing(GAP)
        line.addWidget(Badge(Mark(_("READ ONLY"), Tone.CAUTION, "warn")))
        line.addWidget(self._words, 1)
        line.addWidget(self.finish)
        line.addWidget(self.back)
        self.hide()

        self.finish.clicked.connect(lambda: self.wanted.emit("finish-hand-over"))
        self.back.clicked.connect(lambda: self.wanted.emit("take-back"))

    def put(self, held: Holding) -> None:
        """Show who holds the database, where that is not this workstation."""
        self._words.setText(holding_words(held))
        self.finish.setVisible(held.state is Hold.BEGUN)
        self.setVisible(not held.writable)
