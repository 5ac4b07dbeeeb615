"""What was just done, and how is it taken back? A line that goes with the next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import STEP, Tone
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words


class DoneLine(QWidget):
    """Says what was done, and offers to undo it; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back: Callable[[], None] | None = None
        self.words = Words("")
        self.undo = LinkButton(_("&Undo"), "refresh", object_name="undo")
        self.close_it = LinkButton(_("Hide this"), object_name="hide-done")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        for part in (Picture("pass", Tone.GOOD), self.words, self.undo, self.close_it):
            line.addWidget(part)
        line.addStretch()
        self.hide()

        self.undo.clicked.connect(self._undo)
        self.close_it.clicked.connect(self.hide)

    def tell(self, words: str, back: Callable[[], None] | None = None) -> None:
        """Say what was done; `back` undoes it."""
        self._back = back
        self.words.setText(words)
        self.setAccessibleName(words)
        self.undo.setVisible(back is not None)
        self.show()

    def _undo(self) -> None:
        back, self._back = self._back, None
        self.hide()
        if back is not None:
            back()
