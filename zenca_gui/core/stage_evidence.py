"""What is a device's stage when several say so? Later beats earlier; what contradicts is kept.

Two sources contradict each other where they say different stages within a day (ours), and the
later one says less than the earlier, or both speak of the same moment. A stage that only moves on
is progress, whoever reports it. A source that says the same again changes nothing: the stage keeps
the moment when it was first so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.core.zone import Device

TOGETHER = timedelta(days=1)
_FAR = {
    Stage.NOT_ASSIGNED: 0,
    Stage.ASSIGNED: 1,
    Stage.FAILED: 1,
    Stage.PENDING: 2,
    Stage.ACTIVE: 3,
}


def known(device: Device) -> StageSaid | None:
    """Return what the device's stage rests on, None where nobody said one."""
    if device.stage is Stage.UNKNOWN or device.stage_at is None or device.stage_evidence is None:
        return None
    return StageSaid(
        stage=device.stage, at=device.stage_at, evidence=device.stage_evidence,
        by=device.stage_by, reason=device.stage_reason,
    )  # fmt: skip


def contradict(one: StageSaid, other: StageSaid) -> bool:
    """Tell whether two sources cannot both be right."""
    early, late = sorted((one, other), key=lambda said: said.at)
    if _source(early) == _source(late) or early.stage is late.stage:
        return False
    if late.at - early.at > TOGETHER:
        return False
    return early.at == late.at or _FAR[late.stage] < _FAR[early.stage]


def says_nothing(said: StageSaid, *, since: datetime | None) -> bool:
    """Tell whether it says nothing of the update that was assigned at `since`."""
    return said.stage is Stage.UNKNOWN or (since is not None and said.at < since)


def heard(device: Device, said: StageSaid, *, since: datetime | None = None) -> Device:
    """Return the device after this was said; earlier evidence never overwrites later.

    `since`: when the update that counts was assigned; what was so before says nothing of it.
    """
    if says_nothing(said, since=since):
        return device
    mine = known(device)
    if mine is None:
        return at_stage(device, said)
    if said.at < mine.at:
        newer = device.stage_other is None or said.at >= device.stage_other.at
        return replace(device, stage_other=said) if newer and contradict(said, mine) else device
    if said.stage is mine.stage and _source(said) == _source(mine):
        return device
    against = [other for other in (mine, device.stage_other) if other and contradict(other, said)]
    return replace(at_stage(device, said), stage_other=against[0] if against else None)


def told(device: Device, said: StageSaid) -> Device:
    """Return the device after a person decided; who sees a contradiction settles it."""
    if device.stage_other is not None or said.stage is Stage.UNKNOWN:
        return at_stage(device, said)
    return heard(device, said)


def at_stage(device: Device, said: StageSaid) -> Device:
    """Return the device at this stage, with nothing said against it."""
    return replace(
        device, stage=said.stage, stage_at=said.at, stage_evidence=said.evidence,
        stage_by=said.by, stage_reason=said.reason, stage_other=None,
    )  # fmt: skip


def _source(said: StageSaid) -> tuple[Evidence, str]:
    return said.evidence, said.by
