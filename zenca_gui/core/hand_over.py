"""Who holds a database: this workstation, or another that it was handed over to?

The epoch counts hand-overs. A bundle carries the next one, so whoever holds the highest epoch
is the writer; the journal keeps every step of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.zone import Actor


class Hold(Enum):
    """Where the right to write is."""

    HERE = "here"
    BEGUN = "begun"
    """A bundle is being written, or its writer was killed: nobody writes until that is known."""
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How a database came to be held as it is."""

    epoch: int = 1
    state: Hold = Hold.HERE
    bundle: str = ""
    """The random name of the newest hand-over; the bundle and both journals carry it."""
    at: datetime | None = None
    by: Actor = Actor("")
    host: str = ""
    """The workstation where that was done."""
    to: str = ""
    """Who or what it was handed over to, in the administrator's words."""
    file: str = ""
    words: str = ""
    """The journal's line of the hand-over, word by word the same here and in the bundle."""

    @property
    def writable(self) -> bool:
        """Whether changes are accepted."""
        return self.state is Hold.HERE


class ReadOnly(ZencaError):  # noqa: N818 - reads as a sentence where it is caught
    """The database is held by another workstation, or by nobody until a person decides."""


def holding_words(holding: Holding) -> str:
    """Say in a sentence why nothing can be changed; "" where it can."""
    if holding.writable:
        return ""
    when = to_iso(holding.at) if holding.at is not None else "?"
    if holding.state is Hold.BEGUN:
        return _(
            "A hand-over of this database was begun on {when} by {name} and did not finish; "
            "it is read-only until you finish it or take it back."
        ).format(when=when, name=holding.by)
    if holding.to:
        return _(
            "This database was handed over to {to} on {when} by {name}; it is read-only here."
        ).format(to=holding.to, when=when, name=holding.by)
    return _("This database was handed over on {when} by {name}; it is read-only here.").format(
        when=when, name=holding.by
    )


def read_only(holding: Holding) -> ReadOnly:
    """Return the refusal of a change in a database that is not held here."""
    hint = (
        _(
            "Nothing was changed. Finish it (zenca hand-over --finish), or take it back if the "
            "bundle {file} was never taken over (zenca hand-over --take-back)."
        )
        if holding.state is Hold.BEGUN
        else _(
            "Nothing was changed. Go on where it was taken over; where the bundle {file} was "
            "never taken over, take it back (zenca hand-over --take-back)."
        )
    )
    return ReadOnly(holding_words(holding), hint.format(file=holding.file))


def old_epoch(known: int, now: int) -> ReadOnly:
    """Return the refusal of a writer that opened the database before it changed hands."""
    return ReadOnly(
        _("The database changed hands since this zenca opened it (epoch {known}, now {now}).")
        .format(known=known, now=now),
        _("Nothing was changed. Close zenca and open it again."),
    )  # fmt: skip
