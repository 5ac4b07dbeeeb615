"""Is this wanted? What happens, what does not, and how to go back, before a step is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.change.confirm import ProvedLine
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 600
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A step in words. An empty part is left out."""

    title: str
    happens: str
    does_not: str = ""
    back: str = ""
    button: str
    must_agree: str = ""
    """A sentence that must be ticked before the button works."""
    reason: str = ""
    """What a field asks for; empty is allowed."""
    must_say: bool = False
    """The field must not be empty before the button works."""
    open: Sequence[str] = ()
    """What stands in the way; the button stays off while there is something."""
    listed: Sequence[str] = ()
    """One line for each server, or whatever it is about."""
    typed: str = ""
    """A zone's name that must be typed before the button works."""


class AskingDialog(Dialog):
    """The button says what it does; the dialog is done when it was pressed."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(question.title)
        self.setAccessibleName(question.title.rstrip("?"))
        self.setAccessibleDescription(question.happens)
        self._question = question
        self.agree = QCheckBox(question.must_agree)
        self.reason = QLineEdit()
        self.typed = ProvedLine(
            _("Type the name of the zone"), _("Name of the zone"), object_name="zone-name"
        )
        self.do = PrimaryButton(question.button, object_name="do-it")
        self.stay = Button(_("&Back"), object_name="stay")

        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(question.title, Type.LEAD, strong=True, wrap=True))
        for heading, text in (
            (_("What happens now"), question.happens),
            (_("What does not happen"), question.does_not),
            (_("How to go back"), question.back),
        ):
            if text:
                box.addLayout(self._part(heading, text))
        if question.open:
            box.addLayout(self._part(_("What is still open"), _lines(question.open)))
        if question.listed:
            box.addLayout(self._part(_("Server by server"), _lines(question.listed)))
        if question.typed:
            box.addWidget(self.typed)
        if question.must_agree:
            self.agree.setObjectName("agree")
            self.agree.setAccessibleName(question.must_agree)
            box.addWidget(self.agree)
        if question.reason:
            box.addLayout(self._field(question.reason))
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(self.stay)
        row.addWidget(self.do)
        box.addLayout(row)
        self.fit(WIDTH)

        self.stay.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        self.agree.toggled.connect(self._follow)
        self.reason.textChanged.connect(self._follow)
        self.typed.field.textChanged.connect(self._follow)
        self._follow()
        self.stay.setFocus()
        let_enter_press(self)

    def _field(self, label: str) -> QVBoxLayout:
        part = QVBoxLayout()
        part.setSpacing(HALF)
        self.reason.setObjectName("reason")
        self.reason.setAccessibleName(label)
        self.reason.setFixedHeight(CONTROL)
        words = Words(label, wrap=True)
        words.setBuddy(self.reason)
        part.addWidget(words)
        part.addWidget(self.reason)
        return part

    @staticmethod
    def _part(heading: str, text: str) -> QVBoxLayout:
        part = QVBoxLayout()
        part.setSpacing(HALF)
        part.addWidget(Words(heading, Type.CAPTION, strong=True, quiet=True))
        part.addWidget(Words(text, wrap=True))
        return part

    def _follow(self) -> None:
        agreed = self.agree.isChecked() or not self._question.must_agree
        zone = self._question.typed
        typed = self.typed.field.text()
        right = bool(zone) and typed == zone
        said = _("Not yet {zone}.").format(zone=zone) if typed else ""
        self.typed.put(right=right, said=_("That is the zone.") if right else said)
        heard = bool(self.reason.text().strip()) or not self._question.must_say
        self.do.setEnabled(agreed and heard and (right or not zone) and not self._question.open)


def _lines(words: Sequence[str]) -> str:
    lines = [f"•  {line}" for line in words[:MOST]]
    if len(words) > MOST:
        lines.append(_("and {n} more").format(n=len(words) - MOST))
    return "\n".join(lines)
