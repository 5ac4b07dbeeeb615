"""What zenca asks of a database that changes hands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from zenca_gui.core.hand_over import Holding

if TYPE_CHECKING:
    from zenca_gui.core.ports.store import Store, Transaction


class HandOvers(Protocol):
    """Who holds the database, and the whole of it as one file."""

    def holding(self) -> Holding:
        """Return who holds it."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a change of who holds it: the only change that is accepted while it is away."""
        ...

    def hold(self, holding: Holding) -> None:
        """Write who holds it, inside such a transaction."""
        ...

    def image(self, then: Callable[[Store], object], *, now: datetime) -> bytes:
        """Return the whole database as the bytes of a file, as it would be after `then`."""
        ...

    def unpacked(self, image: bytes, *, now: datetime) -> AbstractContextManager[Store]:
        """Open such bytes as a database beside this one, which is gone at the end."""
        ...

    def become(self, other: Store, *, now: datetime) -> None:
        """Put another database in the place of this one, all of it at once or nothing.

        A copy of this one is kept in `backups`. Busy, and nothing happens, where this one was
        changed meanwhile.
        """
        ...

    def tidy(self) -> None:
        """Remove what a killed hand-over or take-over left beside the database."""
        ...
