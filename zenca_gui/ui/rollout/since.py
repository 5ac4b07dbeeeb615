"""What changed on the board since you last looked? One strip; looked is when you leave."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.last_look import Difference
from zenca_gui.core.last_look_words import difference_words
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.board.last_looks import Door, LastLooks, SinceLook, devices_of
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dates import day_and_clock
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import STEP
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.flow import FlowLayout
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.reading_order import tab_as_read
from zenca_gui.ui.widgets.words import Words

log = logging.getLogger(__name__)


class SinceStrip(QWidget):
    """Says what is different; each difference that devices can be named for leads to them.

    Signals:
        devices_wanted(object): a `DeviceQuery` whose devices are to be shown.
    """

    devices_wanted = Signal(object)

    def __init__(
        self, looks: LastLooks, tasks: TaskRunner, by: Actor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._looks, self._tasks, self._by = looks, tasks, by
        self._shown: tuple[ZoneId, Board] | None = None
        self._drawn: SinceLook | None = None
        self._line = FlowLayout()
        self._eye = Picture("eye")
        self.setAccessibleName(_("Since you last looked"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        box.addWidget(self._eye, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self._line, 1)
        self.hide()

    def follow(self, zone: ZoneId, board: Board) -> None:
        """Compare the board that is shown with the one that was seen last."""
        if self._shown is not None and self._shown[0] != zone:
            self.left()
        if board.change is None:
            self._shown = None
            self.hide()
            return
        self._shown = (zone, board)
        self._tasks.run(
            lambda: self._looks.since(zone, board, by=self._by, door=Door.WINDOW),
            then=partial(self._put, zone, board),
            failed=self._broke,
            owner=self,
        )

    def left(self) -> None:
        """Remember that the board that was shown was looked at: it is not any more."""
        if self._shown is None:
            return
        zone, board = self._shown
        self._shown = None
        self.hide()
        self._drawn = None
        self._tasks.run(
            lambda: self._looks.looked(zone, board, by=self._by, door=Door.WINDOW),
            then=_kept,
            failed=self._broke,
            lasting=True,
        )

    def _put(self, zone: ZoneId, board: Board, since: SinceLook | None) -> None:
        if self._shown is None or self._shown[0] != zone:
            return
        self.setVisible(since is not None)
        if since is None or since == self._drawn:
            return
        self._drawn = since
        clear(self._line)
        moment = day_and_clock(since.at)
        if since.differences:
            self._line.addWidget(Words(_("Since {moment}:").format(moment=moment), quiet=True))
        else:
            words = _("Nothing has changed since {moment}.").format(moment=moment)
            self._line.addWidget(Words(words, quiet=True))
        for at, each in enumerate(since.differences):
            self._line.addWidget(self._one(at, each, devices_of(each, since, board, zone)))
        tab_as_read(self.parentWidget() or self)  # it is drawn after the cards around it

    def _one(self, at: int, each: Difference, query: DeviceQuery | None) -> QWidget:
        words = difference_words(each)
        if query is None:
            return Words(words)
        link = LinkButton(words, flush=True, object_name=f"since:{at}")
        link.clicked.connect(partial(self.devices_wanted.emit, query))
        return link

    def _broke(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error
        log.info("the last look was not read or kept: %s", error.title)


def _kept(_nothing: None) -> None:
    """Nothing is to be said of it."""
