"""What of a zone is shown at the right? Its header, the tabs, and one pane at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.panes.certificates import CertificatesPane
from zenca_gui.ui.panes.devices import DevicesPane
from zenca_gui.ui.panes.journal import JournalPane
from zenca_gui.ui.panes.overview import OverviewPane
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.rollout.pane import RolloutPane
from zenca_gui.ui.shell.menus import PANES, pane_words
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.shell.zone_header import ZoneHeader
from zenca_gui.ui.tokens import PAD, STEP
from zenca_gui.ui.widgets.rule import Rule


class ZoneView(QWidget):
    """Only the pane that can be seen reads; the others read when they are shown.

    Signals:
        pane_changed(str): another pane is shown.
    """

    pane_changed = Signal(str)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone: ZoneId | None = None
        self.header = ZoneHeader()
        self.tabs = QTabBar()
        self.overview = OverviewPane(seat)
        self.certificates = CertificatesPane(seat)
        self.devices = DevicesPane(seat)
        self.rollout = RolloutPane(seat.console, seat.tasks, seat.by)
        self.journal = JournalPane(seat)
        self._panes: dict[str, Pane[object] | RolloutPane] = {
            "overview": self.overview,  # type: ignore[dict-item] # whatever a pane shows
            "certificates": self.certificates,  # type: ignore[dict-item]
            "devices": self.devices,  # type: ignore[dict-item]
            "rollout": self.rollout,
            "journal": self.journal,  # type: ignore[dict-item]
        }
        self._stack = QStackedWidget()
        self._set_tabs()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        line = QHBoxLayout()
        line.setContentsMargins(STEP, 0, PAD, 0)
        line.addWidget(self.tabs)
        line.addStretch()
        box.addLayout(line)
        box.addWidget(Rule())
        box.addWidget(self._stack, 1)
        for name in PANES:
            self._stack.addWidget(self._scrolled(name))
        self.tabs.currentChanged.connect(self._tab)

    @property
    def pane(self) -> str:
        """The pane that is shown."""
        return PANES[self.tabs.currentIndex()]

    def show_zone(self, zone: ZoneId | None) -> None:
        """Show another zone in the pane that is open."""
        self._zone = zone
        self._panes[self.pane].show_zone(zone)

    def show_pane(self, name: str) -> None:
        """Open a pane."""
        self.tabs.setCurrentIndex(PANES.index(name))

    def put(self, summary: ZoneSummary) -> None:
        """Say which zone this is."""
        self.header.put(summary, quiet=self.pane == "overview")

    def refresh(self) -> None:
        """Read the pane that is open again."""
        self._panes[self.pane].refresh()

    def to_search(self) -> None:
        """Put the keyboard into the search field of the pane."""
        pane = self._panes[self.pane]
        if isinstance(pane, Pane):
            pane.to_search()

    def _set_tabs(self) -> None:
        self.tabs.setObjectName("panes")
        self.tabs.setAccessibleName(_("Panes"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for name in PANES:
            self.tabs.addTab(pane_words(name))

    def _scrolled(self, name: str) -> QScrollArea:
        pane = self._panes[name]
        pane.setObjectName(name)
        scroll = QScrollArea()
        scroll.setAccessibleName(pane_words(name))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(pane)
        return scroll

    def _tab(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self._panes[PANES[at]].show_zone(self._zone)
        self.pane_changed.emit(PANES[at])
