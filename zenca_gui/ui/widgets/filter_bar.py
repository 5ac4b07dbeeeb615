"""What am I looking at, and of how many? Search, chips, and the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from zenca_gui.core.i18n import _, grouped
from zenca_gui.ui import icons
from zenca_gui.ui.theme import scaled, worn
from zenca_gui.ui.tokens import CONTROL, HALF, ICON, STEP
from zenca_gui.ui.widgets.words import Words

REST_MS = 150
"""How long the typing must rest before the search is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Something to filter by; `count` is how many rows it keeps."""

    key: str
    text: str
    count: int | None = None
    on: bool = False

    @property
    def label(self) -> str:
        """Return what the chip says."""
        return self.text if self.count is None else f"{self.text}  {grouped(self.count)}"


class Chip(QPushButton):
    """A filter that is on or off; on is shown by a tick as well as by colour."""

    def __init__(self, facet: Facet, parent: QWidget | None = None) -> None:
        super().__init__(facet.label, parent)
        self.key = facet.key
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setIconSize(QSize(ICON, ICON - HALF))
        self.setObjectName(f"chip:{facet.key}")
        self._text = facet.text
        self.setAccessibleName(_("Filter {name}").format(name=facet.text))
        self.toggled.connect(self.tick)
        self.setChecked(facet.on)

    def count(self, count: int | None) -> None:
        """Say how many rows it keeps."""
        self.setText(Facet(key=self.key, text=self._text, count=count).label)

    def changeEvent(self, event: QEvent) -> None:
        """Override Qt's."""
        if event.type() == QEvent.Type.PaletteChange:
            self.tick()
        super().changeEvent(event)

    def tick(self) -> None:
        """Draw the tick, or take it away."""
        ink = worn().info.ink
        self.setIcon(icons.icon("pass", ink, after=HALF) if self.isChecked() else QIcon())


LEAST_SEARCH = 96
SEARCH_FIRST = 100
"""The search field is as wide as it may be before anything else takes room."""


class FilterBar(QWidget):
    """A search field, chips, and how many rows are shown.

    Signals:
        changed(str, list): the search text and the keys of the chips that are on; typing rests
            for a moment first.
    """

    changed = Signal(str, list)

    def __init__(
        self,
        hint: str,
        facets: Sequence[Facet],
        count: str,
        *,
        search_width: int = 224,
        rest_ms: int = REST_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(scaled(min(LEAST_SEARCH, search_width)))
        self.search.setMaximumWidth(scaled(search_width))
        self.search.setFixedHeight(scaled(CONTROL))
        leading = QLineEdit.ActionPosition.LeadingPosition
        self._lens = self.search.addAction(self._search_icon(), leading)
        self.chips = [Chip(facet) for facet in facets]
        self.count = Words(count, quiet=True)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        line.addWidget(self.search, SEARCH_FIRST)
        for chip in self.chips:
            line.addWidget(chip)
        line.addStretch(1)
        line.addWidget(self.count, 1)

        self._rest = QTimer(self, interval=rest_ms, singleShot=True)
        self._rest.timeout.connect(self._emit)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._emit)
        for chip in self.chips:
            chip.toggled.connect(self._emit)

    def filters(self) -> tuple[str, frozenset[str]]:
        """Return the search text and the keys of the chips that are on."""
        return self.search.text(), frozenset(c.key for c in self.chips if c.isChecked())

    def clear(self) -> None:
        """Filter nothing any more; `changed` is said once."""
        with QSignalBlocker(self.search):
            self.search.clear()
        for chip in self.chips:
            with QSignalBlocker(chip):
                chip.setChecked(False)
            chip.tick()
        self._emit()

    def changeEvent(self, event: QEvent) -> None:
        """Override Qt's."""
        if event.type() == QEvent.Type.PaletteChange:
            self._lens.setIcon(self._search_icon())
        super().changeEvent(event)

    def _search_icon(self) -> QIcon:
        return icons.icon("search", worn().quiet)

    def _typed(self) -> None:
        self._rest.start()

    def _emit(self) -> None:
        self._rest.stop()
        on = [chip.key for chip in self.chips if chip.isChecked()]
        self.changed.emit(self.search.text(), on)
