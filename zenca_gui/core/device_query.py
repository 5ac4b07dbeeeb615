"""Which devices are asked for, and in what order? The words a table and the store share."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind, ZoneId


class DeviceOrder(Enum):
    """What a list of devices can be ordered by."""

    NAME = "name"
    KIND = "kind"
    OS = "os"
    LAST_CONTACT = "last_contact"
    STAGE = "stage"
    VERDICT = "verdict"
    """As `Verdict` lists them; asked of every row, so it takes a moment."""
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceQuery:
    """A filter over one zone's devices. Empty sets and None filter nothing."""

    zone: ZoneId
    search: str = ""
    """Part of a name, GUID, user or OS; upper and lower case alike."""
    kinds: frozenset[DeviceKind] = frozenset()
    stages: frozenset[Stage] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    amt: bool | None = None
    retired: bool | None = False
    """None: retired devices too."""
    lost: bool | None = None
    can_talk: bool | None = None
    cut_off: bool | None = None
    """False: without devices that were reported to be unable to talk."""
    test: bool | None = None
    """True: only devices of the pilot group."""
    met_since: datetime | None = None
    """Only devices with a contact from then on."""
    contradicted: bool | None = None
    """True: only devices whose stage two sources say differently."""
    silent_since: datetime | None = None
    """Only devices without a contact from then on."""
    stage_since: datetime | None = None
    """Only devices that came to their stage from then on."""
    order: DeviceOrder = DeviceOrder.NAME
    descending: bool = False
    activated_at: datetime | None = None
    """For verdicts: when the change became active, or will."""
    now: datetime | None = None
    """For verdicts: the zone's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRows:
    """The first devices of a query's order, or what was soon found of them.

    `whole`: there are no more.
    """

    ids: array[int]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCount:
    """How many devices stand where. Retired devices are in none, lost ones in `lost` alone."""

    kind: DeviceKind
    stage: Stage
    number: int
    lost: bool = False
