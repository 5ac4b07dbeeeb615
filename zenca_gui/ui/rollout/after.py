"""What became of the devices after the activation, and who trusts a CA that was given up?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.coming_back import CameBack
from zenca_gui.core.coming_back_words import back_words, missing_words, nobody_words
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import FOLLOWED, Turned
from zenca_gui.services.board.abandoned import Abandoned
from zenca_gui.services.board.stage_lines import kind_words
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.rollout.questions import ended
from zenca_gui.ui.tokens import DENSE_ROW, GAP, STEP, Tone
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words


class AfterCard(Card):
    """Lines with their numbers at the left, what comes back and until when at the right.

    Signals:
        devices_wanted(object): a `DeviceQuery` whose devices are to be shown.
    """

    devices_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Since the activation"), parent=parent)
        self._drawn: tuple[object, ...] = ()
        self._row = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.said = Words("", wrap=True)
        left = QVBoxLayout()
        left.addLayout(self._grid)
        left.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(3 * GAP)
        line.addLayout(left, 1)
        line.addWidget(self.said, 1)
        self.body.addLayout(line)
        self.hide()

    def put(self, board: Board) -> None:
        """Show what became of the devices, nothing before the activation."""
        there = board.turned is not None or board.abandoned is not None
        self.setVisible(there)
        drawn = (board.turned, board.back, board.abandoned, board.overlap_until, ended(board))
        if not there or drawn == self._drawn:
            return
        self._drawn = drawn
        clear(self._grid)
        self._row = 0
        self._head(board)
        if board.abandoned is not None:
            self._trusting(board, board.abandoned)
        if board.turned is not None:
            self._became(board, board.turned)
        self.said.put("\n".join(_sentences(board.turned, board.back)))
        self.said.setVisible(bool(self.said.text()))

    def _head(self, board: Board) -> None:
        words = _("Since the activation")
        if board.abandoned is not None:
            words = (
                _("Who trusts the abandoned CA") if board.turned is None else _("On the way back")
            )
        self.setAccessibleName(words)
        assert self.heading is not None
        self.heading.setText(words)

    def _trusting(self, board: Board, abandoned: Abandoned) -> None:
        if abandoned.trusting_stages:
            self._draw(
                "trusting", "warn", Tone.CAUTION, _("trusts the abandoned CA"),
                abandoned.trusting, _query(board, stages=abandoned.trusting_stages),
            )  # fmt: skip
        self._draw(
            "perhaps", "unknown", Tone.CAUTION,
            _("may trust the abandoned CA: not seen to have gone back")
            if board.turned is not None
            else _("may trust the abandoned CA: stage not known"),
            abandoned.perhaps, _query(board, stages=abandoned.perhaps_stages),
        )  # fmt: skip

    def _became(self, board: Board, turned: Turned) -> None:
        since, back = board.left_behind_from, board.abandoned is not None
        self._draw(
            "unseen", "unknown", Tone.CAUTION,
            _("not seen since the roll back") if back else _("not seen since the activation"),
            turned.unseen,
            _query(board, stages=frozenset(Stage) - {Stage.ACTIVE}, silent_since=since),
        )  # fmt: skip
        if turned.cut_off:
            self._draw(
                "cut-off", "stop", Tone.STOP, _("lost contact: reported unable to talk"),
                turned.cut_off, _query(board, can_talk=False),
            )  # fmt: skip
        if turned.reachable:
            self._draw(
                "reachable", "warn", Tone.CAUTION, _reachable_words(board), turned.reachable,
                _query(
                    board, stages=frozenset(Stage) - FOLLOWED, met_since=since, cut_off=False
                ),
            )  # fmt: skip
        if turned.following:
            self._draw(
                "following", "waiting", Tone.INFO,
                _("in contact, goes back") if back else _("in contact, gets the new certificate"),
                turned.following,
                _query(
                    board, stages=frozenset({Stage.PENDING}), met_since=since, cut_off=False
                ),
            )  # fmt: skip
        self._draw(
            "arrived", "pass", Tone.GOOD,
            _("has gone back") if back else _("has the new certificate"), turned.arrived,
            _query(board, stages=frozenset({Stage.ACTIVE}), cut_off=False),
        )  # fmt: skip

    def _draw(
        self, key: str, icon: str, tone: Tone, words: str, number: int, query: DeviceQuery
    ) -> None:
        grid, row = self._grid, self._row
        self._row += 1
        grid.setRowMinimumHeight(row, DENSE_ROW)
        link = LinkButton(words, flush=True, object_name=f"after:{key}")
        link.setAccessibleDescription(grouped(number))
        link.clicked.connect(partial(self.devices_wanted.emit, query))
        grid.addWidget(Picture(icon, tone), row, 0)
        grid.addWidget(link, row, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(Words(grouped(number), strong=True), row, 2, Qt.AlignmentFlag.AlignRight)


def _sentences(turned: Turned | None, back: CameBack | None) -> list[str]:
    """Say who is missing, who came back, and until when."""
    if turned is None or back is None:
        return []
    missing = missing_words(back) if back.missing else ""
    said = (missing, _unseen_words(turned), back_words(back), _day_words(back),
            nobody_words(back, day))  # fmt: skip
    return [sentence for sentence in said if sentence]


def _reachable_words(board: Board) -> str:
    """Say until when devices that did not follow keep their contact."""
    if board.overlap_until is not None and not ended(board):
        return _("still reachable until the overlap ends, {moment}").format(
            moment=utc(board.overlap_until)
        )
    if board.abandoned is not None:
        return _("in contact, not known to have gone back")
    return _("in contact, without the new trust")


def _query(board: Board, **words: object) -> DeviceQuery:
    assert board.change is not None
    asked: dict[str, object] = {
        "zone": board.change.zone, "lost": False, "activated_at": board.left_behind_from,
        "now": board.now,
    }  # fmt: skip
    return DeviceQuery(**asked | words)  # type: ignore[arg-type] # the fields of a query


def _unseen_words(turned: Turned) -> str:
    """Say who lost contact, and since when."""
    if not turned.unseen:
        return ""
    said = [
        _("{kind}: {n}").format(kind=kind_words(kind), n=grouped(number))
        for kind, number in turned.unseen_kinds.items()
    ]
    if turned.longest is not None:
        said.append(_("silent for longest: since {day}").format(day=day(turned.longest)))
    if turned.never:
        said.append(
            ngettext("{n} never heard of", "{n} never heard of", turned.never).format(
                n=grouped(turned.never)
            )
        )
    return _("Of those not seen: {list}.").format(list=", ".join(said))


def _day_words(back: CameBack) -> str:
    """Name the last days' numbers, the newest last."""
    if not back.lately or len(back.days) < 2:
        return ""
    return _("Day by day, the last 24 hours last: {list}.").format(
        list=", ".join(grouped(number) for number in back.days)
    )
