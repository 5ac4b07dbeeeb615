"""How is a long command told to end? Ctrl-C, SIGTERM and a closed terminal, alike."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Stop:
    """Set once the command is to end; before `patient`, KeyboardInterrupt ends it at once."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self.patient = False

    @property
    def told(self) -> bool:
        """Whether it was told to end."""
        return self._told.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the word, at most so long; return whether it came."""
        return self._told.wait(seconds)

    def tell(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Take the word."""
        self._told.set()
        if not self.patient:
            self.patient = True  # what is ended once is not broken off in its ending
            raise KeyboardInterrupt


@contextmanager
def stopping() -> Iterator[Stop]:
    """Listen for the word to end; outside the main thread there is nobody to say it."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {
        number: signal.signal(number, stop.tell)
        for name in _NAMES
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
