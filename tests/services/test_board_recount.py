"""The board's numbers equal a recount by a second, naive program, written from DESIGN 5."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.office import ANNA, START
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.last_look import News
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Device, DeviceId, DeviceKind
from zenca_gui.services.board.last_looks import Door

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = START


@dataclass(frozen=True)
class Seed:
    """A device as the test thinks of it; hours ago. `contacts`: newest last."""

    kind: str
    stage: str
    contacts: tuple[int, ...]
    stage_ago: int
    lost: bool
    retired: bool
    test: bool
    amt: bool
    can_talk: bool | None

    @property
    def last(self):
        return NOW - self.contacts[-1] * HOUR if self.contacts else None

    @property
    def counts(self) -> bool:
        return not self.lost and not self.retired


kinds = st.sampled_from([kind.value for kind in DeviceKind])
stages = st.sampled_from([stage.value for stage in Stage])
hours = st.one_of(st.integers(0, 200), st.integers(0, 1500))
seeds = st.builds(
    Seed,
    kind=kinds,
    stage=stages,
    contacts=st.lists(hours, max_size=5, unique=True).map(lambda ago: tuple(sorted(ago)[::-1])),
    stage_ago=hours,
    lost=st.integers(0, 9).map(lambda n: n == 0),
    retired=st.integers(0, 9).map(lambda n: n == 0),
    test=st.booleans(),
    amt=st.booleans(),
    can_talk=st.sampled_from([None, None, True, False]),
)
STATES = [
    ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE, ChangeState.CANCELLING,
    ChangeState.ROLLING_BACK,
]  # fmt: skip


def recounted_verdict(seed: Seed, activated: int | None) -> str:
    """The table of DESIGN 5, row by row; `activated`: how many hours ago, below 0 to come."""
    mobile, passed = seed.kind == "mobile", activated is not None and activated >= 0
    if seed.stage == "unknown":
        return "unknown"
    if seed.stage == "new certificate active":
        return "nothing to do"
    if seed.stage == "update failed":
        if not passed:
            return "retry"
        return "must re-enrol" if mobile else "must re-register"
    if not passed:
        return "will follow"
    if seed.stage == "pending certificate activation":
        return "nothing to do"
    if seed.stage == "update assigned" and seed.contacts and seed.contacts[-1] <= activated:
        return "check its stage"
    return "must re-enrol" if mobile else "must re-register"


def tally(items) -> dict:
    found = {}
    for item in items:
        found[item] = found.get(item, 0) + 1
    return found


def six_hours_end(at):
    """The end of the quarter of a day that a moment lies in; the end belongs to it."""
    midnight = at.replace(hour=0, minute=0)
    for quarter in range(5):
        if at <= midnight + quarter * 6 * HOUR:
            return midnight + quarter * 6 * HOUR
    raise AssertionError


def came_at(seed: Seed, activated: int):
    """When it was first seen since: never by a contact in the activation's own six hours alone."""
    since, found = NOW - activated * HOUR, []
    if seed.stage == "new certificate active" and seed.stage_ago <= activated:
        found.append(NOW - seed.stage_ago * HOUR)
    if seed.contacts and seed.contacts[-1] <= activated:
        times = [NOW - ago * HOUR for ago in seed.contacts]
        ends = [six_hours_end(at) for at in times if six_hours_end(at) > six_hours_end(since)]
        found.append(min([times[-1], *ends]))
    return min(found) if found else None


