"""How long may an endpoint take in all? A deadline that no trickle of bytes can stretch."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable

SLICE = 0.1
"""How long, in seconds, a cancelled wait may still take."""


class Cancelled(Exception):  # noqa: N818 - it is no error: somebody asked for it
    """Whoever waited no longer wants the answer."""


class Patience:
    """Counts down from its making; every wait of one conversation is paid from it."""

    def __init__(self, seconds: float, *, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._ends = time.monotonic() + seconds
        self._cancelled = cancelled

    @property
    def left(self) -> float:
        """Return the seconds that are left, 0 at least; Cancelled where nobody waits any more."""
        if self._cancelled():
            raise Cancelled
        return max(0.0, self._ends - time.monotonic())

    def part(self, seconds: float) -> Patience:
        """Return a shorter patience within this one."""
        return Patience(min(seconds, self.left), cancelled=self._cancelled)

    def readable(self, sock: socket.socket) -> None:
        """Wait until something can be read; TimeoutError once nothing is left."""
        self._wait(sock, selectors.EVENT_READ)

    def writable(self, sock: socket.socket) -> None:
        """Wait until something can be written; TimeoutError once nothing is left."""
        self._wait(sock, selectors.EVENT_WRITE)

    def _wait(self, sock: socket.socket, event: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(sock, event)
            while (left := self.left) > 0:
                if selector.select(min(left, SLICE)):
                    return
        raise TimeoutError
