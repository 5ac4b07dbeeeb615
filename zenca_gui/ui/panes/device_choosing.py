"""Which devices are chosen, and how do they stay so when rows come in another order?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from zenca_gui.core.device_choice import DeviceChoice
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.ui.models.device_table import DeviceTableModel
from zenca_gui.ui.widgets.table import Table

KEPT = 2_000
"""More chosen rows than these are not looked for again after a refresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Devices to be found again: the one the keyboard is on, and the chosen."""

    current: int | None = None
    chosen: tuple[int, ...] = ()

    def all(self) -> frozenset[int]:
        """Return all of them."""
        return frozenset((*self.chosen, *(() if self.current is None else (self.current,))))


class Choosing:
    """The chosen rows of a table of devices, as devices."""

    def __init__(self, table: Table, model: DeviceTableModel) -> None:
        self._table, self._model = table, model

    @property
    def number(self) -> int:
        """How many rows are chosen."""
        return sum(len(part) for part in self._table.chosen_parts())

    @property
    def every(self) -> bool:
        """Whether all rows are chosen, and there are several."""
        return 1 < self.number == self._model.rowCount()

    def ids(self) -> list[int]:
        """Return the ids of the chosen rows."""
        ids, parts = self._model.ids, self._table.chosen_parts()
        return [each for part in parts for each in ids[part.start : part.stop]]

    def choice(self, query: DeviceQuery) -> DeviceChoice | None:
        """Return what a step acts on: where every row is chosen, all that the query finds."""
        if self.every:
            return DeviceChoice(query=query, number=self.number)
        ids = self.ids()
        return DeviceChoice(ids=ids, number=len(ids)) if ids else None

    def sought(self) -> Sought:
        """Return what is to be found again when the rows change."""
        ids, row = self._model.ids, self._table.current_row()
        return Sought(
            current=ids[row] if 0 <= row < len(ids) else None,
            chosen=tuple(self.ids()) if self.number <= KEPT else (),
        )

    def find(self, sought: Sought, places: Mapping[int, int], *, move: bool) -> None:
        """Choose them in the rows where they are now; `move`: the keyboard goes there too."""
        chooser, flags = self._table.selectionModel(), QItemSelectionModel.SelectionFlag
        selection, last = QItemSelection(), len(self._model.heads) - 1
        for each in sought.chosen:
            if (row := places.get(each)) is not None:
                selection.select(self._model.index(row, 0), self._model.index(row, last))
        at = places.get(sought.current) if move and sought.current is not None else None
        if at is not None:
            chooser.setCurrentIndex(self._model.index(at, 0), flags.NoUpdate)
        chooser.select(selection, flags.ClearAndSelect)
