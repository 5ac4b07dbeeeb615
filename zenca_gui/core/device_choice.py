"""Which devices does one step act on, and what may it say of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from zenca_gui.core.device_query import DeviceQuery


class DeviceMark(Enum):
    """What a person can say of many devices at once; the words are the columns'."""

    LOST = "lost"
    RETIRED = "retired"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """Devices by their numbers, or all that a query finds when the step is done."""

    ids: Sequence[int] = ()
    query: DeviceQuery | None = None
    number: int
    """How many a person was told of; where a query finds others, nothing is done."""


def chosen(ids: Sequence[int]) -> DeviceChoice:
    """Return a choice of just these."""
    return DeviceChoice(ids=ids, number=len(ids))
