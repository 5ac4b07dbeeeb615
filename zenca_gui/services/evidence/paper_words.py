"""How does a report say a moment, a number, a state, a device? One way throughout."""

from __future__ import annotations

from datetime import UTC, datetime

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.proof import Moment
from zenca_gui.core.report import Weight
from zenca_gui.core.rollout import Evidence, evidence_words
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind

MOST = 200
"""So many rows a list has on paper; a longer one is summed up, and is whole in the JSON."""
LINE_BREAK = "\u2028"
LONGEST = 300
"""So many characters of what a person or a program told stand in a cell."""


def when(moment: datetime | None) -> str:
    """Return `2026-12-30 16:12`; the foot of each page says that times are UTC."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def when_utc(moment: datetime) -> str:
    """Return `2026-12-30 16:12 UTC`."""
    return _("{moment} UTC").format(moment=when(moment))


def in_two_lines(digest: str) -> str:
    """Return a fingerprint broken in its middle, so that it is compared in two halves."""
    pairs = digest.split(":")
    half = len(pairs) // 2
    return f"{':'.join(pairs[:half])}:{LINE_BREAK}{':'.join(pairs[half:])}"


def cut(text: str) -> str:
    """Return what was told on one line and at bearable length."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def known_by(evidence: Evidence | None, by: str) -> str:
    """Return how a stage is known: `reported, anna`."""
    words = evidence_words(evidence) if evidence else ""
    return f"{words}, {by}" if words and by else words or by


def kind_words(kind: DeviceKind) -> str:
    """Return what one device is."""
    return {
        DeviceKind.WORKSTATION: _("Workstation"),
        DeviceKind.SERVER: _("Server"),
        DeviceKind.SATELLITE: _("Satellite"),
        DeviceKind.MOBILE: _("Mobile"),
    }[kind]


def state_words(state: ChangeState) -> str:
    """Return where the change stands."""
    return {
        ChangeState.DRAFT: _("being prepared"),
        ChangeState.MATERIAL: _("being prepared: everything is made, nothing is assigned"),
        ChangeState.ASSIGNED: _("assigned, not active yet"),
        ChangeState.ACTIVE: _("active"),
        ChangeState.CANCELLING: _("being cancelled"),
        ChangeState.ROLLING_BACK: _("being rolled back"),
        ChangeState.CLOSED: _("closed"),
        ChangeState.CANCELLED: _("cancelled"),
        ChangeState.ROLLED_BACK: _("rolled back"),
    }[state]


def work_state_words(state: FollowUpState) -> str:
    """Return how a follow-up stands."""
    return {
        FollowUpState.OPEN: _("open"),
        FollowUpState.DONE: _("done"),
        FollowUpState.WAIVED: _("waived"),
    }[state]


def moment_words(moment: Moment) -> str:
    """Return when a device looked."""
    return {
        Moment.NOW: _("at the review"),
        Moment.BEFORE_ACTIVATION: _("an hour before activation"),
        Moment.AFTER_ACTIVATION: _("an hour after activation"),
        Moment.BEFORE_END: _("just before the old CA ends"),
        Moment.AFTER_END: _("just after the old CA ended"),
    }[moment]


WEIGHTS = {
    Verdict.NOTHING: Weight.GOOD,
    Verdict.WILL_FOLLOW: Weight.OPEN,
    Verdict.RETRY: Weight.OPEN,
    Verdict.CHECK: Weight.OPEN,
    Verdict.RE_ENROL: Weight.BAD,
    Verdict.RE_REGISTER: Weight.BAD,
    Verdict.UNKNOWN: Weight.QUIET,
}
"""How a verdict stands out, the calmest first."""
