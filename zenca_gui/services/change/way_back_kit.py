"""What do devices take to go back to the old CA, and from when is it offered?"""

from __future__ import annotations

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import CertificateStatus
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.system_update import TrustKit
from zenca_gui.services.change.parts import update_name
from zenca_gui.services.desk import Desk

BACK = (DeliveryState.RETURNING, DeliveryState.RETURNED)


def way_back_kit(desk: Desk, change: Change) -> TrustKit | None:
    """Return the update that trusts the old CA alone; None as long as a server still needs the new.

    Anybody may take it, phones too: it leads to where they were before the change.
    """
    rows = desk.store.authorities
    made = {c.server for c in rows.server_certificates(change.zone, change=change.id)}
    where = desk.store.changes.deliveries(change.id)
    there = {s.id for s in desk.store.servers.of(change.zone)} & made
    back = all(s in where and where[s].state in BACK for s in there)
    if change.state is ChangeState.ROLLING_BACK and not back:
        return None
    old = rows.generation(change.old)
    return TrustKit(
        name=update_name(desk, change), trust=(old.anchor,), activated=False, overlap=False,
        future=tuple(
            c.certificate for c in rows.server_certificates(change.zone)
            if c.generation == old.id and c.change != change.id
            and c.status is CertificateStatus.ACTIVE
        ),
    )  # fmt: skip
