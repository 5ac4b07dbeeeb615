"""What must be done for a device? The table of DESIGN 5, first match wins; never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Device, DeviceKind


class Verdict(Enum):
    """What the change asks of a person for one device."""

    UNKNOWN = "unknown"
    NOTHING = "nothing to do"
    RETRY = "retry"
    WILL_FOLLOW = "will follow"
    CHECK = "check its stage"
    RE_ENROL = "must re-enrol"
    RE_REGISTER = "must re-register"


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict as a person reads it."""
    return {
        Verdict.UNKNOWN: _("unknown (stage not reported)"),
        Verdict.NOTHING: _("nothing to do"),
        Verdict.RETRY: _("retry"),
        Verdict.WILL_FOLLOW: _("will follow"),
        Verdict.CHECK: _("in contact: check its stage"),
        Verdict.RE_ENROL: _("must re-enrol"),
        Verdict.RE_REGISTER: _("must re-register"),
    }[verdict]


class Contact(Enum):
    """Whether the device was in contact since activation."""

    SINCE = "since activation"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: which devices it fits (None fits any), and what it says."""

    stages: frozenset[Stage]
    activated: bool | None
    verdict: Verdict
    mobile: bool | None = None
    contact: Contact | None = None


def _of(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


TABLE: tuple[Rule, ...] = (
    Rule(_of(Stage.UNKNOWN), None, Verdict.UNKNOWN),
    Rule(_of(Stage.ACTIVE), None, Verdict.NOTHING),
    Rule(_of(Stage.FAILED), False, Verdict.RETRY),
    Rule(_of(Stage.FAILED), True, Verdict.RE_ENROL, mobile=True),
    Rule(_of(Stage.FAILED), True, Verdict.RE_REGISTER, mobile=False),
    Rule(_of(Stage.NOT_ASSIGNED, Stage.ASSIGNED, Stage.PENDING), False, Verdict.WILL_FOLLOW),
    Rule(_of(Stage.PENDING), True, Verdict.NOTHING),
    Rule(_of(Stage.ASSIGNED), True, Verdict.CHECK, contact=Contact.SINCE),
    Rule(_of(Stage.ASSIGNED), True, Verdict.RE_ENROL, mobile=True, contact=Contact.SILENT),
    Rule(_of(Stage.ASSIGNED), True, Verdict.RE_REGISTER, mobile=False, contact=Contact.SILENT),
    Rule(_of(Stage.NOT_ASSIGNED), True, Verdict.RE_ENROL, mobile=True),
    Rule(_of(Stage.NOT_ASSIGNED), True, Verdict.RE_REGISTER, mobile=False),
)


def verdict(device: Device, *, activated_at: datetime | None, now: datetime) -> Verdict:
    """Return what a device needs. `activated_at`: when the change became active, or will."""
    activated = activated_at is not None and activated_at <= now
    since = (
        activated
        and device.last_contact is not None
        and activated_at is not None
        and device.last_contact >= activated_at
    )
    return decide(
        mobile=device.kind is DeviceKind.MOBILE,
        stage=device.stage,
        activated=activated,
        contact=Contact.SINCE if since else Contact.SILENT,
    )


def decide(*, mobile: bool, stage: Stage, activated: bool, contact: Contact) -> Verdict:
    """Look the four facts up in the table."""
    return _DECIDED[mobile, stage.value, activated, contact.value]


def first_match(*, mobile: bool, stage: Stage, activated: bool, contact: Contact) -> Verdict:
    """Go through the table, from the top."""
    for rule in TABLE:
        if (
            stage in rule.stages
            and rule.activated in (None, activated)
            and rule.mobile in (None, mobile)
            and rule.contact in (None, contact)
        ):
            return rule.verdict
    raise AssertionError(f"no rule for {stage}")  # a test walks every combination


_DECIDED = {
    (mobile, stage.value, activated, contact.value): first_match(
        mobile=mobile, stage=stage, activated=activated, contact=contact
    )
    for mobile in (False, True)
    for stage in Stage
    for activated in (False, True)
    for contact in Contact
}
"""The whole table, looked up at once: there may be a million devices to decide on."""
