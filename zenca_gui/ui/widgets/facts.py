"""A short list of facts: what, and its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from zenca_gui.ui.tokens import GAP, HALF, Type
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One value; `fixed` ones are fingerprints and serial numbers."""

    name: str
    value: str
    fixed: bool = False


class Facts(QWidget):
    """Names at the left, values aligned beside them."""

    def __init__(
        self, facts: Sequence[Fact], *, name_width: int = 104, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP - HALF)
        grid.setVerticalSpacing(HALF)
        grid.setColumnMinimumWidth(0, name_width)
        grid.setColumnStretch(1, 1)
        self._grid = grid
        self._facts: tuple[Fact, ...] = ()
        self._values: list[Words] = []
        self.put(facts)

    def put(self, facts: Sequence[Fact]) -> None:
        """Show these facts instead; while only values differ, in the same places."""
        before, self._facts = self._facts, tuple(facts)
        if [(f.name, f.fixed) for f in before] != [(f.name, f.fixed) for f in facts]:
            self._build(len(before))
        for value, fact in zip(self._values, facts, strict=True):
            value.setText(fact.value)
            value.setAccessibleName(f"{fact.name}: {fact.value}")

    def _build(self, rows_before: int) -> None:
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        while (item := grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        grid.setRowStretch(rows_before, 0)
        self._values = []
        for row, fact in enumerate(self._facts):
            kind = Type.CAPTION if fact.fixed else Type.BODY
            value = Words(fact.value, kind, wrap=True, fixed=fact.fixed)
            grid.addWidget(Words(fact.name, quiet=True), row, 0, top)
            grid.addWidget(value, row, 1, top)
            self._values.append(value)
        grid.setRowStretch(len(self._facts), 1)
