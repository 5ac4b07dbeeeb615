"""How many devices of each kind, or of each system, stand at which stage?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from zenca_gui.core.forecast_board import ExpectedBoard
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.rollout import Stage
from zenca_gui.services.board.stage_lines import StageLine
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.rollout.expected import expected_heading, expected_line
from zenca_gui.ui.tokens import DENSE_ROW, HALF, STEP, Tone, Type
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.stage_bar import BEST_FIRST, StageBar, StageCount, StageLegend
from zenca_gui.ui.widgets.words import Words

BESIDE = 2
"""So many fills are named on one line: three would take the room of the servers' names."""


def counted(board: Board) -> Stage:
    """Return the stage whose number stands beside the bars: what is waited for now."""
    return Stage.ACTIVE if board.phase in ("active", "overlap ended") else Stage.PENDING


class StagesCard(Card):
    """One bar per kind, or per operating system; the legend names the fills that are there.

    Signals:
        kind_wanted(str): the devices of one kind, "" for all.
        system_wanted(str): the devices of one operating system.
        regrouped(): the bars are to stand for something else; `by_system` says what.
    """

    kind_wanted = Signal(str)
    system_wanted = Signal(str)
    regrouped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        every = LinkButton(_("Show devices"), object_name="show-devices")
        self.by_system = False
        self._group = LinkButton(_("By system"), object_name="stages-group")
        super().__init__(_("Stages"), aside=_beside(self._group, every), parent=parent)
        self._drawn: tuple[object, ...] | None = None
        self._board: Board | None = None
        self._expected: ExpectedBoard | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._legends = QGridLayout()
        self._legends.setVerticalSpacing(HALF)
        self.body.addLayout(self._grid)
        self.body.addStretch()
        self.ahead = Words("", Type.CAPTION, quiet=True, wrap=True)
        self.ahead.hide()
        self.body.addLayout(self._legends)
        self.body.addWidget(self.ahead)
        self._group.clicked.connect(self._regroup)
        every.clicked.connect(partial(self.kind_wanted.emit, ""))

    def put(self, board: Board) -> None:
        """Show these numbers."""
        self._board = board
        self._show(board)

    def expect(self, expected: ExpectedBoard | None) -> None:
        """Show what is expected on a date instead; None: what is so now."""
        self._expected = expected
        assert self.heading is not None
        self.heading.put(expected_heading(expected) or _("Stages"), Tone.INFO if expected else None)
        if self._board is not None:
            self._show(self._board)

    def say_ahead(self, words: str) -> None:
        """Say how far it will be at the activation, "" for nothing."""
        self.ahead.setText(words)
        self.ahead.setVisible(bool(words))

    def _regroup(self) -> None:
        self.by_system = not self.by_system
        self._group.put(_("By kind") if self.by_system else _("By system"))
        self.regrouped.emit()

    def _show(self, board: Board) -> None:
        lines = board.systems
        if self._expected is not None or not (self.by_system and lines):
            lines = tuple(expected_line(line, self._expected) for line in board.stages)
        drawn = (board.phase, lines)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        clear(self._grid)
        clear(self._legends)
        stage = counted(board)
        for row, line in enumerate(lines):
            self._draw(row, line, stage)
        there = [s for s in BEST_FIRST if any(line.counts.get(s) for line in lines)]
        for row in range(0, len(there), BESIDE):
            self._legends.addWidget(StageLegend(there[row : row + BESIDE]), row, 0)
        if not board.stages:
            none = Words(_("There are no devices in this zone yet."), quiet=True)
            self._grid.addWidget(none, 0, 0, 1, 5)

    def _draw(self, row: int, line: StageLine, stage: Stage) -> None:
        grid = self._grid
        grid.setRowMinimumHeight(row, DENSE_ROW)
        name = LinkButton(line.label, flush=True, object_name=f"stage:{line.key}")
        wanted = self.kind_wanted if line.of_kind else self.system_wanted
        name.clicked.connect(partial(wanted.emit, line.key))
        name.setEnabled(bool(line.key))  # of all other systems no question can be asked
        counts = [StageCount(s, n) for s, n in line.counts.items()]
        if line.icon:
            grid.addWidget(Picture(line.icon), row, 0)
        grid.addWidget(name, row, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(StageBar(line.label, counts), row, 2, Qt.AlignmentFlag.AlignVCenter)
        there = Words(grouped(line.counts.get(stage, 0)), strong=True)
        of = Words(_("of {n}").format(n=grouped(line.total)), quiet=True)
        for column, words in ((3, there), (4, of)):
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words, row, column)


def _beside(*links: QWidget) -> QWidget:
    place = QWidget()
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    for link in links:
        line.addWidget(link)
    return place
