"""How wide is a column in this font? As wide as the words it usually holds; some take the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QSizePolicy

from zenca_gui.ui.tokens import DENSE_ROW, HALF, ICON, STEP
from zenca_gui.ui.widgets.table import Table

LEAST_ROWS = 5


def fit_columns(table: Table, usual: Sequence[str | None], *, drawn: Collection[int] = ()) -> None:
    """Give each column room for its usual words; None takes what is left of the table.

    `drawn` are the columns with an icon or a badge, which need more.
    """
    across = table.horizontalHeader()
    across.setStretchLastSection(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    measure = table.fontMetrics()
    for at, words in enumerate(usual):
        if words is None:
            across.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        else:
            room = 2 * STEP + HALF + (ICON + 2 * STEP if at in drawn else 0)
            across.resizeSection(at, measure.horizontalAdvance(words) + room)


def few_rows(table: Table) -> None:
    """Let a table be low: a view asks for 192 px whatever it holds."""
    table.setMinimumHeight(DENSE_ROW * LEAST_ROWS)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
