"""What happened, what state are things in, what to do? For what cannot be said in place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.widgets.button import PrimaryButton
from zenca_gui.ui.widgets.failure import Failure, FailureDialog


class ErrorDialog(FailureDialog):
    """Three parts and *Copy details*."""

    def __init__(
        self, error: ZencaError, *, title: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(title or _("Error"), failure_of(error), parent)
        self.setObjectName("error")
        self.setAccessibleName(_("Error"))
        close = PrimaryButton(_("&Close"), object_name="close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self.row.addWidget(close)
        let_enter_press(self)
        close.setFocus()


def failure_of(error: ZencaError) -> Failure:
    """Return a refusal in three parts: a hint's first sentence is the state, the rest the cure."""
    state, _dot, remedy = error.hint.partition(". ")
    if not remedy:
        state, remedy = "", error.hint
    causes: list[str] = []
    cause = error.__cause__
    while cause is not None and len(causes) < 4:
        causes.append(type(cause).__name__)
        cause = cause.__cause__
    kinds = [type(error).__name__, *causes]
    return Failure(
        happened=error.title,
        state=f"{state}." if state else "",
        remedy=remedy,
        detail=" < ".join(kinds),
    )


def show_error(parent: QWidget, error: Exception, *, title: str = "") -> None:
    """Show a refusal over a window; a bug goes to the crash window instead."""
    if not isinstance(error, ZencaError):
        raise error
    dialog = ErrorDialog(error, title=title, parent=parent.window())
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
