"""Which requests are out at somebody else's CA, for which server, and since when?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from zenca_gui.core.certificate import ChangeId, KeyId
from zenca_gui.core.zone import ServerId, ZoneId

RequestId = NewType("RequestId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRequest:
    """One server's certification request (PKCS#10) in a change to an external CA."""

    id: RequestId
    zone: ZoneId
    change: ChangeId
    server: ServerId
    der: bytes = field(repr=False)
    names: tuple[str, ...]
    public_sha256: str
    key_id: KeyId | None = None
    """Where the sealed key lies; None: the server made the request itself and keeps its key."""
    made_at: datetime
    out_at: datetime | None = None
    """When it was first exported for the signer."""
