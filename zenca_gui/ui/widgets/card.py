"""A surface with a heading, for things that belong together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from zenca_gui.ui.tokens import GAP, PAD, STEP, Type
from zenca_gui.ui.widgets.words import Words


class Card(QFrame):
    """Stack things under one heading; `tight` leaves no margin, for tables."""

    def __init__(
        self,
        heading: str = "",
        *,
        tight: bool = False,
        aside: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.heading: Words | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        if heading:
            self.setAccessibleName(heading)
            top = QHBoxLayout()
            top.setContentsMargins(PAD - STEP, STEP, STEP, STEP if tight else 0)
            top.setSpacing(STEP)
            title = Words(heading, Type.LEAD, strong=True)
            title.setMinimumHeight(max(PAD, title.sizeHint().height()))
            title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.heading = title
            top.addWidget(title)
            top.addStretch()
            if aside is not None:
                top.addWidget(aside)
            outer.addLayout(top)
        self.body = QVBoxLayout()
        self.body.setSpacing(STEP)
        if not tight:
            side = PAD - STEP
            self.body.setContentsMargins(side, STEP if heading else GAP, side, GAP)
        outer.addLayout(self.body, 1)
