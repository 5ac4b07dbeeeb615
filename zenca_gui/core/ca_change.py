"""The CA change, step by step: what is chosen, where a change stands, and what may come next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from zenca_gui.core.certificate import ChangeId, GenerationId, KeyKind
from zenca_gui.core.flow import Flow, Step
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Actor, Carrier, ZoneId


class ChangeKind(Enum):
    """What is replaced."""

    REMINT = "remint"
    INTERNAL = "internal"
    EXTERNAL = "external"
    SERVERS = "servers"


class ChangeState(Enum):
    """Where a change stands; a zone has at most one that is open."""

    DRAFT = "draft"
    MATERIAL = "material"
    ASSIGNED = "assigned"
    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN = frozenset(
    {ChangeState.DRAFT, ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE}
)


class Reason(Enum):
    """Why the CA is replaced."""

    EXPIRY = "expiry"
    COMPROMISED = "compromised"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the administrator decided on the page *Choose*."""

    key: KeyKind
    subject: str
    validity_days: int
    server_validity_days: int
    reason: Reason = Reason.EXPIRY
    carrier: Carrier = Carrier.ZONE
    activate_at: datetime | None = None
    """When servers switch; None: by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One CA change of one zone, open or ended."""

    id: ChangeId
    zone: ZoneId
    kind: ChangeKind
    state: ChangeState
    old: GenerationId
    new: GenerationId | None = None
    choice: Choice | None = None
    opened_at: datetime
    opened_by: Actor
    assigned_at: datetime | None = None
    activated_at: datetime | None = None
    overlap_ended_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in OPEN

    @property
    def activation(self) -> datetime | None:
        """Return when the change became active, or is to."""
        if self.activated_at is not None:
            return self.activated_at
        return self.choice.activate_at if self.choice else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the wizard knows so far; made from the store, so a restart loses nothing."""

    zone_name: str
    kind: ChangeKind = ChangeKind.REMINT
    choice: Choice | None = None
    preflight: Outcome | None = None
    material: bool = False
    proof: Outcome | None = None
    recovery_proved: bool = False
    typed_name: str = field(default="")


def _may_confirm(draft: Draft) -> bool:
    return draft.recovery_proved and draft.typed_name == draft.zone_name


CA_CHANGE = Flow(
    Step[Draft](id="why", next=lambda _: "choose"),
    Step[Draft](id="choose", next=lambda _: "preflight", ready=lambda d: d.choice is not None),
    Step[Draft](
        id="preflight",
        next=lambda _: "material",
        ready=lambda d: d.preflight in (Outcome.PASS, Outcome.WARN),
    ),
    Step[Draft](id="material", next=lambda _: "review", ready=lambda d: d.material),
    Step[Draft](
        id="review",
        next=lambda _: "confirm",
        ready=lambda d: d.proof in (Outcome.PASS, Outcome.WARN),
    ),
    Step[Draft](id="confirm", next=lambda _: None, ready=_may_confirm, commits=True),
)
"""The wizard, the command line and the tests read the order from here."""
