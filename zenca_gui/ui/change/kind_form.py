"""Which kind of change is it to be? Those offered from here, and why another is not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import Custody
from zenca_gui.core.i18n import _
from zenca_gui.core.roads import refusal, usual
from zenca_gui.ui.change.choice_words import kind_words
from zenca_gui.ui.tokens import GAP, HALF, Type
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.words import Words

COLUMNS = 2


def kind_refusal(kind: ChangeKind, held: Custody, *, late: bool = False) -> str:
    """Return "" where a kind of change is offered to a CA held so, else the sentence why not."""
    to = usual(kind, held)
    return refusal(kind, held, held if to is None else to, late=late)


def first_offered(held: Custody) -> ChangeKind:
    """Return what a change begins as when nobody says otherwise."""
    order = (ChangeKind.REMINT, ChangeKind.EXTERNAL, ChangeKind.INTERNAL, ChangeKind.SERVERS)
    return next(kind for kind in order if not kind_refusal(kind, held))


def about(kind: ChangeKind) -> str:
    """Return in one line what a kind of change does."""
    return {
        ChangeKind.REMINT: _("The same holder, a new certificate: same key or a new one."),
        ChangeKind.INTERNAL: _("A new CA, held by zenca or by the zone's server."),
        ChangeKind.EXTERNAL: _("Somebody else signs: requests out, replies in."),
        ChangeKind.SERVERS: _("The CA stays; servers get new certificates."),
    }[kind]


class KindForm(Card):
    """One radio button for each kind, with a line below it.

    Signals:
        edited(): another kind is chosen.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What is to be done"), parent=parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[ChangeKind, QRadioButton] = {}
        self._lines: dict[ChangeKind, Words] = {}
        self.settled = Words(
            _("Cancel this change to begin one of another kind."),
            Type.CAPTION,
            quiet=True,
            wrap=True,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(HALF)
        for at, kind in enumerate(ChangeKind):
            button = QRadioButton(kind_words(kind))
            button.setObjectName(f"kind-{kind.value}")
            button.setAccessibleName(kind_words(kind))
            line = Words("", Type.CAPTION, quiet=True, wrap=True)
            line.setContentsMargins(GAP + HALF, 0, 0, 0)
            self._group.addButton(button)
            self.buttons[kind], self._lines[kind] = button, line
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(button)
            cell.addWidget(line)
            cell.addStretch(1)
            grid.addLayout(cell, at // COLUMNS, at % COLUMNS)
            button.toggled.connect(self._toggled)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.settled)
        self.buttons[ChangeKind.REMINT].setChecked(True)

    def begin(
        self, held: Custody, chosen: ChangeKind, *, settled: bool, late: bool = False
    ) -> None:
        """Offer what leads from a CA held so; `settled`: nothing else can be chosen any more."""
        self.settled.setVisible(settled)
        for kind, button in self.buttons.items():
            why = kind_refusal(kind, held, late=late)
            button.setEnabled(kind is chosen or not (why or settled))
            button.setToolTip(why)
            self._lines[kind].setText(why or about(kind))
            button.setAccessibleDescription(why or about(kind))
        self.buttons[chosen].setChecked(True)

    def kind(self) -> ChangeKind:
        """Return what is chosen."""
        return next(kind for kind, button in self.buttons.items() if button.isChecked())

    def _toggled(self, on: bool) -> None:
        if on:
            self.edited.emit()
