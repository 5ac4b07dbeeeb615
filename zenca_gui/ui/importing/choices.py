"""What does each column hold, and what does each unknown word mean? Lines with a choice each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from zenca_gui.core.device_list import Field
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.list_words import plain_word
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.services.device_list import ListLook, StageWord
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.tokens import CONTROL, GAP, STEP
from zenca_gui.ui.widgets.words import Words

SAMPLE = 40
"""Letters of a column's first value that are shown."""
LINES = 4


def field_words(held: Field) -> str:
    """Return what a column holds, as a person reads it."""
    return {
        Field.GUID: _("GUID"),
        Field.NAME: _("Name"),
        Field.KIND: _("Kind"),
        Field.OS: _("System"),
        Field.USER: _("User"),
        Field.MDM_SERVER: _("MDM server of a phone"),
        Field.AMT: _("Intel AMT (yes or no)"),
        Field.LOST: _("Lost (yes or no)"),
        Field.RETIRED: _("Retired (yes or no)"),
        Field.TEST: _("Pilot group (yes or no)"),
        Field.LAST_CONTACT: _("Last contact"),
        Field.SINCE: _("Registered since"),
        Field.STAGE: _("Stage"),
        Field.STAGE_AT: _("When it was at the stage"),
        Field.REASON: _("Reason, message"),
    }[held]


class Choices(QScrollArea):
    """Lines of words, each with a choice beside it.

    Signals:
        changed(): another choice was made.
    """

    changed = Signal()

    def __init__(self, name: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.boxes: list[QComboBox] = []

    def put(
        self,
        lines: Sequence[tuple[str, str]],
        options: Sequence[tuple[str, Any]],
        chosen: Sequence[Any],
    ) -> None:
        """Show these lines: what is to be mapped, and a word about it."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(STEP // 2)
        grid.setColumnStretch(2, 1)
        self.boxes = []
        for row, ((name, about), value) in enumerate(zip(lines, chosen, strict=True)):
            object_name = f"{self.objectName()}-{row}"
            box = fields.choice(name, object_name, options, value)
            box.currentIndexChanged.connect(self.changed)
            label = Words(name)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(Words(about, quiet=True), row, 2)
            self.boxes.append(box)
        grid.setRowStretch(len(lines), 1)
        self.setWidget(inside)
        high = (CONTROL + STEP // 2) * min(len(lines), LINES)
        self.setFixedHeight(high)
        self.setVisible(bool(lines))

    def chosen(self) -> list[Any]:
        """Return what is chosen, line by line."""
        return [box.currentData() for box in self.boxes]


class ColumnChoices(Choices):
    """One line for each column of a list."""

    def __init__(self, look: ListLook, parent: QWidget | None = None) -> None:
        super().__init__(_("Columns"), "columns", parent)
        firsts = [_first(look, at) for at in range(len(look.header))]
        lines = list(zip(look.header, firsts, strict=True))
        options = [(_("left out"), None), *((field_words(each), each) for each in Field)]
        self.put(lines, options, look.guess)

    def columns(self) -> tuple[Field | None, ...]:
        """Return what the columns hold."""
        return tuple(self.chosen())

    def of(self, held: Field) -> int | None:
        """Return the column that holds this, None where none does."""
        columns = self.columns()
        return columns.index(held) if held in columns else None


class StageChoices(Choices):
    """One line for each word that zenca does not know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Words for stages"), "stage-words", parent)
        self._words: list[StageWord] = []
        self._kept: dict[str, Stage] = {}
        self.hide()

    def show_words(self, found: Sequence[StageWord]) -> None:
        """Ask for those that mean nothing by themselves; what was chosen before stays."""
        self._kept |= self.stages()
        alike = {plain_word(each.word): each for each in found if each.stage is None}
        self._words = list(alike.values())
        lines = [(each.word, _("{n} times").format(n=grouped(each.number))) for each in self._words]
        options = [(_("Choose a stage…"), None), *((stage_words(each), each) for each in Stage)]
        self.put(lines, options, [self._kept.get(plain_word(each.word)) for each in self._words])

    def stages(self) -> dict[str, Stage]:
        """Return what was chosen, by word."""
        return {
            plain_word(each.word): stage
            for each, stage in zip(self._words, self.chosen(), strict=True)
            if stage is not None
        }

    @property
    def missing(self) -> int:
        """How many words are still to be mapped."""
        return sum(stage is None for stage in self.chosen())


def _first(look: ListLook, at: int) -> str:
    values = (row.cells[at].strip() for row in look.rows if at < len(row.cells))
    first = next((value for value in values if value), "")
    return first if len(first) <= SAMPLE else first[: SAMPLE - 1] + "…"
