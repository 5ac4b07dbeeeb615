"""How is material taken back that never left zenca?"""

from __future__ import annotations

from dataclasses import replace

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.zone import Actor, Zone
from zenca_gui.services import sealing
from zenca_gui.services.change.begin import PREFLIGHT, PROOF
from zenca_gui.services.desk import Desk


def drop_material(desk: Desk, zone: Zone, change: Change, *, by: Actor) -> None:
    """Take back what was made and never left zenca: CA, crosses, certificates, requests, keys."""
    rows = desk.store.authorities
    keys = {c.key_id for c in rows.server_certificates(zone.id, change=change.id)}
    keys |= {r.key_id for r in desk.store.changes.requests(change.id).values()}
    new = rows.generation(change.new) if change.new and change.new != change.old else None
    held = {g.key_id for g in rows.generations(zone.id) if new is None or g.id != new.id}
    if new is not None:
        keys.add(new.key_id)
    sealed = [key for key in rows.keys(zone.id) if key.id in keys - held]
    with desk.change(by, zone) as going:
        desk.store.changes.replace(replace(change, new=None, state=ChangeState.DRAFT))
        revoke_made(desk, zone, change)
        if new is not None:
            rows.remove_generation(new.id)
        rows.remove_server_certificates(
            [c.id for c in rows.server_certificates(zone.id, change=change.id)]
        )
        desk.store.changes.drop_requests(change.id)
        rows.destroy_keys([key.id for key in sealed])
        for name in (PREFLIGHT, PROOF):
            desk.store.changes.keep(change.id, name, "")
        going.record(
            "change.material-dropped", _("Dropped what was made and not used."),
            {"generation": new.name if new else "", "keys": len(sealed)},
        )  # fmt: skip
    still = {key.wrapped_by for key in rows.keys(zone.id)}
    sealing.forget(desk, zone, {key.wrapped_by for key in sealed} - still)


def revoke_made(desk: Desk, zone: Zone, change: Change) -> None:
    """Put what the old CA signed for this change on its list: crosses, and its own leaves."""
    rows = desk.store.authorities
    serials = [
        c.certificate.serial
        for c in rows.crosses(zone.id, change=change.id)
        if c.issuer_generation == change.old
    ] + [
        c.certificate.serial
        for c in rows.server_certificates(zone.id, change=change.id)
        if c.generation == change.old
    ]
    at = desk.now(zone).replace(microsecond=0)
    rows.revoke(change.old, [Revoked(serial=s, at=at) for s in serials])
