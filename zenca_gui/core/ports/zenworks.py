"""What zenca asks of a ZENworks server: its devices, read and never written; and where it keeps it.

The SOAP interface has operations that change the zone. None of them has a method here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import Absent, DeviceFacts, NotRead, ZenworksAccess, ZoneDevice
from zenca_gui.core.zone import DeviceId, DeviceKind, ZoneId


class NotTrusted(RemoteError):  # noqa: N818 - reads as a sentence where it is caught
    """The server's certificate does not lead to what was accepted; `why` in OpenSSL's words."""

    def __init__(self, title: str, hint: str = "", *, why: str = "") -> None:
        super().__init__(title, hint)
        self.why = why


class ReadingStopped(RemoteError):  # noqa: N818
    """A person stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDoor:
    """Where to ask, as whom, and whose word is taken for the server. Never without TLS."""

    host: str
    """The address to connect to."""
    port: int
    name: str
    """The name that the certificate must carry."""
    account: str
    password: Secret = field(repr=False)
    trust: tuple[bytes, ...] = field(repr=False)
    """The certificates, in DER, that the server's chain must lead to one of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One entry of a list that the server searched."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some entries, and how many there are in all where the server knows."""

    kind: DeviceKind
    found: tuple[Found, ...]
    total: int | None


class Reading(Protocol):
    """One conversation with a zone's server. Every call raises RemoteError."""

    def pages(self, kind: DeviceKind) -> Iterator[Page]:
        """Yield the entries of all servers, workstations or mobile devices, in every folder."""
        ...

    def device(self, found: Found, kind: DeviceKind) -> ZoneDevice | NotRead | None:
        """Return one device; None where the entry is a folder, a group or gone by now."""
        ...

    def nagged(self) -> datetime | None:
        """Return when ZENworks last warned this account of the CA's end, None where it never did.

        Costs nothing of the zone: reading it does not count as a warning.
        """
        ...


class ZoneServers(Protocol):
    """ZENworks' own servers."""

    def refusal(self, door: ZoneDoor, *, cancelled: Callable[[], bool] = lambda: False) -> str:
        """Connect and hang up, sending nothing; return "" where the server is trusted.

        Else OpenSSL's words. RemoteError where no server speaks TLS there.
        """
        ...

    def reading(
        self, door: ZoneDoor, *, cancelled: Callable[[], bool] = lambda: False
    ) -> AbstractContextManager[Reading]:
        """Begin a conversation; it connects with the first question. ReadingStopped on cancel."""
        ...


class ZenworksRows(Protocol):
    """How zones are reached, which devices the reading under way has told of, and their facts.

    Reading methods may be called from any thread; writing ones only inside a transaction.
    """

    def access(self, zone: ZoneId) -> ZenworksAccess | None:
        """Return how a zone is reached, None where nobody said."""
        ...

    def all(self) -> Sequence[ZenworksAccess]:
        """Return how every zone is reached."""
        ...

    def put(self, access: ZenworksAccess) -> None:
        """Write how a zone is reached; its journal line says so."""
        ...

    def went(self, access: ZenworksAccess) -> None:
        """Write how a reading went. Needs no journal line: nothing of the zone changes."""
        ...

    def forget(self, zone: ZoneId) -> None:
        """Reach it no more; what was read of its devices stays."""
        ...

    def begin(self, zone: ZoneId) -> None:
        """Forget which devices were told of; no journal line."""
        ...

    def told(self, zone: ZoneId, guids: Sequence[str]) -> None:
        """Remember that the reading under way told of these; no journal line."""
        ...

    def among_told(self, zone: ZoneId, guids: Sequence[str]) -> frozenset[str]:
        """Return those of these that it told of already."""
        ...

    def absent(self, zone: ZoneId, *, most: int) -> Absent:
        """Return the devices, retired ones left out, that it did not tell of."""
        ...

    def note(self, facts: Sequence[DeviceFacts]) -> None:
        """Keep what was said of devices, over what was said before; no journal line."""
        ...

    def facts(self, device: DeviceId) -> DeviceFacts | None:
        """Return what was last said of a device."""
        ...
