"""How far is the update? Stages of a device, and how zenca knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.i18n import _


class Stage(Enum):
    """A device's stage of the system update, in the product's words (DESIGN 2)."""

    UNKNOWN = "unknown"
    NOT_ASSIGNED = "not assigned"
    ASSIGNED = "update assigned"
    PENDING = "pending certificate activation"
    ACTIVE = "new certificate active"
    FAILED = "update failed"


class Evidence(Enum):
    """How zenca knows: it saw it, something reported it, a person told it."""

    SEEN = "seen"
    REPORTED = "reported"
    TOLD = "told"


def stage_words(stage: Stage) -> str:
    """Return a stage as a person reads it."""
    return {
        Stage.UNKNOWN: _("Stage not reported"),
        Stage.NOT_ASSIGNED: _("Not assigned"),
        Stage.ASSIGNED: _("Update Assigned"),
        Stage.PENDING: _("Pending Certificate Activation"),
        Stage.ACTIVE: _("New Certificate Active"),
        Stage.FAILED: _("Update Failed"),
    }[stage]


def evidence_words(evidence: Evidence) -> str:
    """Return how we know, as a person reads it."""
    return {
        Evidence.SEEN: _("seen by zenca"),
        Evidence.REPORTED: _("reported"),
        Evidence.TOLD: _("told"),
    }[evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSaid:
    """What one source says of a device's stage: when it was so, how it knows, and who says so."""

    stage: Stage
    at: datetime
    evidence: Evidence
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport:
    """What a source says of one device. None: the source says nothing of that."""

    guid: str
    at: datetime
    source: str
    last_contact: datetime | None = None
    stage: Stage | None = None
    reason: str = ""
    can_talk: bool | None = None
    talk_reason: str = ""
    server: str = ""
    """The server it met, and what that server presented, leaf first (SHA-256, hex)."""
    presented: tuple[str, ...] = ()
    update: str = ""
    """The name of the update that the stage is of, where the source says so."""
