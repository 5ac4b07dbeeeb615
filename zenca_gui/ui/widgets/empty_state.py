"""What to do when there is nothing yet: why it is empty, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.ui.theme import scaled
from zenca_gui.ui.tokens import GAP, PAD, STEP, Tone, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

CARD_WIDTH, CARD_HEIGHT = 288, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way on."""

    icon: str
    title: str
    text: str
    button: str
    primary: bool = False
    key: str = ""
    """What `pressed` says when its button is pressed."""


class WayCard(Card):
    """A way on, as something to read before pressing its button."""

    def __init__(self, way: Way, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(way.title)
        self.body.setContentsMargins(PAD, PAD, PAD, PAD)
        self.body.addWidget(Picture(way.icon, Tone.INFO, PAD))
        self.body.addSpacing(STEP)
        self.body.addWidget(Words(way.title, Type.LEAD, strong=True, wrap=True))
        self.body.addWidget(Words(way.text, quiet=True, wrap=True))
        self.body.addStretch()
        self.body.addSpacing(STEP)
        kind = PrimaryButton if way.primary else Button
        self.button = kind(way.button, object_name=f"way:{way.key}")
        self.button.setAccessibleDescription(way.text)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)


class EmptyState(QWidget):
    """A sentence, its reason, and the ways on side by side.

    Signals:
        pressed(str): a way's button was pressed; arg: its key.
    """

    pressed = Signal(str)

    def __init__(
        self, title: str, text: str, ways: Sequence[Way], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        box = QVBoxLayout(self)
        box.setSpacing(STEP)
        box.addStretch(2)
        for words in (Words(title, Type.TITLE, strong=True), Words(text, quiet=True)):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(words)
        box.addSpacing(PAD)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addStretch()
        for way in ways:
            card = WayCard(way)
            card.setFixedWidth(scaled(CARD_WIDTH))
            card.setMinimumHeight(CARD_HEIGHT)
            card.button.clicked.connect(partial(self.pressed.emit, way.key))
            line.addWidget(card)
        line.addStretch()
        box.addLayout(line)
        box.addStretch(3)
