"""Work a person must do before a change can be closed: what asks for it, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.i18n import _
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Actor, DeviceId, ZoneId

FollowUpId = NewType("FollowUpId", int)


class FollowUpKind(Enum):
    """What must be done."""

    AMT = "amt"
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


def what_to_do(kind: FollowUpKind) -> str:
    """Return what a person does, in the product's words."""
    return {
        FollowUpKind.AMT: _(
            "Unprovision, then provision the device, as in “Configuring Intel AMT Devices in "
            "Enterprise Mode” of the Out-of-Band Management Reference."
        ),
        FollowUpKind.RE_ENROL: _("Re-enrol the phone."),
        FollowUpKind.RE_REGISTER: _("Re-register the agent."),
        FollowUpKind.CHECK_STAGE: _("Look at the device and enter its stage."),
        FollowUpKind.END_OVERLAP: _("Deliver again without the cross certificate."),
        FollowUpKind.TRUSTS_ABANDONED: _(
            "It trusts the abandoned CA: take that out of its trust store."
        ),
    }[kind]
