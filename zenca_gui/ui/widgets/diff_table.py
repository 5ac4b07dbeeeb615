"""What changes? Old beside new, with a sign that says equal or different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tokens import DENSE_ROW
from zenca_gui.ui.widgets.table import Table

SIGN = 1 + 1


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One field in both versions."""

    field: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the new value is another one."""
        return self.old != self.new


class DiffTable(Table):
    """A table that can be copied and read aloud, as high as its rows."""

    def __init__(
        self,
        name: str,
        *,
        old: str,
        new: str,
        rows: Sequence[DiffRow],
        object_name: str = "diff",
        parent: QWidget | None = None,
    ) -> None:
        columns = [
            Column[DiffRow](label=_("Field"), width=152, text=lambda r: r.field, style=Style.QUIET),
            Column[DiffRow](label=old, width=272, text=lambda r: r.old, tip=lambda r: r.old),
            Column[DiffRow](
                label="",
                width=96,
                text=lambda r: _("changed") if r.differs else _("same"),
                icon=lambda r: "differs" if r.differs else "same",
                style=Style.QUIET,
            ),
            Column[DiffRow](label=new, width=272, text=lambda r: r.new, tip=lambda r: r.new),
        ]
        model = RowsModel[DiffRow](columns, rows)
        super().__init__(name, model, row_height=DENSE_ROW, object_name=object_name, parent=parent)
        across = self.horizontalHeader()
        for at in (1, 3):
            across.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(SIGN, QHeaderView.ResizeMode.Fixed)
        self.setAlternatingRowColors(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(row * len(rows) + across.sizeHint().height() + 4)
