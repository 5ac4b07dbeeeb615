"""How do today's server certificates name their issuer? It decides which roads OpenSSL can walk.

With equal names and no key identifiers OpenSSL takes the first CA of that name and fails; leaves
that name their issuer by its serial number hold on to one CA certificate (DESIGN 4.2, tried).
"""

from __future__ import annotations

from enum import Enum

from zenca_gui.core.certificate import Certificate, CertificateStatus, Generation
from zenca_gui.services.desk import Desk


class OldLeaves(Enum):
    """What ties the leaves of a zone to their CA."""

    BY_KEY = "by key identifier"
    UNNAMED = "by name alone"
    PINNED = "by issuer and serial number"


def old_leaves(desk: Desk, old: Generation) -> OldLeaves:
    """Look at the leaves that zenca issued or saw under this CA."""
    leaves = [desk.pki.read_certificate(leaf.der) for leaf in _under(desk, old)]
    if any(leaf.authority_serial is not None for leaf in leaves):
        return OldLeaves.PINNED
    if not old.certificate.key_identifier or any(not c.authority_identifier for c in leaves):
        return OldLeaves.UNNAMED
    return OldLeaves.BY_KEY


def _under(desk: Desk, old: Generation) -> list[Certificate]:
    rows = desk.store.authorities
    issued = [
        c.certificate
        for c in rows.server_certificates(old.zone)
        if c.generation == old.id and c.status is CertificateStatus.ACTIVE
    ]
    seen = [
        found
        for sighting in desk.store.servers.last_seen(old.zone).values()
        if sighting.presented and (found := rows.certificate(sighting.presented[0])) is not None
    ]
    return [*issued, *(c for c in seen if c.issuer == old.certificate.subject)]
