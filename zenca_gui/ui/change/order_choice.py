"""To everybody at once, or in stages? Asked with Assign, where the change has devices to order."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.rollout_stages import TIMEOUT
from zenca_gui.core.stage_words import span_words, stage_name
from zenca_gui.services.stage_planning import StagesPreview
from zenca_gui.ui.tokens import HALF
from zenca_gui.ui.widgets.button import plain
from zenca_gui.ui.widgets.words import Words


class OrderChoice(QWidget):
    """Two ways; below them what the stages would be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered = self._touched = False
        self.stages = QRadioButton(_("In &stages"))
        self.at_once = QRadioButton(_("To all at &once"))
        self.about = Words("", quiet=True, wrap=True)
        self._group = QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(HALF)
        for button, name in ((self.stages, "in-stages"), (self.at_once, "all-at-once")):
            button.setObjectName(name)
            button.setAccessibleName(plain(button.text()))
            button.clicked.connect(self._touch)
            self._group.addButton(button)
            box.addWidget(button)
        box.insertWidget(1, self.about)
        self.hide()

    def put(self, preview: StagesPreview) -> None:
        """Show what is proposed; what was chosen here stays chosen."""
        self._offered = not preview.refusal
        self.setVisible(self._offered)
        self.about.setText(preview_words(preview))
        if not self._touched:
            (self.stages if preview.proposed else self.at_once).setChecked(True)

    def chosen(self) -> bool | None:
        """Return whether it is to go in stages; None where that was not asked."""
        return self.stages.isChecked() if self._offered else None

    def _touch(self) -> None:
        self._touched = True


def preview_words(preview: StagesPreview) -> str:
    """Name the stages with how many are in each."""
    parts = [
        _("{stage} ({n})").format(stage=stage_name(name), n=grouped(number))
        for name, number in preview.members.items()
    ]
    return _(
        "{stages}: each begins when the one before is through. A stage that fails, or takes longer "
        "than {span}, asks you."
    ).format(stages=", ".join(parts), span=span_words(TIMEOUT))
