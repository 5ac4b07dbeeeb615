"""How far will the devices be at the activation? Asked beside the board, for it takes longer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.progress_words import progress_words
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.forecasts import Forecasts
from zenca_gui.services.rollout import Board
from zenca_gui.ui.dates import utc
from zenca_gui.ui.tasks import TaskRunner


class Ahead(QObject):
    """Asks the forecast whenever the board was taken.

    Signals:
        said(str): the estimate with its interval, "" where nothing is ahead.
        failed(Exception): the forecast could not be made.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, forecasts: Forecasts, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._forecasts, self._tasks = forecasts, tasks
        self._asking = False

    def follow(self, zone: ZoneId, board: Board) -> None:
        """Say it for this board."""
        change = board.change
        if change is None or change.state is not ChangeState.ASSIGNED or not change.activation:
            self.said.emit("")
            return
        if self._asking or change.activation <= board.now:
            return
        self._asking = True
        at = change.activation

        def ask() -> str:
            told = self._forecasts.of(zone)
            return progress_words(told, told.at(at), utc(at))

        self._tasks.run(ask, then=self._answer, failed=self._broke, owner=self)

    def _answer(self, words: str) -> None:
        self._asking = False
        self.said.emit(words)

    def _broke(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, ZencaError):
            raise error
        self.failed.emit(error)
