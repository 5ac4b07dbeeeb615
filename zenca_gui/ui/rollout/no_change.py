"""What does the pane show where no change is open? Why, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.rollout import Board
from zenca_gui.services.rollout_stages import RolloutOrder
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.tokens import GAP
from zenca_gui.ui.widgets.empty_state import EmptyState, Way
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The board; without a change, whether the last one left evidence, and what can start."""

    board: Board
    order: RolloutOrder | None = None
    """The stages, where the update goes out in stages."""
    evidence: bool = False
    why_not: str = ""
    """Why the CA cannot be reminted, "" where it can."""
    others: bool = False
    """Another change of the CA than a remint can be begun."""


def look(console: Console, zone: ZoneId, *, systems: bool = False) -> Seen:
    """Take the board of a zone; without a change, what else there is to say."""
    order = console.rollout_stages.of(zone)
    board = console.rollout.board(zone, systems=systems)
    if board.change is not None:
        return Seen(board=board, order=order)
    offered = console.changes.offered(zone)
    why_not = offered[ChangeKind.REMINT]
    return Seen(
        board=board,
        evidence=console.evidence.any_of(zone),
        why_not=why_not,
        others=bool(why_not) and not all(offered.values()),
    )


class NoChange(QWidget):
    """The empty page of the pane.

    Signals:
        pressed(str): the way on, `start` or `evidence`.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = QVBoxLayout()
        self._drawn: tuple[object, ...] = ()
        self.said = Words("", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, GAP)
        box.addLayout(self._place, 1)
        box.addWidget(self.said)
        self.tell("")

    def tell(self, sentence: str) -> None:
        """Say what was done last, "" for nothing: a change that was closed leaves its board."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def put(self, seen: Seen) -> None:
        """Show why no change is open, and what can be done."""
        drawn = (seen.why_not, seen.others, seen.evidence)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        clear(self._place)
        empty = EmptyState(
            _("No change is open."),
            seen.why_not or _("Once a change is assigned, servers and devices are followed here."),
            _ways(seen),
        )
        empty.pressed.connect(self.pressed)
        self._place.addWidget(empty)


def _ways(seen: Seen) -> list[Way]:
    ways = []
    if not seen.why_not:
        ways.append(
            Way(
                icon="authority",
                title=_("Remint the CA"),
                text=_("A new CA with a new key takes over, step by step. Nothing reaches a "
                       "server before you assign it."),
                button=_("Re&mint the CA…"),
                primary=True,
                key="start",
            )
        )  # fmt: skip
    if seen.others:
        ways.append(
            Way(
                icon="authority",
                title=_("Change the CA"),
                text=_("To another external CA, or to one of the zone's own, step by step. Nothing "
                       "reaches a server before you assign it."),
                button=_("C&hange the CA…"),
                primary=True,
                key="start",
            )
        )  # fmt: skip
    if seen.evidence:
        ways.append(
            Way(
                icon="export",
                title=_("The last change"),
                text=_("Its evidence: what was seen, by whom, and when, and the journal."),
                button=_("&Save the evidence…"),
                key="evidence",
            )
        )
    return ways
