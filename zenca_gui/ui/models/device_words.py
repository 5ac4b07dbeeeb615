"""How is a device said in a row? Words, badges and tool tips of each column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Evidence, Stage, evidence_words, stage_words
from zenca_gui.core.verdict import Verdict, verdict, verdict_words
from zenca_gui.core.zone import Device, DeviceKind
from zenca_gui.ui.dates import ago, utc
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark

_STAGES = {
    Stage.UNKNOWN: (Tone.NEUTRAL, "unknown"),
    Stage.NOT_ASSIGNED: (Tone.NEUTRAL, "unknown"),
    Stage.ASSIGNED: (Tone.NEUTRAL, "waiting"),
    Stage.PENDING: (Tone.INFO, "waiting"),
    Stage.ACTIVE: (Tone.GOOD, "pass"),
    Stage.FAILED: (Tone.STOP, "stop"),
}
_VERDICTS = {
    Verdict.UNKNOWN: (Tone.NEUTRAL, "unknown"),
    Verdict.NOTHING: (Tone.GOOD, "pass"),
    Verdict.RETRY: (Tone.STOP, "refresh"),
    Verdict.WILL_FOLLOW: (Tone.INFO, "waiting"),
    Verdict.CHECK: (Tone.CAUTION, "eye"),
    Verdict.RE_ENROL: (Tone.CAUTION, "mobile"),
    Verdict.RE_REGISTER: (Tone.CAUTION, "workstation"),
}
_EVIDENCE = {
    Evidence.SEEN: (Tone.GOOD, "eye"),
    Evidence.REPORTED: (Tone.INFO, "server"),
    Evidence.TOLD: (Tone.NEUTRAL, "person"),
}
KIND, OS, USER, CONTACT, STAGE, VERDICT = range(1, 7)


def stage_mark(stage: Stage) -> Mark:
    """Return a stage as a badge."""
    return Mark(stage_words(stage), *_STAGES[stage])


def verdict_mark(what: Verdict) -> Mark:
    """Return a verdict as a badge."""
    return Mark(verdict_words(what), *_VERDICTS[what])


def evidence_mark(evidence: Evidence) -> Mark:
    """Return how we know as a badge."""
    return Mark(evidence_words(evidence), *_EVIDENCE[evidence])


def kind_words(kind: DeviceKind) -> str:
    """Return what a device is, as a person reads it."""
    return {
        DeviceKind.WORKSTATION: _("Workstation"),
        DeviceKind.SERVER: _("Server"),
        DeviceKind.SATELLITE: _("Satellite"),
        DeviceKind.MOBILE: _("Mobile"),
    }[kind]


class DeviceWords:
    """The words of a device at one moment. `now` None: there is no zone time, so no verdict.

    A repaint asks some thousand times, so the words are looked up once per moment.
    """

    def __init__(self, *, now: datetime | None, activated_at: datetime | None) -> None:
        self._now = now
        self._activated_at = activated_at
        self._kinds = {kind: kind_words(kind) for kind in DeviceKind}
        self._stages = {stage: stage_mark(stage) for stage in Stage}
        self._verdicts = {what: verdict_mark(what) for what in Verdict}
        self._lost = Mark(_("lost"), Tone.NEUTRAL, "unknown")

    @staticmethod
    def heads() -> Sequence[tuple[str, int, Style]]:
        """Return label, width and style of each column, left to right."""
        return (
            (_("Device"), 176, Style.PLAIN),
            (_("Kind"), 96, Style.QUIET),
            (_("System"), 136, Style.PLAIN),
            (_("User"), 112, Style.QUIET),
            (_("Last contact"), 112, Style.PLAIN),
            (_("Stage"), 224, Style.PLAIN),
            (_("Verdict"), 184, Style.PLAIN),
        )

    def cell(self, device: Device, column: int) -> str:
        """Return the words of one cell."""
        match column:
            case 1:
                return self._kinds[device.kind]
            case 2:
                return device.os
            case 3:
                return device.user
            case 4:
                return ago(device.last_contact, self._now) if self._now else ""
            case 5 | 6:
                mark = self.mark(device, column)
                return mark.text if mark else ""
        return device.name

    def row(self, device: Device) -> tuple[str, ...]:
        """Return the words of a whole row, moments exact: what is copied and exported."""
        words = [self.cell(device, column) for column in range(VERDICT + 1)]
        words[CONTACT] = utc(device.last_contact) if device.last_contact else ""
        return tuple(words)

    def mark(self, device: Device, column: int) -> Mark | None:
        """Return the badge of one cell, None for a cell of plain words."""
        if column == STAGE:
            return self._stages[device.stage]
        if column == VERDICT and device.lost:
            return self._lost
        if column == VERDICT and self._now is not None:
            what = verdict(device, activated_at=self._activated_at, now=self._now)
            return self._verdicts[what]
        return None

    def icon(self, device: Device) -> str:
        """Return the drawing that stands before the name."""
        return device.kind.value

    def tip(self, device: Device, column: int) -> str:
        """Return what the tool tip adds to a cell."""
        if column == STAGE:
            return self._stage_tip(device)
        if column == CONTACT and device.last_contact is not None:
            return utc(device.last_contact)
        return self.cell(device, column)

    def _stage_tip(self, device: Device) -> str:
        words = [stage_words(device.stage)]
        if device.stage_evidence is not None:
            words.append(evidence_words(device.stage_evidence))
        words += [word for word in (device.stage_by, device.stage_reason) if word]
        if device.stage_at is not None:
            words.append(utc(device.stage_at))
        return " · ".join(words)
