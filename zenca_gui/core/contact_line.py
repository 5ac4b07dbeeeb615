"""What does the forecast ask of the devices? Each with its contacts, or many counted together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.contact_history import ContactHistory
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """What the forecast asks of one device that counts."""

    device: int
    kind: DeviceKind
    stage: Stage
    last_contact: datetime | None
    history: ContactHistory | None = None
    stage_reported: datetime | None = None
    """When something other than a person said that stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCount:
    """So many devices of one kind, at one stage, last in contact at about one time."""

    kind: DeviceKind
    stage: Stage
    last_contact: datetime | None
    number: int


def followed(
    stage: Stage, last_contact: datetime, *, delay: timedelta, assigned_at: datetime | None
) -> bool:
    """Whether a device needs nothing more; where nobody reports its stage, its contact says so."""
    if stage in (Stage.PENDING, Stage.ACTIVE):
        return True
    if stage is not Stage.UNKNOWN or assigned_at is None:
        return False
    return last_contact >= assigned_at + delay
