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
        self.setAccessibleName(f"{outcome_words(check.outcome)}: {check.text}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        icon = Picture(ICONS[check.outcome], TONES[check.outcome])
        icon.setToolTip(outcome_words(check.outcome))
        side = QVBoxLayout()
        high = QFontMetrics(font()).height()
        side.setContentsMargins(0, max(0, 3 + (high - ICON) // 2), HALF, 0)
        side.addWidget(icon)
        line.addLayout(side)
        line.setAlignment(side, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 3, 0, 3)
        loud = check.outcome is Outcome.STOP
        words.addWidget(Words(check.text, strong=loud, wrap=True))
        if check.cure:
            words.addWidget(Words(check.cure, quiet=True, wrap=True))
        line.addLayout(words, 1)
        if check.action:
            button = LinkButton(check.action, flush=check.low, object_name=f"cure:{check.key}")
            button.setAccessibleDescription(check.text)
            button.clicked.connect(partial(self.acted.emit, check.key))
            if check.low:
                words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        if check.age or age_width:
            age = Words(check.age, Type.CAPTION, quiet=True)
            age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            age.setContentsMargins(GAP, HALF, 0, 0)
            if age_width:
                age.setFixedWidth(age_width)
            line.addWidget(age, 0, Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(CONTROL - STEP)
        # Fixed would stop at the height of the unwrapped words, and cut the lines below it off.
        snug = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        snug.setHeightForWidth(True)
        self.setSizePolicy(snug)
