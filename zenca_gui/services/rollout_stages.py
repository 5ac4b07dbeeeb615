"""The stages of a rollout: begun, looked at when something came in, and what a person does there.

Every step is one transaction with its journal line, worked out from what the database says inside
it: whoever is killed between two steps, the next look goes on from the last one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.rollout_stages import (
    LONGEST,
    OFFERING,
    SERVERS,
    SHORTEST,
    THROUGH,
    Deed,
    Move,
    RolloutStage,
    StageName,
    StageState,
    Standing,
    Turn,
    done,
    may,
    moved,
    next_move,
    plan,
)
from zenca_gui.core.stage_words import deed_words, span_words, stage_name, turn_words, why_not
from zenca_gui.core.zone import ZENCA, Actor, Carrier, ServerId, Zone, ZoneId
from zenca_gui.services.change.offering import publish, waiting
from zenca_gui.services.desk import Desk
from zenca_gui.services.stage_assigning import assign_stage, try_again
from zenca_gui.services.stage_members import Members, StageMembers
from zenca_gui.services.stage_planning import StagePlanning

COUNTS = (ChangeState.ASSIGNED, ChangeState.ACTIVE)
"""In these states of a change its stages go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLook:
    """One stage as a person sees it."""

    stage: RolloutStage
    members: Members
    deeds: frozenset[Deed]
    """What may be done with it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutOrder:
    """The stages of the open change, looked at now."""

    change: Change
    stages: tuple[StageLook, ...]
    by_itself: bool
    """Whether the next stage begins without a person."""
    now: datetime

    @property
    def unfinished(self) -> tuple[StageLook, ...]:
        """Return the stages that are not through."""
        return tuple(each for each in self.stages if each.stage.state not in THROUGH)

    @property
    def missing(self) -> int:
        """Return how many members are not there, over all stages."""
        return sum(each.members.standing.missing for each in self.stages)

    @property
    def not_offered(self) -> int:
        """Return how many members may not take the update yet, or not any more."""
        shut = [each for each in self.stages if each.stage.state not in OFFERING]
        return sum(each.members.standing.missing for each in shut)


@dataclass
class RolloutStages:
    """Plan, look, do."""

    desk: Desk
    members: StageMembers
    _told: dict[ZoneId, frozenset[str]] = field(default_factory=dict)
    """Who waits, as the lab was told by this process."""

    def of(self, zone: ZoneId) -> RolloutOrder | None:
        """Look, and return where the stages are; None where the update goes to all at once."""
        self.look(zone)
        change = self._current(zone)
        if change is None:
            return None
        stages = self.desk.store.stages.of(change.id)
        members = self.members.of(change, stages)
        return RolloutOrder(
            change=change,
            stages=tuple(
                StageLook(
                    stage=each, members=members[each.name],
                    deeds=frozenset(
                        deed for deed in Deed
                        if may(deed, stages, each.name, members[each.name].standing)
                    ),
                )
                for each in stages
            ),
            by_itself=self._by_itself(change),
            now=self.desk.now(self.desk.zone(zone)),
        )  # fmt: skip

    @property
    def planning(self) -> StagePlanning:
        """Return what is known of stages before the update is assigned."""
        return StagePlanning(self.desk, self.members)

    def begin_at_assign(self, change: Change, *, now: datetime, by: Actor) -> list[str]:
        """Inside the assigning transaction: write the plan, and begin what begins with Assign.

        The first stage that has members begins, whoever carries the update: it is assigned now.
        """
        self.desk.store.stages.put(plan(change.id))
        said = []
        while (move := self._next(change, now, by_itself=True)) is not None:
            standing = self.members.standings(change, [])[move.stage.name]
            self._enact(change, move, now=now, by=by)
            said.append(turn_words(move.turn, move.stage.name, standing))
            if move.turn is Turn.BEGIN:
                break
        return said

    def look(self, zone: ZoneId) -> bool:
        """Do what happens by itself; tell whether anything did."""
        change = self._current(zone)
        if change is None or not self.desk.store.hand_overs.holding().writable:
            return False
        home, moved_on = self.desk.zone(zone), False
        while self._due(change, self.desk.now(home)):
            if not self._step(home, change):
                break
            moved_on = True
        self._tell(home, change)
        return moved_on

    def do(self, zone: ZoneId, name: StageName, deed: Deed, *, by: Actor) -> None:
        """Begin, stop, go on, clear the error, or go on without the rest."""
        home = self.desk.zone(zone)
        self.look(zone)
        with self.desk.change(by, home) as journalled:
            change = self._must(zone)
            stages = self.desk.store.stages.of(change.id)
            standing = self.members.standings(change, stages)[name]
            stage = next(each for each in stages if each.name is name)
            if not may(deed, stages, name, standing):
                raise ZencaError(why_not(deed, stage), _("Nothing was changed."))
            now = self.desk.now(home)
            new = done(deed, stage, standing, now=now)
            self.desk.store.stages.put([new])
            if deed is Deed.CLEAR:
                try_again(self.desk, change, name, now=now, by=by)
            if deed is Deed.BEGIN:
                assign_stage(self.desk, change, name, now=now, by=by)
            journalled.record(
                f"stage.{deed.name.lower().replace('_', '-')}",
                deed_words(deed, name, standing),
                _detail(new, standing),
                evidence=Evidence.TOLD,
            )
        self.look(zone)

    def set_timeout(self, zone: ZoneId, name: StageName, timeout: timedelta, *, by: Actor) -> None:
        """Set how long a stage may take, before it begins."""
        home = self.desk.zone(zone)
        if not SHORTEST <= timeout <= LONGEST:
            raise ZencaError(
                _("A timeout lies between {least} and {most}.").format(
                    least=span_words(SHORTEST), most=span_words(LONGEST)
                ),
                _("Nothing was changed."),
            )
        with self.desk.change(by, home) as journalled:
            change = self._must(zone)
            stages = self.desk.store.stages.of(change.id)
            stage = next(each for each in stages if each.name is name)
            if stage.state is not StageState.WAITING:
                raise ZencaError(
                    _("The stage “{stage}” has begun; its timeout stays.").format(
                        stage=stage_name(name)
                    ),
                    _("Nothing was changed."),
                )
            self.desk.store.stages.put([replace(stage, timeout=timeout)])
            journalled.record(
                "stage.timeout",
                _("Stage “{stage}”: times out after {span}.").format(
                    stage=stage_name(name), span=span_words(timeout)
                ),
                {"stage": name.value, "seconds": int(timeout.total_seconds())},
                evidence=Evidence.TOLD,
            )

    def held_servers(self, zone: ZoneId) -> frozenset[ServerId]:
        """Return the servers whose stage has not begun: nothing is delivered to them by itself."""
        change = self._current(zone)
        if change is None:
            return frozenset()
        stages = self.desk.store.stages.of(change.id)
        shut = {each.name for each in stages if each.state not in OFFERING}
        return frozenset(s.id for s in self.desk.store.servers.of(zone) if SERVERS[s.role] in shut)

    def _current(self, zone: ZoneId) -> Change | None:
        change = self.desk.store.changes.open(zone)
        if change is None or change.state not in COUNTS:
            return None
        return change if self.desk.store.stages.of(change.id) else None

    def _must(self, zone: ZoneId) -> Change:
        change = self._current(zone)
        if change is None:
            raise NotFound(
                _("No rollout of this zone goes in stages now."),
                _("Nothing was changed. Stages are chosen when the update is assigned."),
            )
        return change

    def _by_itself(self, change: Change) -> bool:
        """Tell whether zenca itself offers the update: only a lab takes it from zenca."""
        lab = bool(self.desk.zone(change.zone).lab)
        return lab and change.choice is not None and change.choice.carrier is Carrier.LAB

    def _due(self, change: Change, now: datetime) -> bool:
        """Tell whether something happens next, from what was counted last."""
        stages = self.desk.store.stages.of(change.id)
        found = self.members.of(change, stages)
        standings = {name: each.standing for name, each in found.items()}
        return next_move(
            stages, standings, now=now, by_itself=self._by_itself(change)
        ) is not None  # fmt: skip

    def _next(self, change: Change, now: datetime, *, by_itself: bool) -> Move | None:
        """Return the next move as the open transaction sees it."""
        stages = self.desk.store.stages.of(change.id)
        standings = self.members.standings(change, stages)
        return next_move(stages, standings, now=now, by_itself=by_itself)

    def _step(self, home: Zone, known: Change) -> bool:
        """Do one move in its own transaction; False where somebody else did it meanwhile."""
        with self.desk.change(ZENCA, home) as journalled:
            change = self.desk.store.changes.get(known.id)
            now = self.desk.now(home)
            if change.state not in COUNTS:
                return False
            move = self._next(change, now, by_itself=self._by_itself(change))
            if move is None:
                return False
            name = move.stage.name
            standing = self.members.standings(change, [])[name]
            new = self._enact(change, move, now=now, by=ZENCA)
            journalled.record(
                f"stage.{move.turn.name.lower().replace('_', '-')}",
                turn_words(move.turn, name, standing),
                _detail(new, standing),
            )
        return True

    def _enact(self, change: Change, move: Move, *, now: datetime, by: Actor) -> RolloutStage:
        new = moved(move, now=now)
        self.desk.store.stages.put([new])
        if move.turn is Turn.BEGIN:
            assign_stage(self.desk, change, new.name, now=now, by=by)
        return new

    def _tell(self, home: Zone, change: Change) -> None:
        """Tell a lab who waits, where it was told otherwise or this process never told it."""
        if not home.lab:
            return
        who = waiting(self.desk, change)
        if self._told.get(home.id) != who:
            publish(self.desk, home, self.desk.store.changes.get(change.id))
            self._told[home.id] = who


def _detail(stage: RolloutStage, standing: Standing) -> dict[str, str | int]:
    return {
        "stage": stage.name.value,
        "state": stage.state.value,
        "members": standing.members,
        "missing": standing.missing,
    }
