"""Same key or a new one? Side by side, each with what follows from it in this zone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.tokens import GAP, HALF
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow


class KeyForm(QWidget):
    """Two cards; the choice whether servers get new certificates hangs on the same key.

    Signals:
        edited(): something else is chosen.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.new = QRadioButton(_("A ne&w key"))
        self.same = QRadioButton(_("The sa&me key goes on"))
        self.reissue: QCheckBox = fields.switch(
            _("&Give servers new certificates too"), "reissue", on=True
        )
        self._lines = {self.new: QVBoxLayout(), self.same: QVBoxLayout()}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for button, name in ((self.new, "new-key"), (self.same, "same-key")):
            button.setObjectName(name)
            button.setAccessibleName(button.text().replace("&", ""))
            group.addButton(button)
            card = Card()
            card.setAccessibleName(button.accessibleName())
            card.body.setSpacing(HALF)
            card.body.addWidget(button)
            if button is self.same:
                card.body.addWidget(self.reissue)
            self._lines[button].setSpacing(HALF)
            card.body.addLayout(self._lines[button])
            card.body.addStretch(1)
            row.addWidget(card, 1)
        self.new.setChecked(True)
        self.reissue.setEnabled(False)

        self.same.toggled.connect(self._toggled)
        self.reissue.toggled.connect(self.edited)

    @property
    def same_key(self) -> bool:
        """Whether the key goes on."""
        return self.same.isChecked()

    @property
    def gives_new(self) -> bool:
        """Whether servers get new certificates; with a new key they must."""
        return not self.same_key or self.reissue.isChecked()

    def put(self, *, same_key: bool, reissue: bool) -> None:
        """Show a choice; nothing is said of it."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's
        (self.same if same_key else self.new).setChecked(True)
        self.reissue.setChecked(reissue)
        self.blockSignals(False)  # noqa: FBT003 - Qt's

    def refuse_same(self, why: str) -> None:
        """Offer the same key, or say why it cannot be; a refused one is not chosen any more."""
        self.same.setEnabled(not why)
        self.same.setToolTip(why)
        self.same.setAccessibleDescription(why)
        if why and self.same_key:
            self.new.setChecked(True)
        if why:
            self._put(self.same, [CheckRow(outcome=Outcome.STOP, text=why)])

    def tell(self, *, new: Sequence[str], same: Sequence[str]) -> None:
        """Say what follows from each; a refused one keeps its sentence."""
        self._put(self.new, [CheckRow(outcome=None, text=text) for text in new])
        if self.same.isEnabled():
            self._put(self.same, [CheckRow(outcome=None, text=text) for text in same])

    def _put(self, button: QRadioButton, rows: Sequence[CheckRow]) -> None:
        clear(self._lines[button])
        for row in rows:
            self._lines[button].addWidget(CheckLine(row))

    def _toggled(self, on: bool) -> None:
        self.reissue.setEnabled(on)
        self.edited.emit()
