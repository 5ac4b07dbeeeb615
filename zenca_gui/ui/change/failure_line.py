"""What went wrong here, what state are things in, what now? In place, where it happened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import GAP, HALF, STEP, Tone
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words


class FailureLine(Card):
    """Title, hint, and the ways on: try again, copy, take note.

    Signals:
        again(): *Try again* was pressed.
    """

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Words("", strong=True, wrap=True)
        self._hint = Words("", wrap=True)
        self._retry = Button(_("&Try again"), "refresh", object_name="try-again")
        self._copy = LinkButton(_("Copy d&etails"), "copy", object_name="copy-details")
        self._close = LinkButton(_("Hide this"), object_name="hide-failure")

        self.body.setContentsMargins(GAP, STEP, GAP, STEP)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(Picture("stop", Tone.STOP), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(HALF)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        line.addLayout(words, 1)
        ways = QHBoxLayout()
        ways.setSpacing(STEP)
        ways.addStretch()
        for button in (self._copy, self._close, self._retry):
            ways.addWidget(button)
        self.body.addLayout(line)
        self.body.addLayout(ways)
        self.hide()

        self._retry.clicked.connect(self.again)
        self._copy.clicked.connect(self._to_clipboard)
        self._close.clicked.connect(self.hide)

    def tell(self, error: ZencaError, *, again: bool = True) -> None:
        """Show what happened; `again` offers to do the same once more."""
        self._title.setText(error.title)
        self._hint.setText(error.hint)
        self._hint.setVisible(bool(error.hint))
        self._retry.setVisible(again)
        self.setAccessibleName(_("Stopped: {title}").format(title=error.title))
        self.setAccessibleDescription(error.hint)
        self.show()

    def words(self) -> str:
        """Return what is told now, "" for nothing."""
        return self._title.text() if not self.isHidden() else ""

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._title.text()}\n\n{self._hint.text()}")
