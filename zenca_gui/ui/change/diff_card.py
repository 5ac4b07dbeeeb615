"""Two certificates side by side, with ways to take the comparison along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.change.columns import fit_columns
from zenca_gui.ui.models.cells import Table as Cells
from zenca_gui.ui.models.copying import copied, export_csv
from zenca_gui.ui.panes.saving import save_csv
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import STEP
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.diff_table import DiffRow, DiffTable


class DiffCard(Card):
    """The table, and *Copy* and *Export* for all of it."""

    def __init__(
        self,
        name: str,
        *,
        old: str,
        new: str,
        rows: Sequence[DiffRow],
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        self.copy = LinkButton(_("C&opy it"), "copy", object_name="copy-comparison")
        self.export = LinkButton(_("E&xport it…"), "export", object_name="export-comparison")
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addWidget(self.copy)
        row.addWidget(self.export)
        super().__init__(name, tight=True, aside=ways, parent=parent)
        self._cells = cells_of(old, new, rows)
        self._tasks = tasks
        self.table = DiffTable(name, old=old, new=new, rows=rows)
        longest = max((row.field for row in rows), key=len, default="")
        fit_columns(self.table, [longest, None, _("changed"), None], drawn={2})
        self.body.addWidget(self.table)

        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(self._export)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(copied(self._cells))

    def _export(self) -> None:
        save_csv(self, self._tasks, "ca-comparison", lambda: export_csv(self._cells))


def cells_of(old: str, new: str, rows: Sequence[DiffRow]) -> Cells:
    """Return the comparison in words, the labels first."""
    return [
        (_("Field"), old, _("Compared"), new),
        *((r.field, r.old, _("changed") if r.differs else _("same"), r.new) for r in rows),
    ]
