"""Stages begin in order, halt where they must ask, and lose nobody on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.rollout_stages import (
    ALLOWED,
    DEVICES,
    OFFERING,
    THROUGH,
    TIMEOUT,
    Deed,
    Halt,
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
    several,
    stage_of,
    turn_of,
)
from zenca_gui.core.stage_words import (
    asking_words,
    clock_words,
    deed_words,
    not_through_words,
    span_words,
    stage_name,
    state_words,
    turn_words,
    why_not,
)
from zenca_gui.core.zone import DeviceKind

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANGE = ChangeId(1)
NOBODY = dict.fromkeys(StageName, Standing())


def stage(state: StageState = StageState.RUNNING, **fields: object) -> RolloutStage:
    begun = {"begun_at": NOW, "clock_from": NOW} if state is not StageState.WAITING else {}
    return RolloutStage(
        change=CHANGE, name=StageName.PILOT, state=state, **{**begun, **fields}
    )  # fmt: skip


def turn(
    at: RolloutStage, standing: Standing, *, now: datetime = NOW, by_itself: bool = True
) -> Turn | None:
    move = next_move([at], NOBODY | {at.name: standing}, now=now, by_itself=by_itself)
    return move.turn if move else None


def test_every_device_belongs_to_exactly_one_stage() -> None:
    for kind, test in product(DeviceKind, (False, True)):
        fits = [r for r in DEVICES if kind in r.kinds and r.test in (None, test)]
        assert [r.stage for r in fits] == [stage_of(kind, test=test)]


@pytest.mark.parametrize(
    ("kind", "test", "belongs"),
    [
        (DeviceKind.SATELLITE, False, StageName.SATELLITES),
        (DeviceKind.SATELLITE, True, StageName.SATELLITES),
        (DeviceKind.WORKSTATION, True, StageName.PILOT),
        (DeviceKind.MOBILE, True, StageName.PILOT),
        (DeviceKind.SERVER, False, StageName.REST),
        (DeviceKind.WORKSTATION, False, StageName.REST),
    ],
)
def test_satellites_come_before_the_pilot_and_the_pilot_before_the_rest(
    kind: DeviceKind, test: bool, belongs: StageName
) -> None:
    assert stage_of(kind, test=test) is belongs


def test_the_plan_has_every_stage_in_order_with_three_days_each() -> None:
    made = plan(CHANGE)
    assert [each.name for each in made] == list(StageName)
    assert {each.timeout for each in made} == {TIMEOUT} == {3 * DAY}
    assert {each.state for each in made} == {StageState.WAITING}


def test_an_order_says_something_only_where_two_stages_have_devices() -> None:
    one = NOBODY | {StageName.PRIMARIES: Standing(members=2), StageName.REST: Standing(members=9)}
    assert not several(one)
    assert several(one | {StageName.PILOT: Standing(members=1)})


@pytest.mark.parametrize(
    ("at", "standing", "after", "wanted"),
    [
        (stage(StageState.WAITING), Standing(), 0 * DAY, Turn.SKIP),
        (stage(StageState.WAITING), Standing(members=3), 0 * DAY, Turn.BEGIN),
        (stage(), Standing(members=3, there=2), 3 * DAY - HOUR, None),
        (stage(), Standing(members=3, there=2), 3 * DAY, Turn.TIME_OUT),
        (stage(), Standing(members=3, there=2, failed=1), HOUR, Turn.FAIL),
        (stage(), Standing(members=3, there=3), HOUR, Turn.END),
        (stage(), Standing(), HOUR, Turn.END),
        (stage(StageState.HALTED, halt=Halt.TIMEOUT), Standing(members=3), 9 * DAY, None),
        (stage(StageState.HALTED, halt=Halt.TIMEOUT), Standing(members=3, there=3), DAY, Turn.END),
        (stage(StageState.HALTED, halt=Halt.FAILED), Standing(members=3, failed=1), DAY, None),
        (stage(StageState.HALTED, halt=Halt.FAILED), Standing(members=3), DAY, Turn.RECOVER),
        (stage(StageState.STOPPED), Standing(members=3, there=3), 9 * DAY, None),
        (stage(StageState.DONE), Standing(members=3), 9 * DAY, None),
        (stage(StageState.LEFT), Standing(members=3), 9 * DAY, None),
        (stage(StageState.PASSED), Standing(members=3), 9 * DAY, None),
    ],
)
def test_what_happens_by_itself(
    at: RolloutStage, standing: Standing, after: timedelta, wanted: Turn | None
) -> None:
    assert turn(at, standing, now=NOW + after) is wanted


def test_where_zenca_does_not_offer_the_update_a_person_begins_each_stage() -> None:
    waits = stage(StageState.WAITING)
    assert turn(waits, Standing(members=3), by_itself=False) is None
    assert turn(waits, Standing(), by_itself=False) is Turn.SKIP
    assert may(Deed.BEGIN, [waits], waits.name, Standing(members=3))
    assert not may(Deed.BEGIN, [waits], waits.name, Standing())


def test_a_stage_waits_for_the_one_before_it() -> None:
    first, second = plan(CHANGE)[:2]
    full = NOBODY | {first.name: Standing(members=1), second.name: Standing(members=1)}
    running = moved(Move(first, Turn.BEGIN), now=NOW)
    assert next_move([running, second], full, now=NOW, by_itself=True) is None
    assert not may(Deed.BEGIN, [running, second], second.name, full[second.name])
    over = moved(Move(running, Turn.END), now=NOW)
    assert next_move([over, second], full, now=NOW, by_itself=True) == Move(second, Turn.BEGIN)
    assert turn_of([over, moved(Move(second, Turn.SKIP), now=NOW)]) is None


@pytest.mark.parametrize(
    ("turned", "state", "halt"),
    [
        (Turn.SKIP, StageState.PASSED, None),
        (Turn.BEGIN, StageState.RUNNING, None),
        (Turn.END, StageState.DONE, None),
        (Turn.FAIL, StageState.HALTED, Halt.FAILED),
        (Turn.TIME_OUT, StageState.HALTED, Halt.TIMEOUT),
        (Turn.RECOVER, StageState.RUNNING, None),
    ],
)
def test_a_turn_leads_to_its_state(turned: Turn, state: StageState, halt: Halt | None) -> None:
    after = moved(Move(stage(), turned), now=NOW + HOUR)
    assert (after.state, after.halt) == (state, halt)
    assert (after.ended_at == NOW + HOUR) is (state in THROUGH)


def test_who_recovers_keeps_the_clock_and_who_is_cleared_gets_a_new_one() -> None:
    halted = stage(StageState.HALTED, halt=Halt.FAILED)
    assert halted.due is None
    assert moved(Move(halted, Turn.RECOVER), now=NOW + DAY).due == NOW + 3 * DAY
    cleared = done(Deed.CLEAR, halted, Standing(members=3, failed=1), now=NOW + DAY)
    assert cleared.due == NOW + 4 * DAY
    assert cleared.begun_at == NOW


@pytest.mark.parametrize(("deed", "state"), list(product(Deed, StageState)))
def test_a_deed_is_allowed_in_its_states_alone(deed: Deed, state: StageState) -> None:
    at = stage(state, halt=Halt.TIMEOUT if state is StageState.HALTED else None)
    allowed = may(deed, [at], at.name, Standing(members=3, there=1, failed=1))
    assert allowed is (state in ALLOWED[deed])
    if not allowed:
        assert why_not(deed, at)


def test_a_stage_that_is_through_is_cleared_only_where_somebody_failed() -> None:
    left = stage(StageState.LEFT, left_out=2)
    assert not may(Deed.CLEAR, [left], left.name, Standing(members=3, there=1))
    failed = Standing(members=3, there=1, failed=2)
    assert may(Deed.CLEAR, [left], left.name, failed)
    assert done(Deed.CLEAR, left, failed, now=NOW) == left, "it is through all the same"


def test_stopping_holds_the_clock_and_going_on_starts_it_anew() -> None:
    standing = Standing(members=3, there=1)
    stopped = done(Deed.STOP, stage(), standing, now=NOW + DAY)
    assert (stopped.state, stopped.due) == (StageState.STOPPED, None)
    assert stopped.state not in OFFERING
    on = done(Deed.GO_ON, stopped, standing, now=NOW + 5 * DAY)
    assert (on.state, on.due, on.begun_at) == (StageState.RUNNING, NOW + 8 * DAY, NOW)


def test_going_on_without_the_rest_counts_them() -> None:
    left = done(Deed.WITHOUT, stage(), Standing(members=9, there=4), now=NOW + DAY)
    assert (left.state, left.left_out, left.ended_at) == (StageState.LEFT, 5, NOW + DAY)
    assert left.state in OFFERING, "they may still come"


Fate = st.sampled_from(["comes", "fails", "silent"])


@given(
    fleet=st.lists(st.tuples(st.sampled_from(DeviceKind), st.booleans(), Fate), max_size=12),
    deeds=st.lists(st.sampled_from(Deed), max_size=8),
    by_itself=st.booleans(),
)
def test_going_through_the_stages_never_loses_or_doubles_a_member(
    fleet: list[tuple[DeviceKind, bool, str]], deeds: list[Deed], by_itself: bool
) -> None:
    """Play a rollout to its end, with any deeds in between; count everybody after each step."""
    home = {name: [n for n, (kind, test, _fate) in enumerate(fleet)
                   if stage_of(kind, test=test) is name] for name in StageName}  # fmt: skip
    assert sorted(n for members in home.values() for n in members) == list(range(len(fleet)))
    stages = {each.name: each for each in plan(CHANGE)}
    there: set[int] = set()
    now = NOW

    def standings() -> dict[StageName, Standing]:
        offered = [name for name in StageName if stages[name].begun_at is not None]
        failed = {n for name in offered for n in home[name] if fleet[n][2] == "fails"}
        return {
            name: Standing(members=len(members), there=len(there & set(members)),
                           failed=len(failed & set(members) - there))
            for name, members in home.items()
        }  # fmt: skip

    def settle() -> None:
        while (move := next_move(
            list(stages.values()), standings(), now=now, by_itself=by_itself
        )) is not None:  # fmt: skip
            new = moved(move, now=now)
            assert new != move.stage, "every move leads on"
            stages[new.name] = new

    def come() -> None:
        for name, each in stages.items():
            if each.begun_at is not None and each.state in OFFERING:
                there.update(n for n in home[name] if fleet[n][2] == "comes")

    script = [*deeds, *[Deed.GO_ON, Deed.BEGIN, Deed.WITHOUT] * len(StageName)]
    for deed in script:
        settle()
        come()
        settle()
        at = turn_of(list(stages.values()))
        if at is not None and may(deed, list(stages.values()), at.name, standings()[at.name]):
            stages[at.name] = done(deed, at, standings()[at.name], now=now)
        now += HOUR
        counted = standings()
        assert sum(each.members for each in counted.values()) == len(fleet)
        assert all(each.missing >= each.failed >= 0 for each in counted.values())
    settle()
    assert {each.state for each in stages.values()} <= THROUGH
    left = {n for n, (_kind, _test, fate) in enumerate(fleet) if fate != "comes"}
    assert set(range(len(fleet))) - there == left
    assert sum(each.left_out for each in stages.values()) == len(left)
    for name, each in stages.items():
        assert (each.state is StageState.PASSED) is (not home[name])


def test_states_are_told_apart_in_words() -> None:
    shown = [stage(state) for state in StageState]
    shown.append(stage(StageState.HALTED, halt=Halt.FAILED))
    assert len({state_words(each) for each in shown}) == len(shown)
    assert len({stage_name(name) for name in StageName}) == len(StageName)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=5), "1 hour"),
        (timedelta(0), "1 hour"),
        (2 * DAY, "2 days"),
        (DAY + HOUR, "1 day 1 hour"),
        (2 * DAY - timedelta(seconds=1), "2 days"),
    ],
)
def test_a_span_is_days_and_hours(span: timedelta, words: str) -> None:
    assert span_words(span) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (stage(StageState.WAITING), "Timeout of 3 days"),
        (stage(), "Since 2026-11-23 12:00 UTC, times out in 2 days"),
        (stage(StageState.HALTED), "Since 2026-11-23 12:00 UTC"),
        (stage(StageState.STOPPED), "Since 2026-11-23 12:00 UTC"),
        (stage(StageState.DONE, ended_at=NOW + HOUR), "On 2026-11-23 13:00 UTC"),
        (stage(StageState.LEFT, ended_at=NOW, left_out=1),
         "On 2026-11-23 12:00 UTC, without 1 member"),
        (stage(StageState.LEFT, ended_at=NOW, left_out=1200),
         "On 2026-11-23 12:00 UTC, without 1,200 members"),
        (stage(StageState.PASSED, begun_at=None, ended_at=NOW),
         "Passed over on 2026-11-23 12:00 UTC"),
    ],
)  # fmt: skip
def test_a_stage_says_since_when_and_how_long(at: RolloutStage, words: str) -> None:
    assert clock_words(at, now=NOW + DAY) == words


def test_a_stage_that_lost_its_moment_says_no_wrong_one() -> None:
    assert clock_words(replace(stage(StageState.STOPPED), begun_at=None), now=NOW) == "Since "


def test_the_journal_names_stage_and_numbers() -> None:
    standing = Standing(members=1200, there=1000, failed=3)
    for turned in Turn:
        assert "“Pilot group”" in turn_words(turned, StageName.PILOT, standing)
    for deed in Deed:
        assert "“Pilot group”" in deed_words(deed, StageName.PILOT, standing)
    assert turn_words(Turn.TIME_OUT, StageName.PILOT, standing).endswith("missing: 200 of 1,200.")
    assert deed_words(Deed.CLEAR, StageName.PILOT, standing).endswith("tried again: 3.")


def test_a_stage_whose_turn_has_not_come_cannot_begin() -> None:
    assert "its turn has not come" in why_not(Deed.BEGIN, stage(StageState.WAITING))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (stage(StageState.WAITING), "The stage “Pilot group” of the rollout waits to be begun."),
        (stage(), ""),
        (stage(StageState.DONE), ""),
        (stage(StageState.STOPPED), "The stage “Pilot group” of the rollout is stopped."),
        (stage(StageState.HALTED, halt=Halt.FAILED),
         "The stage “Pilot group” of the rollout has halted: a member failed."),
        (stage(StageState.HALTED, halt=Halt.TIMEOUT),
         "The stage “Pilot group” of the rollout has halted: its time is over."),
    ],
)  # fmt: skip
def test_what_a_stage_asks_of_a_person_is_one_sentence(at: RolloutStage, words: str) -> None:
    assert asking_words([at]) == words


def test_before_an_activation_it_is_said_who_is_not_there() -> None:
    assert not_through_words(1, not_offered=0) == (
        "The stages are not through: 1 member is not there yet."
    )
    assert not_through_words(1200, not_offered=2).endswith(
        "1,200 members are not there yet. 2 were not even offered the update: their stage has not "
        "begun, or was stopped."
    )
