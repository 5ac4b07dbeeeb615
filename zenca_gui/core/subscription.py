"""Which zones share with this one, and whose server certificate does the other side keep?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ServerId, ZoneId

SubscriptionId = NewType("SubscriptionId", int)


class Side(Enum):
    """What our zone is in a subscription."""

    PUBLISHER = "publisher"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A link from a Publisher's server to a Subscriber zone, which keeps its certificate."""

    id: SubscriptionId
    zone: ZoneId
    name: str
    """What the subscription is called in the Subscriber's console."""
    side: Side
    server_name: str
    """The Publisher's server: one of ours, or theirs where our zone subscribes."""
    server: ServerId | None = None
    """The same where it is ours and still in the inventory."""
    partner: str = ""
    """The other zone's name."""
    console: str = ""
    """Where the Subscriber's console is logged in to."""
    contact: str = ""
    """Who looks after the other side."""
    kept: bytes = field(default=b"", repr=False)
    """The certificate (DER) that the Subscriber keeps, where zenca was told or took it in."""
    kept_at: datetime | None = None
    kept_by: str = ""


def side_words(side: Side) -> str:
    """Say what our zone is, as a person reads it."""
    return {
        Side.PUBLISHER: _("our zone publishes"),
        Side.SUBSCRIBER: _("our zone subscribes"),
    }[side]


def path_words(name: str) -> str:
    """Return the way through the Subscriber's console, in the product's words."""
    # The product's own menu names: its consoles show them so in every language.
    return f"Subscribe And Share > Subscriptions > {name} > Remote Server > Update Certificate"


def three_steps(subscription: Subscription) -> tuple[str, str, str]:
    """Return what is done in the Subscriber's console, in this order."""
    where = subscription.console or subscription.partner or _("the Subscriber zone")
    return (
        _("Log in to the console of {where}.").format(where=where),
        _("Go to {path}.").format(path=path_words(subscription.name)),
        _("Update the certificate, and compare its fingerprint with the one on this sheet."),
    )
