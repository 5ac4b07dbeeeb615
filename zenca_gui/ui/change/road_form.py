"""Who is to hold the new CA's key? Custodies that are offered, and why another is not."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from zenca_gui.core.certificate import Custody
from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import HALF, Type
from zenca_gui.ui.widgets.words import Words


def custody_words(custody: Custody) -> str:
    """Return who holds a CA's key."""
    return {
        Custody.ZENCA: _("zenca, on this workstation"),
        Custody.SERVER: _("the zone's own server"),
        Custody.EXTERNAL: _("another owner: an external CA"),
    }[custody]


def held_words(custody: Custody) -> str:
    """Return the same in a word or two, for the list of steps."""
    return {
        Custody.ZENCA: _("held by zenca"),
        Custody.SERVER: _("held by the server"),
        Custody.EXTERNAL: _("external CA"),
    }[custody]


class RoadForm(QWidget):
    """One radio button for each custody; those refused say why below.

    Signals:
        edited(): another custody is chosen.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons = {custody: QRadioButton(custody_words(custody)) for custody in Custody}
        self.why_not = Words("", Type.CAPTION, quiet=True, wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(HALF)
        box.addWidget(Words(_("Who holds the CA's key then"), strong=True))
        for custody, button in self.buttons.items():
            button.setObjectName(f"to-{custody.value}")
            button.setAccessibleName(custody_words(custody))
            self._group.addButton(button)
            button.toggled.connect(self._toggled)
            box.addWidget(button)
        box.addWidget(self.why_not)

    def begin(self, refusals: Mapping[Custody, str], chosen: Custody) -> None:
        """Offer what is not refused; "" is offered."""
        for custody, button in self.buttons.items():
            why = refusals[custody]
            button.setEnabled(not why)
            button.setToolTip(why)
            button.setAccessibleDescription(why)
        sentences = dict.fromkeys(why for why in refusals.values() if why)
        self.why_not.setText(" ".join(sentences))
        self.why_not.setVisible(bool(sentences))
        self.put(chosen)

    def put(self, custody: Custody) -> None:
        """Show what is chosen; nothing is said of it."""
        for button in self.buttons.values():
            button.blockSignals(True)  # noqa: FBT003 - Qt's
        self.buttons[custody].setChecked(True)
        for button in self.buttons.values():
            button.blockSignals(False)  # noqa: FBT003 - Qt's

    def custody(self) -> Custody:
        """Return what is chosen."""
        return next((c for c, b in self.buttons.items() if b.isChecked()), Custody.ZENCA)

    def _toggled(self, on: bool) -> None:
        if on:
            self.edited.emit()
