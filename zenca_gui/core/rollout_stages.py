"""In which order does the update go out? Who is in which stage, what comes next, what may be done.

Primaries, satellites, the pilot group, the rest: each begins when the one before is through. A
stage halts where a member failed or its time ran out, and asks a person, as the real product does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind, ServerRole

TIMEOUT = timedelta(days=3)
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=365)


class StageName(Enum):
    """The stages, in their order."""

    PRIMARIES = "primaries"
    SATELLITES = "satellites"
    PILOT = "pilot"
    REST = "rest"


class StageState(Enum):
    """Where a stage stands."""

    WAITING = "waiting"
    RUNNING = "running"
    HALTED = "halted"
    """It asks: a member failed, or the time ran out. Members may still come."""
    STOPPED = "stopped"
    """A person stopped it: nobody new is offered the update until it goes on."""
    DONE = "done"
    PASSED = "passed over"
    """Nobody was in it when its turn came."""
    LEFT = "gone on"
    """The rollout went on without the rest of it; who is missing may still come."""


class Halt(Enum):
    """Why a stage asks."""

    FAILED = "failed"
    TIMEOUT = "timeout"


THROUGH = frozenset({StageState.DONE, StageState.PASSED, StageState.LEFT})
OFFERING = frozenset({StageState.RUNNING, StageState.HALTED, *THROUGH})
"""In these a member may take the update."""

SERVERS = {
    ServerRole.PRIMARY: StageName.PRIMARIES,
    ServerRole.SATELLITE: StageName.SATELLITES,
}


@dataclass(frozen=True, slots=True)
class MemberRule:
    """Which devices a stage has; `test` None fits any."""

    stage: StageName
    kinds: frozenset[DeviceKind]
    test: bool | None = None


_OTHERS = frozenset(DeviceKind) - {DeviceKind.SATELLITE}
DEVICES = (
    MemberRule(StageName.SATELLITES, frozenset({DeviceKind.SATELLITE})),
    MemberRule(StageName.PILOT, _OTHERS, test=True),
    MemberRule(StageName.REST, _OTHERS, test=False),
)
"""Each device fits exactly one. Retired and lost devices are members of none."""

SERVER_THERE = frozenset(
    {
        DeliveryState.STAGED,
        DeliveryState.SWITCHED,
        DeliveryState.ENDED,
        DeliveryState.ROLLED_BACK,  # what was laid there still lies there
    }
)
DEVICE_THERE = frozenset({Stage.PENDING, Stage.ACTIVE})
NOT_THERE = frozenset(Stage) - DEVICE_THERE


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutStage:
    """One stage of one change."""

    change: ChangeId
    name: StageName
    timeout: timedelta = TIMEOUT
    state: StageState = StageState.WAITING
    begun_at: datetime | None = None
    clock_from: datetime | None = None
    """From when the timeout counts: it begins anew when an error is cleared."""
    ended_at: datetime | None = None
    halt: Halt | None = None
    left_out: int = 0
    """How many were missing when the rollout went on without them."""

    @property
    def due(self) -> datetime | None:
        """Return when its time runs out, None where no clock runs."""
        if self.state is not StageState.RUNNING or self.clock_from is None:
            return None
        return self.clock_from + self.timeout


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many members a stage has now, and where they are."""

    members: int = 0
    there: int = 0
    failed: int = 0

    @property
    def missing(self) -> int:
        """Return how many are not there yet."""
        return self.members - self.there


Standings = Mapping[StageName, Standing]


class Turn(Enum):
    """What happens to a stage by itself."""

    SKIP = "pass over"
    BEGIN = "begin"
    END = "end"
    FAIL = "fail"
    TIME_OUT = "time out"
    RECOVER = "recover"
    """Who had failed came after all: the clock goes on."""


@dataclass(frozen=True, slots=True)
class Move:
    """The one thing that happens next."""

    stage: RolloutStage
    turn: Turn


class Deed(Enum):
    """What a person may do with a stage."""

    BEGIN = "begin"
    STOP = "stop"
    GO_ON = "go on"
    CLEAR = "clear"
    WITHOUT = "go on without the rest"


