"""How does a table show new rows and keep what was chosen? By what tells one row from another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel

from zenca_gui.ui.models.rows_table import RowsModel
from zenca_gui.ui.widgets.table import Table

T = TypeVar("T")


def put_rows(
    table: Table, model: RowsModel[T], rows: Sequence[T], key: Callable[[T], Hashable]
) -> None:
    """Show these rows; the chosen ones stay chosen, the view stays where it is."""
    if list(rows) == model.values():
        return
    chosen = {key(model.value(row)) for row in table.chosen_rows()}
    bar = table.verticalScrollBar()
    place = bar.value()
    across = table.horizontalHeader()
    model.put(rows)
    if across.isSortIndicatorShown():
        model.sort(across.sortIndicatorSection(), across.sortIndicatorOrder())
    flags = QItemSelectionModel.SelectionFlag
    for row, value in enumerate(model.values()):
        if key(value) in chosen:
            table.selectionModel().select(model.index(row, 0), flags.Select | flags.Rows)
    bar.setValue(place)
