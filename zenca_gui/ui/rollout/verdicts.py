"""Who would be left behind? What the change asks of a person, counted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from zenca_gui.core.forecast_board import ExpectedBoard
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.verdict import Verdict, verdict_words
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dates import utc
from zenca_gui.ui.rollout.expected import expected_heading, verdict_numbers
from zenca_gui.ui.rollout.questions import ended
from zenca_gui.ui.tokens import DENSE_ROW, STEP, Tone, Type
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

LOOKS = {
    Verdict.RE_REGISTER: ("stop", Tone.STOP),
    Verdict.RE_ENROL: ("stop", Tone.STOP),
    Verdict.RETRY: ("warn", Tone.CAUTION),
    Verdict.CHECK: ("warn", Tone.CAUTION),
    Verdict.UNKNOWN: ("unknown", Tone.CAUTION),
    Verdict.WILL_FOLLOW: ("waiting", Tone.INFO),
    Verdict.NOTHING: ("pass", Tone.GOOD),
}
"""Worst first; the order on the card."""


class VerdictsCard(Card):
    """A line per verdict that some device has; pressing it shows them.

    Signals:
        verdict_wanted(object): the devices with this verdict.
        lost_wanted(): the devices that are counted apart as lost.
    """

    verdict_wanted = Signal(object)
    lost_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Who would be left behind"), parent=parent)
        self._drawn: tuple[object, ...] | None = None
        self._board: Board | None = None
        self._expected: ExpectedBoard | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._notes = Words("", Type.CAPTION, quiet=True, wrap=True)
        self.body.addLayout(self._grid)
        self.body.addStretch()
        self.body.addWidget(self._notes)

    def put(self, board: Board) -> None:
        """Show these numbers."""
        self._board = board
        self._show(board)

    def expect(self, expected: ExpectedBoard | None) -> None:
        """Show what is expected on a date instead; None: what is so now."""
        self._expected = expected
        if self._board is not None:
            self._show(self._board)

    def _show(self, board: Board) -> None:
        drawn = (
            self._expected,
            tuple(sorted((v.value, n) for v, n in board.verdicts.items())),
            board.lost,
            board.silent_now,
            board.overlap_until,
            board.phase,
            ended(board),
        )
        if drawn == self._drawn:
            return
        self._drawn = drawn
        clear(self._grid)
        row = 0
        numbers = verdict_numbers(board, self._expected)
        for verdict, (icon, tone) in LOOKS.items():
            number = numbers.get(verdict)
            if number:
                wanted = partial(self.verdict_wanted.emit, verdict)
                self._draw(row, icon, tone, verdict_words(verdict), number, verdict.name, wanted)
                row += 1
        if board.lost:
            lost, number = _("lost, counted apart"), grouped(board.lost)
            self._draw(row, "unknown", Tone.NEUTRAL, lost, number, "LOST", self._lost)
            row += 1
        if not row:
            words = _("There are no devices.")
            if board.stages:
                words = _("Nobody: servers serve what devices have trusted all along.")
            self._grid.addWidget(Words(words, quiet=True, wrap=True), 0, 0, 1, 3)
        self._say_when(board)
        self._notes.setText("\n".join(self._note_words(board)))

    def _say_when(self, board: Board) -> None:
        """Head the card by what may still come, or by what has come."""
        switched = board.change is not None and board.change.activated_at is not None
        words = _("Who is left behind") if switched else _("Who would be left behind")
        words = expected_heading(self._expected) or words
        self.setAccessibleName(words)
        assert self.heading is not None
        self.heading.put(words, Tone.INFO if self._expected else None)

    def _lost(self) -> None:
        self.lost_wanted.emit()

    def _draw(
        self, row: int, icon: str, tone: Tone, words: str, number: str, key: str, wanted: object
    ) -> None:
        grid = self._grid
        grid.setRowMinimumHeight(row, DENSE_ROW)
        link = LinkButton(words, flush=True, object_name=f"verdict:{key.lower()}")
        link.setAccessibleDescription(number)
        link.clicked.connect(wanted)
        link.setEnabled(self._expected is None)
        count = Words(number, strong=True)
        count.setMinimumWidth(1)  # a long interval must not widen the card
        grid.addWidget(Picture(icon, tone), row, 0)
        grid.addWidget(link, row, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(count, row, 2, Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _note_words(board: Board) -> list[str]:
        notes = []
        if board.silent_now:
            notes.append(
                ngettext(
                    "{n} device was silent for 30 days or more.",
                    "{n} devices were silent for 30 days or more.",
                    board.silent_now,
                ).format(n=grouped(board.silent_now))
            )
        if board.overlap_until and board.phase == "active" and not ended(board):
            notes.append(
                _("Devices that follow a chain stay reachable until {moment}.").format(
                    moment=utc(board.overlap_until)
                )
            )
        return notes
