"""How far is a server with the files of a change? What is laid beside, switched, and ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ServerId, ZoneId


class DeliveryState(Enum):
    """How far a server is with the files of a change."""

    WAITING = "waiting"
    STAGED = "staged"
    SWITCHED = "switched"
    ENDED = "ended"
    """Serving the new certificate alone, without the cross certificate."""
    FAILED = "failed"
    ROLLED_BACK = "rolled back"
    """A switch that was not seen to work was taken back at once."""
    RETURNING = "returning"
    """Serving the old certificate again, with the cross certificate of the old CA."""
    RETURNED = "returned"
    """Serving the old certificate as before; nothing of the change lies on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One server in one change. `detail` says why, where it failed."""

    zone: ZoneId
    change: ChangeId
    server: ServerId
    state: DeliveryState
    release: str = ""
    """The name of the newest release laid on the server."""
    previous: str = ""
    """The release it served before the switch: where a roll back leads."""
    detail: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The files of one server at one time: laid in a folder of this name, switched to as one."""

    name: str
    certificate_pem: bytes
    """The server certificate alone."""
    chain_pem: bytes
    """What follows it, in the order presented; empty for none."""
    trust_pem: bytes
    """What the certificate must verify under, before anybody switches to it."""
    key_pem: Secret = field(repr=False)


def delivery_words(state: DeliveryState) -> str:
    """Return a state as a person reads it."""
    return {
        DeliveryState.WAITING: _("not delivered yet"),
        DeliveryState.STAGED: _("staged, still serving the old one"),
        DeliveryState.SWITCHED: _("switched"),
        DeliveryState.ENDED: _("switched, overlap ended"),
        DeliveryState.FAILED: _("delivery failed"),
        DeliveryState.ROLLED_BACK: _("rolled back"),
        DeliveryState.RETURNING: _("serving the old one again, with the cross certificate"),
        DeliveryState.RETURNED: _("serving the old one as before"),
    }[state]
