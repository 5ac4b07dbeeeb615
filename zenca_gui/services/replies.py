"""What came back from the external CA, and which open request does each certificate answer?

Nothing is stored here: reading and judging are pure of transactions, the change keeps what is good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.reply import Asked, Judged, Pasted, Received, Terms
from zenca_gui.core.secret import Secret
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent


class Replies:
    """Reads replies out of any container, and judges them against the open requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(
        self,
        sources: Iterable[Path | Pasted],
        *,
        passwords: Sequence[Secret] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Received]:
        """Return each certificate with where it came from, or the sentence why a file gave none.

        Files, whole folders, zip archives, pasted text. Never raises for what a file holds.
        """
        raise NotImplementedError

    def match(
        self,
        received: Sequence[Received],
        asked: Sequence[Asked],
        *,
        terms: Terms,
        confirmed: Collection[str] = (),
        known: Sequence[Certificate] = (),
        progress: Progress = silent,
    ) -> list[Judged]:
        """Judge each certificate that answers a request, or that nobody asked for.

        `confirmed`: SHA-256 (hex) of the roots a person confirmed. `known`: CA certificates that
        are here already (earlier replies' chains, confirmed roots). One Judged for each different
        leaf, in the order received; CA certificates only build chains. Of several good replies to
        one request one is TAKEN, the newest. All replies that hang on one unconfirmed root are
        judged once more after it was confirmed: call again with its fingerprint in `confirmed`.
        """
        raise NotImplementedError
