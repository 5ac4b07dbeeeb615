"""What zenca asks of its inventory's rows: administrators, zones, servers, devices.

Reading methods may be called from any thread at any time; writing ones only inside a transaction
(see store.py, which joins them).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from zenca_gui.core.device_choice import DeviceMark
from zenca_gui.core.device_query import DeviceCount, DeviceQuery, FirstRows
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.subscription import Subscription, SubscriptionId
from zenca_gui.core.zone import (
    Administrator,
    Device,
    DeviceId,
    Server,
    ServerId,
    Zone,
    ZoneId,
)


class AdministratorRows(Protocol):
    """Local administrators, and what each was shown."""

    def all(self) -> Sequence[Administrator]:
        """Return every administrator, by name."""
        ...

    def named(self, name: str) -> Administrator | None:
        """Return the one of this name, upper and lower case alike."""
        ...

    def add(self, administrator: Administrator) -> Administrator:
        """Insert; the id given is not used. Returns it with its id."""
        ...

    def replace(self, administrator: Administrator) -> None:
        """Write all its fields."""
        ...

    def shown(self, administrator: str, zone: ZoneId, door: str) -> datetime | None:
        """Return when the warning was last shown through `window` or `check`."""
        ...

    def mark_shown(self, administrator: str, zone: ZoneId, door: str, at: datetime) -> None:
        """Remember that it was shown. Needs no journal line: nothing of the zone changes."""
        ...


class ZoneRows(Protocol):
    """Zones."""

    def all(self) -> Sequence[Zone]:
        """Return every zone, by name."""
        ...

    def get(self, zone: ZoneId) -> Zone:
        """Return one; NotFound."""
        ...

    def named(self, name: str) -> Zone | None:
        """Return the one of this name, upper and lower case alike."""
        ...

    def add(self, zone: Zone) -> Zone:
        """Insert; returns it with its id."""
        ...

    def replace(self, zone: Zone) -> None:
        """Write all its fields."""
        ...

    def remove(self, zone: ZoneId) -> None:
        """Delete it with everything that belongs to it, but for the journal."""
        ...


class ServerRows(Protocol):
    """Servers, and what they were last seen presenting."""

    def of(self, zone: ZoneId) -> Sequence[Server]:
        """Return a zone's servers, by name."""
        ...

    def get(self, server: ServerId) -> Server:
        """Return one; NotFound."""
        ...

    def add(self, server: Server) -> Server:
        """Insert; returns it with its id."""
        ...

    def replace(self, server: Server) -> None:
        """Write all its fields."""
        ...

    def remove(self, server: ServerId) -> None:
        """Delete it with its certificates and sightings."""
        ...

    def saw(self, sightings: Sequence[Sighting]) -> None:
        """Add looks; all are kept. A look changes nothing of the zone: no journal line needed."""
        ...

    def last_seen(self, zone: ZoneId) -> Mapping[ServerId, Sighting]:
        """Return the newest look at each server."""
        ...

    def sightings(self, server: ServerId, limit: int = 50) -> Sequence[Sighting]:
        """Return the newest looks at a server, newest first."""
        ...


class DeviceRows(Protocol):
    """Devices, by the million."""

    def get(self, device: DeviceId) -> Device:
        """Return one; NotFound."""
        ...

    def by_guid(self, zone: ZoneId, guids: Sequence[str]) -> Mapping[str, Device]:
        """Return the devices of these GUIDs."""
        ...

    def named(self, zone: ZoneId, name: str) -> Sequence[Device]:
        """Return the devices of this name, upper and lower case alike."""
        ...

    def of_names(self, zone: ZoneId, names: Sequence[str]) -> Sequence[Device]:
        """Return the devices of any of these names, upper and lower case alike; in no order."""
        ...

    def ids(self, query: DeviceQuery) -> array[int]:
        """Return the ids of all devices that fit, in the query's order."""
        ...

    def ids_unless(self, query: DeviceQuery, stop: Callable[[], bool]) -> array[int] | None:
        """Return the same, or None once `stop` says that nobody waits for it any more."""
        ...

    def first(self, query: DeviceQuery, number: int) -> FirstRows:
        """Return the first so many of the same, before the whole order is known."""
        ...

    def page(self, ids: Sequence[int]) -> Sequence[Device]:
        """Return these devices in this order; ids that are gone are left out."""
        ...

    def counts(self, zone: ZoneId) -> Sequence[DeviceCount]:
        """Return how many devices stand where, without the retired."""
        ...

    def contacts(self, zone: ZoneId) -> Sequence[datetime | None]:
        """Return the last contact of every device that counts (neither retired nor lost)."""
        ...

    def add(self, devices: Sequence[Device]) -> Sequence[Device]:
        """Insert many; returns them with their ids. The ids given are not used."""
        ...

    def enter(self, devices: Sequence[Device]) -> Sequence[DeviceId]:
        """Insert very many; returns their ids only."""
        ...

    def replace(self, devices: Sequence[Device]) -> None:
        """Write all fields of many."""
        ...

    def restage(self, devices: Sequence[Device]) -> None:
        """Write the stages of many, and what is known of them; nothing else."""
        ...

    def mark(self, devices: Sequence[int], mark: DeviceMark, *, on: bool) -> Sequence[int]:
        """Set a mark of many; return those of which it was not so."""
        ...

    def guids(self, devices: Sequence[int]) -> Sequence[str]:
        """Return the GUIDs of those that are there."""
        ...

    def heard(self, contacts: Sequence[tuple[DeviceId, datetime]]) -> None:
        """Move last contacts forward, never back. A heartbeat is no change: no journal line."""
        ...

    def remove(self, devices: Sequence[int]) -> None:
        """Delete many."""
        ...


class SubscriptionRows(Protocol):
    """Links to other zones."""

    def of(self, zone: ZoneId) -> Sequence[Subscription]:
        """Return a zone's subscriptions, by name."""
        ...

    def get(self, subscription: SubscriptionId) -> Subscription:
        """Return one; NotFound."""
        ...

    def add(self, subscription: Subscription) -> Subscription:
        """Insert; returns it with its id."""
        ...

    def replace(self, subscription: Subscription) -> None:
        """Write all its fields."""
        ...

    def remove(self, subscription: SubscriptionId) -> None:
        """Delete it; its follow-ups stay, and name it no more."""
        ...
