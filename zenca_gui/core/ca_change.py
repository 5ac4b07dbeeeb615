"""The CA change, step by step: what is chosen, where a change stands, and what may come next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from zenca_gui.core.certificate import ChangeId, Custody, GenerationId, KeyKind
from zenca_gui.core.change_kind import ChangeKind as ChangeKind
from zenca_gui.core.change_kind import Reason as Reason
from zenca_gui.core.flow import Flow, Step
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import Making, Road
from zenca_gui.core.zone import Actor, Carrier, ZoneId


class ChangeState(Enum):
    """Where a change stands; a zone has at most one that is open."""

    DRAFT = "draft"
    MATERIAL = "material"
    ASSIGNED = "assigned"
    ACTIVE = "active"
    CANCELLING = "cancelling"
    """Given up after Assign: servers and devices go back to the old CA."""
    ROLLING_BACK = "rolling back"
    """Given up after activation: the old CA is active again, servers and devices go back to it."""
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled back"


OPEN = frozenset(
    {
        ChangeState.DRAFT,
        ChangeState.MATERIAL,
        ChangeState.ASSIGNED,
        ChangeState.ACTIVE,
        ChangeState.CANCELLING,
        ChangeState.ROLLING_BACK,
    }
)
RETREATING = frozenset({ChangeState.CANCELLING, ChangeState.ROLLING_BACK})


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
    custody: Custody = Custody.ZENCA
    """Who holds the new CA's key."""
    same_key: bool = False
    """Renew: key, subject and key identifier stay; serial, dates and signature are new."""
    reissue: bool = True
    """Whether servers get new certificates too; without, only a CA of the same key is possible."""


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
    retreated_at: datetime | None = None
    """When it was given up after Assign: servers and devices go back from then on."""

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
    road: Road | None = None
    """Known with the choice; until then the material is taken to be made here."""
    choice: Choice | None = None
    preflight: Outcome | None = None
    requested: bool = False
    """Whether every server has its request."""
    material: bool = False
    """Whether all of it is there: made, replied, or seen."""
    proof: Outcome | None = None
    recovery_proved: bool = False
    typed_name: str = field(default="")

    @property
    def making(self) -> Making:
        """Return how this change's material comes to be."""
        return self.road.making if self.road else Making.HERE


_MATERIAL_STEP = {
    Making.HERE: "material",
    Making.REPLIES: "requests",
    Making.WATCHED: "watch",
}


def _may_confirm(draft: Draft) -> bool:
    keys = draft.making is not Making.WATCHED  # zenca made none of them
    return (draft.recovery_proved or not keys) and draft.typed_name == draft.zone_name


def _has_material(draft: Draft) -> bool:
    return draft.material


CA_CHANGE = Flow(
    Step[Draft](id="why", next=lambda _: "choose"),
    Step[Draft](id="choose", next=lambda _: "preflight", ready=lambda d: d.choice is not None),
    Step[Draft](
        id="preflight",
        next=lambda d: _MATERIAL_STEP[d.making],
        ready=lambda d: d.preflight in (Outcome.PASS, Outcome.WARN),
    ),
    Step[Draft](id="material", next=lambda _: "review", ready=_has_material),
    Step[Draft](id="requests", next=lambda _: "replies", ready=lambda d: d.requested),
    Step[Draft](id="replies", next=lambda _: "review", ready=_has_material),
    Step[Draft](id="watch", next=lambda _: "review", ready=_has_material),
    Step[Draft](
        id="review",
        next=lambda _: "confirm",
        ready=lambda d: d.proof in (Outcome.PASS, Outcome.WARN),
    ),
    Step[Draft](id="confirm", next=lambda _: None, ready=_may_confirm, commits=True),
)
"""The wizard, the command line and the tests read the order from here."""
