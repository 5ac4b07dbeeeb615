"""What belongs to a change's material, whoever made it, and what servers present of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    CrossCertificate,
    Generation,
    ServerCertificate,
)
from zenca_gui.core.pins import Scope, scope
from zenca_gui.core.zone import Server
from zenca_gui.services.desk import Desk


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

    That is the activation; under the same key it is the old CA's end: until then the certificate
    that devices hold verifies the new ones too.
    """
    if change.activation is None or change.choice is None or not change.choice.same_key:
        return change.activation
    return max(change.activation, desk.store.authorities.generation(change.old).ends)


def has_overlap(material: Material) -> bool:
    """Tell whether servers present a cross certificate that must go again."""
    return any(c.subject_generation == material.new.id for c in material.crosses)
