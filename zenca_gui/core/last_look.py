"""What changed since somebody last looked at the board? Its numbers then, its numbers now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import ServerId

_TOLD_STAGES = (Stage.FAILED, Stage.ACTIVE, Stage.PENDING, Stage.ASSIGNED, Stage.NOT_ASSIGNED)
_TOLD_VERDICTS = (Verdict.RE_REGISTER, Verdict.RE_ENROL, Verdict.RETRY, Verdict.CHECK)
_TOLD_SERVERS = (
    DeliveryState.FAILED, DeliveryState.ROLLED_BACK, DeliveryState.ENDED, DeliveryState.SWITCHED,
    DeliveryState.STAGED, DeliveryState.RETURNING, DeliveryState.RETURNED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The numbers that somebody saw, and when in the zone's time."""

    change: int
    at: datetime
    stages: Mapping[Stage, int] = field(default_factory=dict)
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    servers: Mapping[ServerId, DeliveryState] = field(default_factory=dict)
    follow_ups: Mapping[FollowUpState, int] = field(default_factory=dict)
    lost: int = 0

    def to_text(self) -> str:
        """Return it as it is stored."""
        return json.dumps(
            {
                "change": self.change,
                "at": to_text(self.at),
                "stages": {stage.value: n for stage, n in self.stages.items()},
                "verdicts": {verdict.value: n for verdict, n in self.verdicts.items()},
                "servers": {str(server): state.value for server, state in self.servers.items()},
                "follow_ups": {state.value: n for state, n in self.follow_ups.items()},
                "lost": self.lost,
            }
        )


def look_from_text(text: str) -> Look:
    """Read what `Look.to_text` wrote."""
    read = json.loads(text)
    return Look(
        change=read["change"],
        at=from_text(read["at"]),
        stages={Stage(key): n for key, n in read["stages"].items()},
        verdicts={Verdict(key): n for key, n in read["verdicts"].items()},
        servers={ServerId(int(key)): DeliveryState(at) for key, at in read["servers"].items()},
        follow_ups={FollowUpState(key): n for key, n in read["follow_ups"].items()},
        lost=read["lost"],
    )


class News(Enum):
    """What a difference is about."""

    STAGE = "stage"
    """Devices came to a stage since then, by the time at which they were there."""
    STAGE_LATE = "stage-late"
    """More devices are at a stage than came to it since: zenca heard of them late."""
    VERDICT = "verdict"
    LOST = "lost"
    SERVER = "server"
    DONE = "done"
    WAIVED = "waived"
    OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it was. `number`: how many are new, or how many there are now."""

    news: News
    number: int
    before: int = 0
    """For verdicts and the lost: how many it was."""
    stage: Stage | None = None
    verdict: Verdict | None = None
    server: DeliveryState | None = None


def differences(then: Look, now: Look, came: Mapping[Stage, int]) -> tuple[Difference, ...]:
    """Say what is different. `came`: devices that are at a stage since the look, by its time."""
    return (*_stages(then, now, came), *_servers(then, now), *_verdicts(then, now),
            *_work(then, now))  # fmt: skip


def _stages(then: Look, now: Look, came: Mapping[Stage, int]) -> list[Difference]:
    found = []
    for stage in _TOLD_STAGES:
        number = came.get(stage, 0)
        late = now.stages.get(stage, 0) - then.stages.get(stage, 0) - number
        if number:
            found.append(Difference(news=News.STAGE, number=number, stage=stage))
        if late > 0:
            found.append(Difference(news=News.STAGE_LATE, number=late, stage=stage))
    return found


def _servers(then: Look, now: Look) -> list[Difference]:
    moved = Counter(
        state for server, state in now.servers.items() if then.servers.get(server) is not state
    )
    return [
        Difference(news=News.SERVER, number=moved[state], server=state)
        for state in _TOLD_SERVERS
        if moved[state]
    ]


def _verdicts(then: Look, now: Look) -> list[Difference]:
    found = [
        Difference(news=News.VERDICT, number=number, before=before, verdict=verdict)
        for verdict in _TOLD_VERDICTS
        if (number := now.verdicts.get(verdict, 0)) != (before := then.verdicts.get(verdict, 0))
    ]
    if now.lost != then.lost:
        found.append(Difference(news=News.LOST, number=now.lost, before=then.lost))
    return found


def _work(then: Look, now: Look) -> list[Difference]:
    found = []
    for news, state in ((News.DONE, FollowUpState.DONE), (News.WAIVED, FollowUpState.WAIVED)):
        more = now.follow_ups.get(state, 0) - then.follow_ups.get(state, 0)
        if more > 0:
            found.append(Difference(news=news, number=more))
    new = sum(now.follow_ups.values()) - sum(then.follow_ups.values())
    if new > 0:
        found.append(Difference(news=News.OPENED, number=new))
    return found
