"""Work a person must do before a change can be closed: what asks for it, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.i18n import _
from zenca_gui.core.subscription import SubscriptionId
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Actor, DeviceId, ZoneId

FollowUpId = NewType("FollowUpId", int)


class FollowUpKind(Enum):
    """What must be done."""

    AMT = "amt"
    SUBSCRIBER = "subscriber"
    RE_ENROL = "re-enrol"
    RE_REGISTER = "re-register"
    CHECK_STAGE = "check-stage"
    END_OVERLAP = "end-overlap"
    TRUSTS_ABANDONED = "trusts-abandoned"


class FollowUpState(Enum):
    """OPEN asks for work; DONE has evidence; WAIVED has a reason and a date to look again."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


FROM_VERDICT = {
    Verdict.RE_ENROL: FollowUpKind.RE_ENROL,
    Verdict.RE_REGISTER: FollowUpKind.RE_REGISTER,
    Verdict.CHECK: FollowUpKind.CHECK_STAGE,
    Verdict.UNKNOWN: FollowUpKind.CHECK_STAGE,
}
"""Which verdict, once the change is active, asks for which follow-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """One step of a follow-up that has several, with its own evidence."""

    evidence: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One piece of work. `subject` is the device's name, or what it is about."""

    id: FollowUpId
    zone: ZoneId
    change: ChangeId
    kind: FollowUpKind
    subject: str
    device: DeviceId | None = None
    state: FollowUpState = FollowUpState.OPEN
    evidence: str = ""
    by: Actor = Actor("")
    at: datetime | None = None
    recheck: datetime | None = None
    subscription: SubscriptionId | None = None
    owner: str = ""
    """Who looks after it, "" for nobody yet."""
    steps: tuple[StepDone, ...] = ()
    """What of it is done, where it has several steps; the last one ends it."""

    @property
    def next_step(self) -> str:
        """What is to be done next, "" where it is one piece or nothing is left."""
        names = step_words(self.kind)
        left = self.state is FollowUpState.OPEN and len(self.steps) < len(names)
        return names[len(self.steps)] if left else ""


def step_words(kind: FollowUpKind) -> tuple[str, ...]:
    """Return the steps that a kind of work has, in their order; none where it is one piece."""
    if kind is FollowUpKind.AMT:
        return (_("unprovision"), _("provision"))
    return ()


def what_to_do(kind: FollowUpKind) -> str:
    """Return what a person does, in the product's words."""
    return {
        FollowUpKind.AMT: _(
            "Unprovision, then provision the device, as in “Configuring Intel AMT Devices in "
            "Enterprise Mode” of the Out-of-Band Management Reference."
        ),
        FollowUpKind.SUBSCRIBER: _(
            "In the Subscriber's console, update the certificate of the remote server."
        ),
        FollowUpKind.RE_ENROL: _("Re-enrol the phone."),
        FollowUpKind.RE_REGISTER: _("Re-register the agent."),
        FollowUpKind.CHECK_STAGE: _("Look at the device and enter its stage."),
        FollowUpKind.END_OVERLAP: _("Deliver again without the cross certificate."),
        FollowUpKind.TRUSTS_ABANDONED: _(
            "It trusts the abandoned CA: take that out of its trust store."
        ),
    }[kind]


def to_do(follow_up: FollowUp) -> str:
    """Return what a person does now: all of it, or the step that comes next."""
    words = what_to_do(follow_up.kind)
    if not follow_up.next_step or not follow_up.steps:
        return words
    return _("Now: {step}. {work}").format(step=follow_up.next_step, work=words)
