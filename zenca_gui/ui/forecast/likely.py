"""Which devices are likeliest to be left behind? By name, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from zenca_gui.core.forecast_words import chance_words
from zenca_gui.core.i18n import _
from zenca_gui.services.forecasts import Named
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.dates import ago
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tokens import DENSE_ROW
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.table import Table


class LikelyCard(Card):
    """The devices by name, how long each was silent, and its chance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Likeliest to be left behind"), tight=True, parent=parent)
        self._now: datetime | None = None
        self.model = RowsModel[Named](self._columns())
        self.table = Table(
            _("Likeliest to be left behind"), self.model, row_height=DENSE_ROW,
            object_name="likely",
        )  # fmt: skip
        fit_columns(self.table, [None, "100 days ago", "nearly certain"], drawn={0})
        few_rows(self.table)
        self.body.addWidget(self.table, 1)

    def put(self, named: Sequence[Named], now: datetime) -> None:
        """Show these devices."""
        self._now = now
        put_rows(self.table, self.model, named, key=lambda each: each.device.id)

    def _columns(self) -> list[Column[Named]]:
        return [
            Column[Named](
                label=_("Device"), width=160, text=lambda n: n.device.name,
                icon=lambda n: n.device.kind.value,
            ),
            Column[Named](
                label=_("Last contact"), width=120, text=self._silent, style=Style.QUIET
            ),
            Column[Named](label=_("Chance"), width=88, text=lambda n: chance_words(n.chance)),
        ]  # fmt: skip

    def _silent(self, named: Named) -> str:
        return ago(named.device.last_contact, self._now) if self._now else ""
