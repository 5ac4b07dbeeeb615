"""How does a worker ask the person at the window for a passphrase, and wait for the answer?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The passphrase under `name` is needed; `opens` says what for, `why` why it is asked."""

    name: str
    opens: str
    why: VaultState
    refusal: str = ""
    """What was wrong with the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unkept:
    """New passphrases that no keyring keeps: a person must have them before they are relied on."""

    secrets: tuple[tuple[str, Secret], ...]
    why: VaultState
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person gave. To `Unkept`, any answer but `again` says: it is safe with me."""

    text: Secret = field(default_factory=lambda: Secret(""))
    """A passphrase, or the text of a recovery sheet."""
    stays: bool = False
    """Until zenca ends, not for this piece of work alone."""
    again: bool = False
    """Look into the keyring once more instead: it was unlocked."""


Question = Wanted | Unkept
Reply = Callable[[Answer | None], None]
Listener = Callable[[Question, Reply], None]


class Asking:
    """A mailbox between workers, who wait, and the window, which answers. None is *no answer*."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._waiting: set[Future[Answer | None]] = set()
        self.at_rest: Callable[[], None] = lambda: None
        """Called when a piece of work is over: what was given for it alone is forgotten."""

    @property
    def listening(self) -> bool:
        """Whether there is a window that can ask somebody."""
        return self._listener is not None

    def listen(self, listener: Listener) -> None:
        """Hand questions to `listener` from now on; it is called in the asking thread."""
        with self._lock:
            self._listener = listener

    def ask(self, question: Question) -> Answer | None:
        """Ask, and wait; never on the main thread. None where nobody is there or wants to."""
        waiting: Future[Answer | None] = Future()
        with self._lock:
            listener = self._listener
            if listener is None:
                return None
            self._waiting.add(waiting)
        listener(question, lambda answer: self._reply(waiting, answer))
        return waiting.result()

    def close(self) -> None:
        """Ask nobody any more, and let those who wait go on without an answer."""
        with self._lock:
            self._listener = None
            waiting = list(self._waiting)
        for each in waiting:
            self._reply(each, None)

    def _reply(self, waiting: Future[Answer | None], answer: Answer | None) -> None:
        with self._lock:
            first = waiting in self._waiting
            self._waiting.discard(waiting)
        if first:
            waiting.set_result(answer)
