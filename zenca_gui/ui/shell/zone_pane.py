"""Which zones are there, and which one needs somebody first? The left side of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.shell.urgency_words import most_urgent_first, zone_line
from zenca_gui.ui.tokens import GAP, STEP, Type
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.words import Words
from zenca_gui.ui.widgets.zone_list import ZoneLine, ZoneList


class ZonePane(QWidget):
    """The list of zones, and a way to one more.

    Signals:
        zone_chosen(int): another zone is to be shown.
        wanted(str): `add-zone`.
    """

    zone_chosen = Signal(int)
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[ZoneLine] = []
        self.zones = ZoneList([])
        self.add = LinkButton(_("Add a zo&ne…"), "plus", object_name="add-zone-link")
        heading = Words(_("Zones"), Type.CAPTION, strong=True, quiet=True)
        heading.setContentsMargins(GAP, 0, 0, 0)
        heading.setBuddy(self.zones)
        side = QVBoxLayout(self)
        side.setContentsMargins(0, GAP, 0, STEP)
        side.setSpacing(STEP)
        side.addWidget(heading)
        side.addWidget(self.zones, 1)
        row = QHBoxLayout()
        row.setContentsMargins(STEP, 0, STEP, 0)
        row.addWidget(self.add)
        row.addStretch()
        side.addLayout(row)

        self.zones.zone_chosen.connect(self.zone_chosen)
        self.add.clicked.connect(lambda: self.wanted.emit("add-zone"))

    def put(self, summaries: Sequence[ZoneSummary], chosen: int | None = None) -> None:
        """Show these zones, most urgent first; the current one stays, unless another is named."""
        lines = [zone_line(summary) for summary in most_urgent_first(list(summaries))]
        if lines != self._shown or (chosen is not None and chosen != self.zones.current()):
            self._shown = lines
            self.zones.put(lines, chosen)
