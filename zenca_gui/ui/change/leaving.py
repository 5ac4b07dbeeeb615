"""Leave the change for later, or give it up? What *Cancel* asks."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tokens import GAP, HALF, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 560


class Leave(Enum):
    """What the administrator wants."""

    STAY = 0
    LATER = 2
    CANCEL = 3


class LeavingDialog(Dialog):
    """Three ways, each with what it means."""

    def __init__(
        self,
        zone_name: str,
        *,
        material: bool,
        requested: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.choice = Leave.STAY
        title = _("Leave the change of {zone}?").format(zone=zone_name)
        self.setWindowTitle(title)
        self.setAccessibleName(_("Leave the change"))
        given_up = given_up_words(material=material, requested=requested)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(title, Type.LEAD, strong=True, wrap=True))
        words = QVBoxLayout()
        words.setSpacing(STEP + HALF)
        words.addWidget(
            Words(
                _(
                    "Leave it for later: everything decided so far is kept. The wizard goes on "
                    "where you left it, after a restart too."
                ),
                wrap=True,
            )
        )
        words.addWidget(Words(given_up, wrap=True))
        box.addLayout(words)
        stay = Button(_("&Go on with it"), object_name="stay")
        cancel = Button(_("&Cancel the change"), object_name="cancel-change")
        later = PrimaryButton(_("&Leave it for later"), object_name="leave-for-later")
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(cancel)
        row.addStretch()
        row.addWidget(stay)
        row.addWidget(later)
        box.addLayout(row)
        self.fit(WIDTH)
        later.setFocus()
        let_enter_press(self)

        stay.clicked.connect(self.reject)
        cancel.clicked.connect(self._cancel)
        later.clicked.connect(self._later)

    def _cancel(self) -> None:
        self.choice = Leave.CANCEL
        self.accept()

    def _later(self) -> None:
        self.choice = Leave.LATER
        self.accept()


def given_up_words(*, material: bool, requested: bool) -> str:
    """Say what *Cancel the change* gives up."""
    if requested:
        return _(
            "Cancel the change: the requests and their keys are given up, and what was signed for "
            "them is of no use any more. The zone is as it was before. Tell the signer."
        )
    if material:
        return _(
            "Cancel the change: the new CA, its key and its certificates are given up. Nobody "
            "has them yet, so the zone is as it was before."
        )
    return _("Cancel the change: the zone is as it was before. Nothing was made yet.")
