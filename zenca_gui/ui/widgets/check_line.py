"""What was checked, how it went, when, and what cures it: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.theme import font
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, ICON, STEP, Tone, Type
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

ICONS = {Outcome.PASS: "pass", Outcome.WARN: "warn", Outcome.STOP: "stop", None: "waiting"}
TONES = {
    Outcome.PASS: Tone.GOOD,
    Outcome.WARN: Tone.CAUTION,
    Outcome.STOP: Tone.STOP,
    None: Tone.NEUTRAL,
}


def outcome_words(outcome: Outcome | None) -> str:
    """Return how a check went in one word; None waits for an answer."""
    return {
        Outcome.PASS: _("Passed"),
        Outcome.WARN: _("Warning"),
        Outcome.STOP: _("Stop"),
        None: _("Waiting"),
    }[outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One finding in words, with its cure when it has one."""

    outcome: Outcome | None
    """None: it waits for somebody's answer."""
    text: str
    age: str = ""
    cure: str = ""
    action: str = ""
    """The words on the cure's button, "" for none."""
    key: str = ""
    """What `acted` says when that button is pressed, e.g. a core check's `action`."""
    low: bool = False
    """The button stands below the words: for a narrow card."""


class CheckLine(QFrame):
    """Icon, sentence, cure below it, age and one button at the right.

    Signals:
        acted(str): the cure's button was pressed; arg: the row's key.
    """

    acted = Signal(str)

    def __init__(
        self, check: CheckRow, *, age_width: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._icon = Picture(ICONS[check.outcome], TONES[check.outcome])
        self._text = Words(check.text, strong=check.outcome is Outcome.STOP, wrap=True)
        self._cure = Words(check.cure, quiet=True, wrap=True) if check.cure else None
        self._button = self._cure_button(check) if check.action else None
        self._age = Words(check.age, Type.CAPTION, quiet=True) if check.age or age_width else None
        self._arrange(low=check.low)
        self._name()
        if self._age is not None and age_width:
            self._age.setFixedWidth(age_width)

    def _cure_button(self, check: CheckRow) -> LinkButton:
        button = LinkButton(check.action, flush=check.low, object_name=f"cure:{check.key}")
        button.clicked.connect(partial(self.acted.emit, check.key))
        return button

    def _arrange(self, *, low: bool) -> None:
        line, side, words = QHBoxLayout(self), QVBoxLayout(), QVBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        high = QFontMetrics(font()).height()
        side.setContentsMargins(0, max(0, 3 + (high - ICON) // 2), HALF, 0)
        side.addWidget(self._icon)
        line.addLayout(side)
        line.setAlignment(side, Qt.AlignmentFlag.AlignTop)
        words.setSpacing(0)
        words.setContentsMargins(0, 3, 0, 3)
        words.addWidget(self._text)
        if self._cure is not None:
            words.addWidget(self._cure)
        line.addLayout(words, 1)
        if self._button is not None and low:
            words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        elif self._button is not None:
            line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        if self._age is not None:
            self._age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._age.setContentsMargins(GAP, HALF, 0, 0)
            line.addWidget(self._age, 0, Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(CONTROL - STEP)
        # Fixed would stop at the height of the unwrapped words, and cut the lines below it off.
        snug = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        snug.setHeightForWidth(True)
        self.setSizePolicy(snug)

    def _name(self) -> None:
        check = self._check
        self.setAccessibleName(f"{outcome_words(check.outcome)}: {check.text}")
        self._icon.setToolTip(outcome_words(check.outcome))
        if self._button is not None:
            self._button.setAccessibleDescription(check.text)

    def follow(self, check: CheckRow) -> bool:
        """Say another finding in the same place; False where that takes a line of another build.

        A line built anew costs ten times its paint, and the focus of its button.
        """
        if _build(check) != _build(self._check):
            return False
        if check != self._check:
            self._check = check
            self._icon.put(ICONS[check.outcome], TONES[check.outcome])
            for words, text in (
                (self._text, check.text),
                (self._cure, check.cure),
                (self._age, check.age),
            ):
                if words is not None:
                    words.setText(text)
            self._name()
        return True


def _build(check: CheckRow) -> tuple[object, ...]:
    """Return what a line is built from: the parts it has, and its button."""
    loud = check.outcome is Outcome.STOP
    return loud, bool(check.cure), bool(check.age), check.action, check.key, check.low
