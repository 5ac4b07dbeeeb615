"""What carries a CA change to servers and devices: the system update and its trust kit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from zenca_gui.core.certificate import Certificate, ChangeId
from zenca_gui.core.zone import Carrier, ZoneId

UpdateId = NewType("UpdateId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemUpdate:
    """The update of one change, as assigned. Its activation date is the change's."""

    id: UpdateId
    zone: ZoneId
    change: ChangeId
    name: str
    carrier: Carrier
    assigned_at: datetime
    trust_sha256: str
    """SHA-256 over the fingerprints of the trust kit, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustKit:
    """What a device takes from an update: whom to trust, and which certificates are to come."""

    name: str
    trust: tuple[Certificate, ...]
    """The store as delivered: old and new during the overlap, new alone after it."""
    future: tuple[Certificate, ...]
    """Every server's future certificate, for those that pin one."""
    activated: bool
    """Whether the new certificates are meant to be served by now."""
    overlap: bool
    """Whether the old trust still holds; without it a device drops the old CA."""
    by_tools: bool = False
    """Whether the administrator's own tools bring it: it needs no contact with a server."""
    waiting: frozenset[str] = frozenset()
    """GUIDs of devices that may not take it yet: their stage of the rollout has not begun."""
