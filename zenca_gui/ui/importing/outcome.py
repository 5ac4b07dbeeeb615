"""What came of an import, which rows were not taken, and why?"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.services.bad_rows import BadRow
from zenca_gui.services.device_import import ImportResult
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tokens import DENSE_ROW, STEP
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words


class Outcome(QWidget):
    """Numbers above, bad rows below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = Facts([])
        self.words = Words("", wrap=True)
        self.model = RowsModel[BadRow](_columns())
        self.table = Table(
            _("Rows that were not taken"), self.model, row_height=DENSE_ROW, object_name="bad-rows"
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        box.addWidget(self.facts)
        box.addWidget(self.words)
        box.addWidget(self.table, 1)

    def put(self, result: ImportResult) -> None:
        """Show what came of it."""
        counts = result.counts
        numbers = [
            (_("New"), counts.added),
            (_("Changed"), counts.changed),
            (_("As they were"), counts.same),
            (_("Older than known"), counts.older),
            (_("Contradict another source"), counts.contradicted),
            (_("Known name, other GUID"), counts.twins),
            (_("Not taken"), result.bad),
        ]
        self.facts.put(
            [Fact(name, grouped(number)) for name, number in numbers if number or name == _("New")]
        )
        self.model.put(result.first_bad)
        self.table.setVisible(bool(result.first_bad))
        if result.bad_file is not None:
            self.words.setText(
                ngettext(
                    "{n} row was not taken. It lies in {file}: mend it there, and import that.",
                    "{n} rows were not taken. They lie in {file}: mend them, and import that.",
                    result.bad,
                ).format(n=grouped(result.bad), file=result.bad_file)
            )
        self.words.setVisible(result.bad_file is not None)


def _columns() -> list[Column[BadRow]]:
    return [
        Column[BadRow](label=_("Line"), width=72, text=lambda r: grouped(r.line),
                       key=lambda r: r.line, style=Style.NUMBER),
        Column[BadRow](label=_("Column"), width=160, text=lambda r: r.column,
                       key=lambda r: r.column),
        Column[BadRow](label=_("Why it was not taken"), width=400, text=lambda r: r.why,
                       tip=lambda r: r.why),
    ]  # fmt: skip