ALLOWED: Mapping[Deed, frozenset[StageState]] = {
    Deed.BEGIN: frozenset({StageState.WAITING}),
    Deed.STOP: frozenset({StageState.RUNNING, StageState.HALTED}),
    Deed.GO_ON: frozenset({StageState.STOPPED}),
    Deed.CLEAR: frozenset({StageState.HALTED, StageState.DONE, StageState.LEFT}),
    Deed.WITHOUT: frozenset({StageState.RUNNING, StageState.HALTED, StageState.STOPPED}),
}


def plan(change: ChangeId) -> tuple[RolloutStage, ...]:
    """Return the stages of a change before the first begins."""
    return tuple(RolloutStage(change=change, name=name) for name in StageName)


def stage_of(kind: DeviceKind, *, test: bool) -> StageName:
    """Return the stage that a device belongs to."""
    return next(r.stage for r in DEVICES if kind in r.kinds and r.test in (None, test))


def several(standings: Standings) -> bool:
    """Tell whether more than one stage has devices: else an order among them says nothing."""
    return sum(standings[rule.stage].members > 0 for rule in DEVICES) > 1


def next_move(
    stages: Sequence[RolloutStage], standings: Standings, *, now: datetime, by_itself: bool
) -> Move | None:
    """Return what happens next, None where nothing does.

    `by_itself`: zenca offers the update, so that a stage can begin without a person.
    """
    at = turn_of(stages)
    if at is None:
        return None
    standing = standings[at.name]
    turn = _turn(at, standing, now=now, by_itself=by_itself)
    return Move(at, turn) if turn is not None else None


def turn_of(stages: Sequence[RolloutStage]) -> RolloutStage | None:
    """Return the first stage that is not through; those after it wait. None after the last."""
    return next((each for each in stages if each.state not in THROUGH), None)


def _turn(
    stage: RolloutStage, standing: Standing, *, now: datetime, by_itself: bool
) -> Turn | None:
    if stage.state is StageState.WAITING:
        if not standing.members:
            return Turn.SKIP
        return Turn.BEGIN if by_itself else None
    if stage.state is StageState.STOPPED:
        return None
    if not standing.missing:
        return Turn.END
    if stage.state is StageState.RUNNING:
        if standing.failed:
            return Turn.FAIL
        return Turn.TIME_OUT if stage.due is not None and stage.due <= now else None
    return Turn.RECOVER if stage.halt is Halt.FAILED and not standing.failed else None


def moved(move: Move, *, now: datetime) -> RolloutStage:
    """Return the stage after its turn."""
    stage = move.stage
    match move.turn:
        case Turn.SKIP:
            return replace(stage, state=StageState.PASSED, ended_at=now)
        case Turn.BEGIN:
            return begun(stage, now=now)
        case Turn.END:
            return replace(stage, state=StageState.DONE, ended_at=now, halt=None)
        case Turn.FAIL:
            return replace(stage, state=StageState.HALTED, halt=Halt.FAILED)
        case Turn.TIME_OUT:
            return replace(stage, state=StageState.HALTED, halt=Halt.TIMEOUT)
        case _:  # RECOVER
            return replace(stage, state=StageState.RUNNING, halt=None)


def begun(stage: RolloutStage, *, now: datetime) -> RolloutStage:
    """Return the stage with its clock running; what had begun already stays so."""
    return replace(
        stage, state=StageState.RUNNING, halt=None, clock_from=now, begun_at=stage.begun_at or now
    )


def may(deed: Deed, stages: Sequence[RolloutStage], name: StageName, standing: Standing) -> bool:
    """Tell whether this may be done with this stage now."""
    stage = next(each for each in stages if each.name is name)
    if stage.state not in ALLOWED[deed]:
        return False
    match deed:
        case Deed.BEGIN:
            return stage == turn_of(stages) and standing.members > 0
        case Deed.CLEAR:
            return stage.state is StageState.HALTED or standing.failed > 0
        case _:
            return True


def done(deed: Deed, stage: RolloutStage, standing: Standing, *, now: datetime) -> RolloutStage:
    """Return the stage after a person's deed; that it `may` be done was asked before."""
    match deed:
        case Deed.STOP:
            return replace(stage, state=StageState.STOPPED, halt=None, clock_from=None)
        case Deed.WITHOUT:
            return replace(
                stage, state=StageState.LEFT, halt=None, ended_at=now, left_out=standing.missing
            )
        case Deed.CLEAR if stage.state in THROUGH:
            return stage
        case _:
            return begun(stage, now=now)
