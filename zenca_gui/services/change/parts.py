"""What belongs to a change's material, whoever made it, and what servers present of it?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    CrossCertificate,
    Generation,
    ServerCertificate,
)
from zenca_gui.core.follow_up import FollowUp
from zenca_gui.core.pins import Scope, scope
from zenca_gui.core.zone import Server, ZoneId
from zenca_gui.services.desk import Desk

RETREAT = "retreat"
"""The document that says how a change was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that was made, replied or seen for a change."""

    new: Generation
    """The CA to be; the one there is where only server certificates are replaced."""
    crosses: tuple[CrossCertificate, ...]
    certificates: tuple[ServerCertificate, ...]


def of_change(desk: Desk, change: Change) -> Material | None:
    """Return what there is for a change, None where nothing is complete."""
    if change.new is None:
        return None
    rows = desk.store.authorities
    return Material(
        new=rows.generation(change.new),
        crosses=tuple(rows.crosses(change.zone, change=change.id)),
        certificates=newest_of_each(rows.server_certificates(change.zone, change=change.id)),
    )


def newest_of_each(certificates: Sequence[ServerCertificate]) -> tuple[ServerCertificate, ...]:
    """Return the newest certificate of each server; one that was replaced is abandoned."""
    newest = {
        c.server: c for c in certificates if c.status is not CertificateStatus.ABANDONED
    }  # oldest first
    return tuple(newest.values())


def overlap_chain(change: Change, material: Material, leaf: Certificate) -> tuple[Certificate, ...]:
    """Return what follows the leaf: the issuers above it, and the cross certificate as long as
    the overlap lasts. Never the self-signed root."""
    if change.overlap_ended_at is not None:
        return final_chain(material, leaf)
    return (
        *final_chain(material, leaf),
        *(c.certificate for c in material.crosses if c.subject_generation == material.new.id),
    )


def final_chain(material: Material, leaf: Certificate) -> tuple[Certificate, ...]:
    """Return what follows the leaf once the overlap has ended."""
    return material.new.above(leaf)


def servers_of(desk: Desk, change: Change, material: Material) -> list[Server]:
    """Return the servers that get a new certificate; with kept leaves none does."""
    wanted = {c.server for c in material.certificates}
    return [s for s in desk.store.servers.of(change.zone) if s.id in wanted]


def without_certificate(desk: Desk, change: Change) -> list[Server]:
    """Return the servers that a change makes certificates for, but not for them: they came late."""
    material = of_change(desk, change)
    if material is None or change.choice is None or not change.choice.reissue:
        return []
    have = {c.server for c in material.certificates}
    return [s for s in desk.store.servers.of(change.zone) if s.id not in have]


def replaces(change: Change) -> Scope:
    """Say what a change replaces for those who look at it from outside."""
    choice = change.choice
    return scope(
        change.kind,
        same_key=choice is not None and choice.same_key,
        reissue=choice is None or choice.reissue,
    )


def left_behind_from(desk: Desk, change: Change) -> datetime | None:
    """Return from when a device that did not follow is left behind.

    That is the activation, or when it was rolled back; under the same key it is the old CA's end:
    until then the certificate that devices hold verifies the new ones too. Where the CA ended
    before the update was assigned, nobody waits for the activation to be cut off.
    """
    if change.state is ChangeState.CANCELLING:
        return None
    ends = desk.store.authorities.generation(change.old).ends
    if change.assigned_at is not None and ends <= change.assigned_at:
        return ends
    since = change.retreated_at or change.activation
    if since is None or change.choice is None or not change.choice.same_key:
        return since
    return max(since, ends)


def assigned_since(desk: Desk, zone: ZoneId) -> datetime | None:
    """Return since when the update that counts is assigned, None where none is."""
    change = desk.store.changes.open(zone)
    if change is None:
        return None
    again = change.state is ChangeState.ROLLING_BACK
    return change.retreated_at if again else change.assigned_at


def has_overlap(material: Material) -> bool:
    """Tell whether servers present a cross certificate that must go again."""
    return any(c.subject_generation == material.new.id for c in material.crosses)


def update_name(desk: Desk, change: Change) -> str:
    """Return the name of the update that devices are to take now, "" before Assign."""
    back = str(retreat_notes(desk, change).get("update", ""))
    update = desk.store.changes.update(change.id)
    return back or (update.name if update else "")


def retreat_notes(desk: Desk, change: Change) -> dict[str, Any]:
    """Return what was kept when a change was given up; empty where it was not."""
    kept = desk.store.changes.kept(change.id, RETREAT) if change.retreated_at else None
    notes: dict[str, Any] = json.loads(kept) if kept else {}
    return notes


def since_retreat(desk: Desk, change: Change) -> list[FollowUp]:
    """Return the follow-ups that count now: those of the way back, once a change was given up."""
    after = int(retreat_notes(desk, change).get("after", 0))
    known = desk.store.changes.follow_ups(change.zone, change=change.id)
    return [f for f in known if f.id > after]
