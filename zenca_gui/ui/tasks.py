"""Work off the main thread, answers on it. No QObject is ever made in a worker."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _

YIELD_AFTER = 0.0001
"""Seconds after which a busy worker lets the main thread on. Painting a table calls Qt some
thousand times, and each call may have to wait so long: Python's own 5 ms froze the window."""

T = TypeVar("T")
Told = Callable[[int, int, str], None]
"""(done, of how many or 0, what is done in words)."""


class Stopped(ZencaError):  # noqa: N818 - reads as a sentence where it is caught
    """The operator stopped the work while it ran."""

    def __init__(self) -> None:
        super().__init__(
            _("The work was stopped."),
            _("What was done before stays done. Begin it again to go on."),
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whom a finished piece of work answers to."""

    future: Future[Any]
    then: Callable[..., None]
    failed: Callable[[Exception], None]
    owner: QObject | None


class Task:
    """One piece of work under way."""

    def __init__(self, future: Future[Any] | None) -> None:
        self._future = future
        self.dropped = future is None

    def cancel(self) -> None:
        """Never begin it; where it has begun, let it end and drop its answer."""
        self.dropped = True
        if self._future is not None:
            self._future.cancel()


class Progress:
    """Tells the main thread how far a worker is; of many calls only the last is shown.

    The work calls it as `progress(done, total, words)`. After `stop()` the next call raises
    `Stopped` in the worker, which then answers with it.
    """

    def __init__(self, callback: Told, owner: QObject | None, wake: Callable[[object], None]):
        self._callback = callback
        self._owner = owner
        self._wake = wake
        self._lock = threading.Lock()
        self._latest: tuple[int, int, str] | None = None
        self._stopping = threading.Event()

    def __call__(self, done: int, total: int, words: str = "") -> None:
        """Say how far the work is; from any thread."""
        if self._stopping.is_set():
            raise Stopped
        with self._lock:
            asleep, self._latest = self._latest is None, (done, total, words)
        if asleep:
            self._wake(self)

    def stop(self) -> None:
        """End the work at its next word."""
        self._stopping.set()

    def land(self) -> None:
        """Hand the latest word over; only the main thread calls this."""
        with self._lock:
            latest, self._latest = self._latest, None
        if latest is not None and _alive(self._owner):
            self._callback(*latest)


def _alive(owner: QObject | None) -> bool:
    return owner is None or shiboken6.isValid(owner)


class TaskRunner(QObject):
    """Runs callables on a worker; calls back on the thread that owns this object.

    Signals:
        began: the first piece of work is under way.
        rested: the last one has ended.
        _landed, _told: queued, so that what they start runs here.
    """

    began = Signal()
    rested = Signal()
    _landed = Signal(object)
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None, *, workers: int = 4) -> None:
        super().__init__(parent)
        sys.setswitchinterval(YIELD_AFTER)
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="zenca")
        self._pending: dict[Future[Any], Task] = {}
        self._lasting: set[Future[Any]] = set()
        self._closed = False
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        owner: QObject | None = None,
        lasting: bool = False,
    ) -> Task:
        """Do `work` elsewhere, then call `then(result)` or `failed(error)` here.

        Nothing is called once `owner` is destroyed, the task is cancelled, or after `shutdown`
        for what had not begun. `lasting`: it is done even where the window closes meanwhile.
        """
        if self._closed:
            return Task(None)
        future = self._pool.submit(work)
        task = Task(future)
        self._pending[future] = task
        if lasting:
            self._lasting.add(future)
            future.add_done_callback(self._lasting.discard)
        if len(self._pending) == 1:
            self.began.emit()
        answer = _Answer(future, then, failed, owner)
        future.add_done_callback(lambda _done: self._landed.emit(answer))
        return task

    def progress_to(self, callback: Told, *, owner: QObject | None = None) -> Progress:
        """Return what a worker may call to have `callback(done, total, words)` called here."""
        return Progress(callback, owner, self._told.emit)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._pending

    def shutdown(self) -> None:
        """Drop what has not begun and does not last, and wait for what has."""
        self._closed = True
        wait(tuple(self._lasting))
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _tell(self, progress: Progress) -> None:
        progress.land()

    @Slot(object)
    def _land(self, answer: _Answer) -> None:
        future = answer.future
        task = self._pending.pop(future)
        if not self._pending:
            self.rested.emit()
        if future.cancelled() or task.dropped or not _alive(answer.owner):
            return
        error = future.exception()
        if error is None:
            answer.then(future.result())
        elif isinstance(error, Exception):
            answer.failed(error)
        else:
            raise error
