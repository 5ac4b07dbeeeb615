"""What does an evidence pack hold? Everything that is known of one change, at one moment.

JSON and PDF are both made from this value and from nothing else, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState, StepDone
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.proof import Leaf, Moment, Trust
from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.core.sighting import Serving, Trouble
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CaFact:
    """A CA, old or new. `sha256` and `sha1` are written as people compare them."""

    name: str
    subject: str
    serial: str
    key: str
    custody: str
    sha256: str
    sha1: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFact:
    """A server certificate."""

    sha256: str
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFact:
    """What a server presented when zenca looked last: fingerprints, leaf first."""

    at: datetime
    presented: tuple[str, ...]
    trouble: Trouble | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFact:
    """One server: its old and its new certificate, what was laid on it, what was seen."""

    fqdn: str
    delivery: DeliveryState | None
    delivered_at: datetime | None
    detail: str
    serving: Serving
    seen: LookFact | None
    old: LeafFact | None
    new: LeafFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFact:
    """One device: its stage with the evidence for it, and what it needs."""

    name: str
    guid: str
    kind: DeviceKind
    user: str
    stage: Stage
    stage_at: datetime | None
    evidence: Evidence | None
    by: str
    reason: str
    other: StageSaid | None
    """What another source said, where that contradicts the stage."""
    last_contact: datetime | None
    verdict: Verdict | None
    """None while the change asks nothing of devices."""
    amt: bool
    lost: bool
    can_talk: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFact:
    """One follow-up, with its evidence or with the waiver's reason."""

    kind: FollowUpKind
    subject: str
    state: FollowUpState
    evidence: str
    by: str
    at: datetime | None
    recheck: datetime | None
    owner: str
    steps: tuple[StepDone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """One case of the four-case proof."""

    server: str
    leaf: Leaf
    trust: Trust
    moment: Moment
    at: datetime
    trusted: bool
    expected: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFact:
    """The four-case proof, as it came out before the update was assigned."""

    outcome: Outcome
    looks: int
    unexpected: int
    cases: tuple[CaseFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightFact:
    """The last pre-flight."""

    outcome: Outcome
    by: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetreatFact:
    """How the change was given up: by whom, and which way each server went back."""

    by: str
    ways: Mapping[str, str]
    abandoned_key: str | None
    """`destroyed` or `sealed`; None where zenca held none, or not yet known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the journal about this zone, since the change was opened."""

    sequence: int
    at: datetime
    by: str
    kind: str
    words: str
    known: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When which step was done; None: not, or not yet."""

    opened: datetime
    assigned: datetime | None
    activation: datetime | None
    """When the change became active, or is to."""
    activated: datetime | None
    overlap_ended: datetime | None
    retreated: datetime | None
    cancelled: datetime | None
    closed: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One change. Of one that has ended it is the evidence, of an open one a status report."""

    zone: str
    change: int
    kind: ChangeKind
    same_key: bool
    state: ChangeState
    opened_by: str
    as_of: datetime
    times: Times
    journal_head: str
    old: CaFact
    new: CaFact | None
    crosses: tuple[str, ...]
    servers: tuple[ServerFact, ...]
    devices: tuple[DeviceFact, ...]
    """All that are not retired."""
    follow_ups: tuple[WorkFact, ...]
    preflight: PreflightFact | None
    proof: ProofFact | None
    retreat: RetreatFact | None
    timeline: tuple[Line, ...]
    """Oldest first."""

    @property
    def ended(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.times.closed is not None or self.times.cancelled is not None
