"""What is different between two certificates of one zone? Any two, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.i18n import _
from zenca_gui.services.change.review import compared
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.change.diff_card import DiffCard
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.growing import scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import GAP, STEP, WIDE
from zenca_gui.ui.widgets.button import PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.diff_table import DiffRow

WIDTH, HEIGHT = 860, 480
Named = tuple[str, Certificate]


class CompareDialog(Dialog):
    """Two lists above, the comparison below; it follows what is chosen."""

    def __init__(
        self,
        certificates: Sequence[Named],
        mine: Certificate,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self.setWindowTitle(_("Compare certificates"))
        self.setAccessibleName(_("Compare certificates"))
        self._tasks = tasks
        options = [(name, certificate) for name, certificate in certificates]
        at = next((at for at, (_n, c) in enumerate(certificates) if c.sha256 == mine.sha256), 0)
        self.old = fields.choice(_("The one"), "compare-old", options)
        self.new = fields.choice(_("The other"), "compare-new", options)
        self.new.setCurrentIndex(at)
        self.old.setCurrentIndex(at - 1 if at else min(1, len(options) - 1))
        self._place = QVBoxLayout()
        close = PrimaryButton(_("&Close"), object_name="close")
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.old, 1)
        top.addWidget(self.new, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addLayout(top)
        box.addLayout(self._place)
        box.addStretch(1)
        box.addLayout(row)
        self.resize(scaled(WIDTH), HEIGHT)

        self.old.currentIndexChanged.connect(self._show)
        self.new.currentIndexChanged.connect(self._show)
        close.clicked.connect(self.accept)
        let_enter_press(self)
        self._show()

    def _show(self) -> None:
        clear(self._place)
        old, new = self.old.currentData(), self.new.currentData()
        rows = [
            DiffRow(row.what, key_words(row.old), key_words(row.new)) for row in compared(old, new)
        ]
        self._place.addWidget(
            DiffCard(
                _("Compared"),
                old=self.old.currentText(),
                new=self.new.currentText(),
                rows=rows,
                tasks=self._tasks,
            )
        )