@pytest.fixture
def zones(office):
    """A zone with these devices, its change at this state, and the board of it."""
    made = []

    def make(seeds, state: ChangeState, activated: int | None):
        home = office.bare(f"zone {len(made)}", days=90)
        made.append(home)
        store = office.console.desk.store
        old = store.authorities.generations(home.id)[0]
        at = None if activated is None else NOW - activated * HOUR
        active = state in (ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
        change = Change(
            id=ChangeId(0), zone=home.id, kind=ChangeKind.REMINT, state=state, old=old.id,
            new=old.id,
            choice=Choice(
                key=KeyKind.EC_P256, subject=old.certificate.subject, validity_days=3650,
                server_validity_days=700, activate_at=at,
            ),
            opened_at=NOW - 100 * DAY, opened_by=ANNA,
            assigned_at=None if state is ChangeState.MATERIAL else NOW - 90 * DAY,
            activated_at=at if active else None,
            retreated_at=at if state is ChangeState.ROLLING_BACK else (
                NOW if state is ChangeState.CANCELLING else None),
        )  # fmt: skip
        with office.console.desk.change(ANNA, home) as journalled:
            devices = store.devices.add(
                [
                    Device(
                        id=DeviceId(0), zone=home.id, guid=f"g{n}", name=f"d{n}",
                        kind=DeviceKind(seed.kind), os=f"system {n % 3}", amt=seed.amt,
                        lost=seed.lost, retired=seed.retired, test=seed.test,
                        can_talk=seed.can_talk, stage=Stage(seed.stage),
                        last_contact=NOW - seed.contacts[0] * HOUR if seed.contacts else None,
                        stage_at=None if seed.stage == "unknown" else NOW - seed.stage_ago * HOUR,
                        stage_evidence=None if seed.stage == "unknown" else Evidence.REPORTED,
                    )
                    for n, seed in enumerate(seeds)
                ]
            )  # fmt: skip
            for device, seed in zip(devices, seeds, strict=True):
                for ago in seed.contacts[1:]:
                    store.devices.heard([(device.id, NOW - ago * HOUR)])
            store.changes.add(change)
            journalled.record("test.made", "Made a zone.", {})
        return home, office.console.rollout.board(home.id)

    return make


slowly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
zone_of_devices = st.lists(seeds, max_size=40)
activations = st.one_of(st.none(), st.integers(-100, 100), st.integers(0, 800))


@slowly
@given(seeds=zone_of_devices, state=st.sampled_from(STATES), activated=activations)
def test_stages_verdicts_lost_and_silent_are_as_counted_by_hand(zones, seeds, state, activated):
    _home, board = zones(seeds, state, activated)
    there = [seed for seed in seeds if seed.counts]
    assert {
        (line.key, stage.value): number
        for line in board.stages
        for stage, number in line.counts.items()
    } == tally((seed.kind, seed.stage) for seed in there)
    assert {line.key: line.total for line in board.stages} == tally(seed.kind for seed in there)
    judged = state in (ChangeState.ASSIGNED, ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
    by_hand = tally(recounted_verdict(seed, activated) for seed in there) if judged else {}
    assert {verdict.value: number for verdict, number in board.verdicts.items()} == by_hand
    assert board.lost == len([seed for seed in seeds if seed.lost and not seed.retired])
    assert board.silent_now == len(
        [seed for seed in there if not seed.contacts or seed.contacts[-1] > 30 * 24]
    )


@slowly
@given(
    seeds=zone_of_devices,
    state=st.sampled_from([ChangeState.ACTIVE, ChangeState.ROLLING_BACK]),
    activated=st.one_of(st.integers(0, 48), st.integers(0, 800)),
)
def test_what_became_of_devices_is_as_counted_by_hand(zones, seeds, state, activated):
    _home, board = zones(seeds, state, activated)
    here = pending = unseen = reachable = cut_off = missing = came = lately = 0
    for seed in seeds:
        if not seed.counts:
            continue
        met = bool(seed.contacts) and seed.contacts[-1] <= activated
        arrived = seed.stage == "new certificate active"
        cut_off += seed.can_talk is False
        unseen += not met and not arrived
        if seed.can_talk is False or not (met or arrived):
            missing += 1
            continue
        here += arrived
        pending += not arrived and seed.stage == "pending certificate activation"
        reachable += seed.stage not in ("pending certificate activation", "new certificate active")
        at = came_at(seed, activated)
        if at is not None and at > NOW - activated * HOUR + DAY:
            came += 1
            lately += at > NOW - 7 * DAY
    turned, back = board.turned, board.back
    assert (turned.arrived, turned.following, turned.reachable) == (here, pending, reachable)
    assert (turned.unseen, turned.cut_off, turned.missing) == (unseen, cut_off, missing)
    assert missing + here + pending + reachable == len([seed for seed in seeds if seed.counts])
    assert (back.in_all, back.lately, back.missing) == (came, lately, missing)
    assert sum(back.days) == lately


@slowly
@given(seeds=zone_of_devices, state=st.sampled_from(STATES), activated=activations)
def test_a_number_on_the_board_is_the_length_of_the_list_behind_it(
    office, zones, seeds, state, activated
):
    home, board = zones(seeds, state, activated)

    def listed(**words: object) -> int:
        query = DeviceQuery(
            zone=home.id, lost=False, activated_at=board.left_behind_from, now=board.now, **words
        )
        return len(office.console.desk.store.devices.ids(query))

    for verdict, number in board.verdicts.items():
        assert listed(verdicts=frozenset({verdict})) == number
    if board.turned is not None:
        elsewhere = frozenset(Stage) - {Stage.ACTIVE}
        since = board.left_behind_from
        assert listed(stages=elsewhere, silent_since=since) == board.turned.unseen
        assert listed(can_talk=False) == board.turned.cut_off
        active, pending = frozenset({Stage.ACTIVE}), frozenset({Stage.PENDING})
        talking = {"met_since": since, "cut_off": False}
        assert listed(stages=active, cut_off=False) == board.turned.arrived
        assert listed(stages=pending, **talking) == board.turned.following
        assert listed(stages=elsewhere - pending, **talking) == board.turned.reachable
    if board.abandoned is not None:
        for number, where in (
            (board.abandoned.trusting, board.abandoned.trusting_stages),
            (board.abandoned.perhaps, board.abandoned.perhaps_stages),
        ):
            assert number == (listed(stages=where) if where else 0)


moves = st.lists(st.tuples(st.integers(0, 39), stages, st.integers(-6, 5)), max_size=25)
"""Which device comes to which stage, how many hours after the look; below 0 it is heard late."""


@slowly
@given(
    seeds=st.lists(seeds, min_size=1, max_size=40),
    state=st.sampled_from([ChangeState.ASSIGNED, ChangeState.ACTIVE]),
    moved=moves,
)
def test_what_changed_since_the_last_look_is_as_counted_by_hand(office, zones, seeds, state, moved):
    office.clock.shows = NOW
    home, board = zones(seeds, state, 50)
    looks, rows = office.console.last_looks, office.console.desk.store.devices
    looks.looked(home.id, board, by=ANNA, door=Door.WINDOW)
    devices = list(rows.page(rows.ids(DeviceQuery(zone=home.id, retired=None))))
    before = [(d.stage, d.stage_at) for d in devices]
    for at, stage, hours_after in moved:
        if at < len(devices) and stage != "unknown":
            devices[at] = replace(
                devices[at], stage=Stage(stage), stage_at=NOW + hours_after * HOUR,
                stage_evidence=Evidence.REPORTED,
            )  # fmt: skip
    with office.console.desk.change(ANNA, home) as journalled:
        rows.replace(devices)
        journalled.record("test.moved", "Moved devices.", {})
    office.clock.forward(hours=6)
    now = office.console.rollout.board(home.id)
    since = looks.since(home.id, now, by=ANNA, door=Door.WINDOW)
    office.clock.shows = NOW

    counting = [n for n, device in enumerate(devices) if device.counts]
    came: dict[Stage, int] = {}
    late: dict[Stage, int] = {}
    for stage in Stage:
        if stage is Stage.UNKNOWN:
            continue
        there = [devices[n] for n in counting if devices[n].stage is stage]
        was = len([n for n in counting if before[n][0] is stage])
        lately = len([each for each in there if each.stage_at and each.stage_at > NOW])
        if lately:
            came[stage] = lately
        if len(there) - was - lately > 0:
            late[stage] = len(there) - was - lately
    told = since.differences
    assert {d.stage: d.number for d in told if d.news is News.STAGE} == came
    assert {d.stage: d.number for d in told if d.news is News.STAGE_LATE} == late
    asking = (Verdict.RE_ENROL, Verdict.RE_REGISTER, Verdict.RETRY, Verdict.CHECK)
    assert {d.verdict: (d.before, d.number) for d in told if d.news is News.VERDICT} == {
        verdict: (board.verdicts.get(verdict, 0), now.verdicts.get(verdict, 0))
        for verdict in asking
        if board.verdicts.get(verdict, 0) != now.verdicts.get(verdict, 0)
    }
