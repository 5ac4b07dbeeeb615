"""Which certificate of ours does a Subscriber have to keep, and was it seen being served?"""

from __future__ import annotations

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Certificate, CertificateStatus
from zenca_gui.core.pins import Holder, needs
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.subscription import Side, Subscription
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.change.parts import newest_of_each, replaces
from zenca_gui.services.desk import Desk


def published(desk: Desk, zone: ZoneId) -> list[Subscription]:
    """Return the subscriptions in which our zone is the Publisher."""
    return [each for each in desk.store.subscriptions.of(zone) if each.side is Side.PUBLISHER]


def affected(desk: Desk, change: Change) -> list[Subscription]:
    """Return the subscriptions whose Publisher's certificate is another after this change."""
    if not needs(replaces(change), Holder.SUBSCRIBER):
        return []
    return [
        each
        for each in published(desk, change.zone)
        if each.server is not None and _of_change(desk, change, each) is not None
    ]


def to_keep(desk: Desk, subscription: Subscription) -> Certificate | None:
    """Return the certificate that the Subscriber is to keep; None where there is none (yet).

    That is the new one while a change brings one, and else the one that is active.
    """
    if subscription.server is None:
        return None
    change = desk.store.changes.open(subscription.zone)
    if change is not None and change.state not in _BACK:
        coming = _of_change(desk, change, subscription)
        if coming is not None:
            return coming
    active = [
        issued
        for issued in desk.store.authorities.server_certificates(subscription.zone)
        if issued.server == subscription.server and issued.status is CertificateStatus.ACTIVE
    ]
    return active[-1].certificate if active else None


def seen_serving(desk: Desk, subscription: Subscription) -> Sighting | None:
    """Return the last look at the Publisher's server, if it showed what is to be kept."""
    wanted = to_keep(desk, subscription)
    if wanted is None or subscription.server is None:
        return None
    look = desk.store.servers.last_seen(subscription.zone).get(subscription.server)
    shows = look is not None and look.presented[:1] == (wanted.sha256,)
    return look if shows else None


_BACK = (ChangeState.CANCELLING, ChangeState.ROLLING_BACK)


def _of_change(desk: Desk, change: Change, subscription: Subscription) -> Certificate | None:
    made = desk.store.authorities.server_certificates(change.zone, change=change.id)
    found = [each for each in newest_of_each(made) if each.server == subscription.server]
    return found[0].certificate if found else None
