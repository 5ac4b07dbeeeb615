"""What did a server present when zenca looked, and what does that make it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ServerId, ZoneId


class Trouble(Enum):
    """Why nothing was presented."""

    REFUSED = "refused"
    TIMED_OUT = "timed out"
    RESET = "reset"
    NOT_TLS = "not TLS"
    UNKNOWN_NAME = "name not found"
    UNREACHABLE = "no route"


class Serving(Enum):
    """What a server serves, told by the fingerprint of what it presented."""

    NEW = "new"
    OLD = "old"
    NEITHER = "neither"
    UNREACHABLE = "unreachable"
    NOT_LOOKED = "not looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look at one server. `presented` holds SHA-256 fingerprints (hex), leaf first."""

    zone: ZoneId
    server: ServerId
    at: datetime
    """The zone's time when the handshake ended."""
    presented: tuple[str, ...] = ()
    trouble: Trouble | None = None
    detail: str = ""
    protocol: str = ""
    cipher: str = ""
    clock: datetime | None = None
    """What the server's own `Date` header said, where it spoke HTTP."""


def serving(sighting: Sighting | None, *, old: Collection[str], new: Collection[str]) -> Serving:
    """Tell what a look means. `old`, `new`: fingerprints of the server's own certificates."""
    if sighting is None:
        return Serving.NOT_LOOKED
    if not sighting.presented:
        return Serving.UNREACHABLE
    leaf = sighting.presented[0]
    if leaf in new:
        return Serving.NEW
    return Serving.OLD if leaf in old else Serving.NEITHER


def serving_words(what: Serving, *, changing: bool = True) -> str:
    """Return it as a person reads it; the moment it was seen stands beside.

    `changing`: a change is open, so that there is an old certificate and a new one.
    """
    if not changing and what is Serving.NEW:
        return _("serving its certificate")
    if not changing and what in (Serving.OLD, Serving.NEITHER):
        return _("serving another certificate than its own")
    return {
        Serving.NEW: _("serving the new certificate"),
        Serving.OLD: _("serving the old certificate"),
        Serving.NEITHER: _("serving neither the old nor the new certificate"),
        Serving.UNREACHABLE: _("not reachable"),
        Serving.NOT_LOOKED: _("nobody has looked yet"),
    }[what]


def trouble_words(trouble: Trouble) -> str:
    """Return why a server could not be looked at."""
    return {
        Trouble.REFUSED: _("it refused the connection"),
        Trouble.TIMED_OUT: _("it did not answer in time"),
        Trouble.RESET: _("it broke the connection off"),
        Trouble.NOT_TLS: _("it does not speak TLS there"),
        Trouble.UNKNOWN_NAME: _("its name leads nowhere"),
        Trouble.UNREACHABLE: _("there is no way to it"),
    }[trouble]


def sighting_trouble(sighting: Sighting) -> str:
    """Return why a look showed nothing, "" where it showed something."""
    return trouble_words(sighting.trouble) if sighting.trouble is not None else ""
