"""Is this wanted? What happens, what does not, how to go back; some ask for a typed name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import HALF, Type
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A step that takes something away, in words. An empty part is left out."""

    title: str
    happens: str
    stays: str = ""
    back: str = ""
    button: str
    type_back: str = ""
    """What must be typed before the button works."""


class ConfirmDialog(FormDialog):
    """Does the step when it is confirmed, and shows in place why it was refused."""

    def __init__(
        self,
        tasks: TaskRunner,
        harm: Harm,
        step: Callable[[], Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            tasks,
            title=harm.title,
            heading=harm.title,
            button=harm.button,
            object_name="confirm",
            parent=parent,
        )
        self._harm, self._step = harm, step
        self.typed = fields.line(_("The name, typed"), "typed-name")
        self.do.setDefault(bool(harm.type_back))
        parts = QVBoxLayout()
        parts.setSpacing(12)
        for heading, text in (
            (_("What happens"), harm.happens),
            (_("What stays"), harm.stays),
            (_("How to go back"), harm.back),
        ):
            if text:
                part = QVBoxLayout()
                part.setSpacing(HALF)
                part.addWidget(Words(heading, Type.CAPTION, strong=True, quiet=True))
                part.addWidget(Words(text, wrap=True))
                parts.addLayout(part)
        self.body.insertLayout(0, parts)
        if harm.type_back:
            label = _("Type {name} to go on:").format(name=harm.type_back)
            self.form.addRow(Words(label, wrap=True))
            self.form.addRow(self.typed)
            self.typed.setFocus()
        else:
            self.typed.setParent(self)
            self.typed.hide()
            self.cancel.setFocus()
        self.typed.textChanged.connect(self._follow)
        self._follow()

    def work(self) -> Callable[[], Any]:
        """Override ours: do the step."""
        return self._step

    def _follow(self) -> None:
        wanted = self._harm.type_back
        self.do.setEnabled(not wanted or self.typed.text() == wanted)
