"""What would delivering do on each server? The commands, before any is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.theme import fixed_font
from zenca_gui.ui.tokens import GAP, STEP
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Commands:
    """What is done on one server, in order."""

    server: str
    lines: tuple[str, ...]


def as_text(run: Sequence[Commands]) -> str:
    """Return a dry run as it is shown and copied."""
    parts = ["\n".join((each.server, *(f"    {line}" for line in each.lines))) for each in run]
    return "\n\n".join(parts)


class DryRunDialog(Dialog):
    """Nothing here runs anything."""

    def __init__(self, run: Sequence[Commands], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Dry run"))
        self.setAccessibleName(_("Dry run"))
        self.text = QPlainTextEdit(as_text(run) or _("There is no server to deliver to."))
        self.text.setReadOnly(True)
        self.text.setObjectName("commands")
        self.text.setAccessibleName(_("Commands"))
        self.text.setFont(fixed_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        copy = Button(_("Cop&y"), "copy", object_name="copy")
        close = PrimaryButton(_("&Close"), object_name="close")

        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        box.setSpacing(STEP)
        about = _("This is what zenca does on each server, in this order. Nothing was done yet.")
        box.addWidget(Words(about, wrap=True))
        box.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(copy)
        row.addStretch()
        row.addWidget(close)
        box.addLayout(row)
        self.resize(760, 480)

        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
