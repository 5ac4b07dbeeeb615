"""What does ZENworks say of a zone? How its server is reached, its devices, and their contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import LONGEST_NAME, address, plain, port, shown
from zenca_gui.core.zone import DeviceId, DeviceKind, ZoneId

HTTPS = 443
AHEAD = timedelta(minutes=10)
"""So far a server's clock may be ahead of ours before a contact is not believed."""
FIRST_YEAR = 1990
"""Dates before mean *never*: servers write 0001-01-01 or 1970-01-01 for it."""
RESUMED_WITHIN = timedelta(hours=24)
"""A reading that broke off is gone on with for so long; after that everything is read anew."""
MOST_HOURS = 24 * 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ZenworksAccess:
    """How one zone's ZENworks server is reached, and how the last reading went."""

    zone: ZoneId
    host: str
    """The name that its certificate must carry."""
    port: int = HTTPS
    account: str
    pinned: bytes = field(default=b"", repr=False)
    """The certificate in DER that its chain must lead to, b"" before a person accepted one."""
    at_start: bool = False
    every_hours: int = 0
    """0: by hand only."""
    tried_at: datetime | None = None
    trouble: str = ""
    """Why the last reading did not come to its end, "" where it did."""
    begun_at: datetime | None = None
    """When the reading began that has not come to its end; None where none is open."""
    read_at: datetime | None = None
    """When the last whole reading began: what it says is as of then."""
    devices: int = 0
    nagged_at: datetime | None = None
    """`lastNagTime`: when ZENworks itself last warned this account of the CA's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneAddress:
    """Where a Primary Server's console is reached."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDevice:
    """One device as the zone's server tells it."""

    guid: str
    name: str
    kind: DeviceKind
    os: str = ""
    user: str = ""
    lost: bool | None = None
    retired: bool | None = None
    test: bool | None = None
    contacts: tuple[datetime, ...] = ()
    """Every date that proves a contact, as they were told."""
    dns: str = ""
    folder: str = ""
    version: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A device that the server did not tell of in a usable way, and why."""

    guid: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """What ZENworks said of a device beyond what every list says, and when that was read."""

    device: DeviceId
    folder: str
    version: str
    status: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Devices of the inventory that a whole reading did not tell of. They stay where they are."""

    number: int
    first: tuple[str, ...] = ()
    """The names of some."""


def last_contact(told: Iterable[datetime], *, now: datetime) -> datetime | None:
    """Return the newest contact that can be believed; one a little ahead counts as now."""
    newest: datetime | None = None
    for moment in told:
        at = _in_utc(moment)
        if at is not None and at <= now + AHEAD and (newest is None or at > newest):
            newest = at
    return min(newest, now) if newest else None


def unbelievable(told: Iterable[datetime], *, now: datetime) -> bool:
    """Tell whether one of these lies in the future."""
    return any(at is not None and at > now + AHEAD for at in map(_in_utc, told))


def _in_utc(moment: datetime) -> datetime | None:
    """Return it in UTC, which is also what a date without a zone is; None for *never*."""
    if moment.year < FIRST_YEAR:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # 9999-12-31T23:59:59-12:00
        return None


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a date that a server told, None where it means *never*."""
    return _in_utc(moment) if moment is not None else None


def is_due(access: ZenworksAccess, *, now: datetime, started: datetime) -> bool:
    """Tell whether a scheduled reading is due in a window that was opened at `started`."""
    if not access.pinned:
        return False
    tried = access.tried_at
    if access.at_start and (tried is None or tried < started):
        return True
    if not access.every_hours:
        return False
    return tried is None or tried > now or now - tried >= timedelta(hours=access.every_hours)


def resumable(access: ZenworksAccess, *, now: datetime) -> bool:
    """Tell whether the reading that broke off is still gone on with."""
    begun = access.begun_at
    return begun is not None and begun <= now < begun + RESUMED_WITHIN


def zone_address(text: str) -> ZoneAddress:
    """Read `zen01.example.org`, `zen01.example.org:8443` or an https address; refuse plain http."""
    given = text.strip()
    scheme, found, rest = given.partition("://")
    if found and scheme.lower() != "https":
        raise ZencaError(
            _("ZENworks is read over https only, not over {scheme}.").format(scheme=shown(scheme)),
            _("Nothing was changed. Give the name of a Primary Server, or its https address."),
        )
    place = (rest if found else given).partition("/")[0]
    host, colon, number = place.rpartition(":")
    if not colon or "]" in number or (":" in host and not host.endswith("]")):
        host, number = place, str(HTTPS)
    if not number.isascii() or not number.isdigit():
        raise ZencaError(
            _("“{text}” is no port.").format(text=shown(number)),
            _("Nothing was changed. Write it like zen01.example.org:443."),
        )
    name = address(host)
    if not name:
        raise ZencaError(
            _("A Primary Server's name is missing."),
            _("Nothing was changed. Write it like zen01.example.org."),
        )
    return ZoneAddress(host=name, port=port(int(number[:6])))


def account_name(text: str) -> str:
    """Return an account's name; HTTP Basic cannot carry a colon in it."""
    name = text.strip()
    if not name or ":" in name or len(name) > LONGEST_NAME or not plain(name):
        raise ZencaError(
            _("This is no name of an account of ZENworks."),
            _("Nothing was changed. Give the name you log in to its console with."),
        )
    return name
