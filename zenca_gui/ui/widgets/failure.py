"""What happened, what state are things in, what to do: every failure in this order."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import GAP, HALF, STEP, WIDE, Tone, Type
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.rule import Rule
from zenca_gui.ui.widgets.words import Words

WIDTH = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failure in words; an empty part is left out."""

    happened: str
    state: str = ""
    remedy: str = ""
    detail: str = ""
    """What *Copy details* puts on the clipboard, in fixed width."""


class FailureDialog(Dialog):
    """For what cannot wait; what can wait is a line where it happened. Buttons go to `row`."""

    def __init__(self, title: str, failure: Failure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failure = failure
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(
            " ".join(part for part in (failure.happened, failure.state, failure.remedy) if part)
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addLayout(self._head(failure.happened))
        for name, text in ((_("State"), failure.state), (_("What to do"), failure.remedy)):
            if text:
                part = QVBoxLayout()
                part.setSpacing(HALF)
                part.addWidget(Words(name, Type.CAPTION, strong=True, quiet=True))
                part.addWidget(Words(text, wrap=True))
                box.addLayout(part)
        if failure.detail:
            box.addWidget(Rule())
            box.addWidget(Words(failure.detail, fixed=True, quiet=True, wrap=True))
        box.addSpacing(STEP)
        self.row = QHBoxLayout()
        self.row.setSpacing(STEP)
        if failure.detail:
            copy = LinkButton(_("Copy d&etails"), "copy", flush=True, object_name="copy-details")
            copy.clicked.connect(self.copy_details)
            self.row.addWidget(copy)
        self.row.addStretch()
        box.addLayout(self.row)
        self.fit(WIDTH)

    @staticmethod
    def _head(happened: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(Picture("stop", Tone.STOP, WIDE), 0, Qt.AlignmentFlag.AlignTop)
        words = Words(happened, Type.LEAD, strong=True, wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        words.setMinimumHeight(WIDE)
        head.addWidget(words, 1)
        return head

    def copy_details(self) -> None:
        """Put the failure and its detail on the clipboard."""
        told = self._failure
        parts = (told.happened, told.state, told.remedy, told.detail)
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))
