"""A rollout in stages: begun in order, halted where it must ask, and done by a person's word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.rollout_stages import Deed, StageName, StageState
from zenca_gui.core.stage_late import late_words
from zenca_gui.core.zone import Carrier, Device, DeviceId, DeviceKind, ServerRole, Zone
from zenca_gui.services.rollout_stages import RolloutOrder, StageLook

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PRIMARIES, SATELLITES, PILOT, REST = StageName


@dataclass
class Rollout:
    """A zone whose update goes out in stages, without a network: reports are told."""

    office: Office
    zone: Zone
    change: Change

    @property
    def order(self) -> RolloutOrder:
        found = self.office.console.rollout_stages.of(self.zone.id)
        assert found is not None
        return found

    def at(self, name: StageName) -> StageLook:
        return next(each for each in self.order.stages if each.stage.name is name)

    @property
    def states(self) -> list[StageState]:
        return [each.stage.state for each in self.order.stages]

    def do(self, name: StageName, deed: Deed) -> None:
        self.office.console.rollout_stages.do(self.zone.id, name, deed, by=ANNA)

    def lay(self, state: DeliveryState, *roles: ServerRole) -> None:
        """Note where the servers of these roles stand; none for all."""
        desk = self.office.console.desk
        with desk.change(ANNA, self.zone) as journalled:
            for server in desk.store.servers.of(self.zone.id):
                if server.role in (roles or tuple(ServerRole)):
                    desk.store.changes.delivered(
                        Delivery(zone=self.zone.id, change=self.change.id, server=server.id,
                                 state=state, at=desk.now(self.zone),
                                 detail="disk full" if state is DeliveryState.FAILED else "")
                    )  # fmt: skip
            journalled.record("test.laid", "Laid.")

    def report(self, stage: Stage, *names: str, reason: str = "") -> None:
        now = self.office.console.desk.now(self.zone)
        self.office.console.reports.take(
            self.zone.id,
            [DeviceReport(guid=name, at=now, source="test", last_contact=now, stage=stage,
                          reason=reason) for name in names],
            by=ANNA,
        )  # fmt: skip

    def stage_of(self, *names: str) -> list[Stage]:
        known = self.office.console.desk.store.devices.by_guid(self.zone.id, names)
        return [known[name].stage for name in names]


FLEET = {
    "sat": {"kind": DeviceKind.SATELLITE},
    "pilot": {"test": True},
    "ws1": {},
    "ws2": {},
    "phone": {"kind": DeviceKind.MOBILE},
    "lost": {"lost": True},
    "gone": {"retired": True},
}


@pytest.fixture
def rollout(office: Office) -> Callable[..., Rollout]:
    """Make a zone with this fleet and carrier, and assign its update in stages."""

    def begun(
        fleet: dict[str, dict[str, object]] = FLEET,
        carrier: Carrier = Carrier.LAB,
        servers: int = 2,
    ) -> Rollout:
        console, desk = office.console, office.console.desk
        zone = office.bare()
        with desk.change(ANNA, zone) as journalled:
            zone = replace(zone, lab=str(desk.folder / "no-lab"), carrier=carrier)
            desk.store.zones.replace(zone)
            journalled.record("test.zone", "A zone.")
        for n in range(servers):
            role = ServerRole.SATELLITE if n else ServerRole.PRIMARY
            console.servers.add(zone.id, f"zen0{n}.example.org", role=role, by=ANNA)
        old = console.authority.active(zone.id)
        assert old is not None
        with desk.change(ANNA, zone) as journalled:
            desk.store.devices.add(
                [
                    Device(**{"id": DeviceId(0), "zone": zone.id, "guid": name, "name": name,
                              "kind": DeviceKind.WORKSTATION, "stage": Stage.NOT_ASSIGNED,
                              "last_contact": desk.now(zone) - DAY, **fields})  # type: ignore[arg-type]
                    for name, fields in fleet.items()
                ]
            )  # fmt: skip
            change = desk.store.changes.add(
                Change(
                    id=ChangeId(0), zone=zone.id, kind=ChangeKind.REMINT,
                    state=ChangeState.ASSIGNED, old=old.id, opened_at=desk.clock(),
                    opened_by=ANNA, assigned_at=desk.now(zone),
                    choice=Choice(key=KeyKind.EC_P256, subject="CN=x", validity_days=900,
                                  server_validity_days=365, carrier=carrier),
                )
            )  # fmt: skip
            for server in desk.store.servers.of(zone.id):
                desk.store.changes.delivered(
                    Delivery(zone=zone.id, change=change.id, server=server.id,
                             state=DeliveryState.WAITING, at=desk.now(zone))
                )  # fmt: skip
            console.rollout_stages.begin_at_assign(change, now=desk.now(zone), by=ANNA)
            journalled.record("test.assigned", "Assigned.")
        return Rollout(office, zone, change)

    return begun


W, R, H, S = StageState.WAITING, StageState.RUNNING, StageState.HALTED, StageState.STOPPED
D, P, L = StageState.DONE, StageState.PASSED, StageState.LEFT


def test_from_the_primaries_to_the_rest_each_stage_begins_when_the_one_before_is_there(
    rollout: Callable[..., Rollout],
) -> None:
    here = rollout()
    assert here.states == [R, W, W, W]
    assert [e.members.standing.members for e in here.order.stages] == [1, 2, 1, 3]
    assert here.order.not_offered == 6
    here.lay(DeliveryState.STAGED, ServerRole.PRIMARY)
    assert here.states == [D, R, W, W]
    assert here.stage_of("sat", "pilot", "ws1") == [
        Stage.ASSIGNED, Stage.NOT_ASSIGNED, Stage.NOT_ASSIGNED,
    ]  # fmt: skip
    here.lay(DeliveryState.STAGED)
    assert here.states == [D, R, W, W], "the satellite's own agent is missing"
    here.report(Stage.PENDING, "sat")
    assert here.states == [D, D, R, W]
    here.report(Stage.ACTIVE, "pilot")
    assert here.states == [D, D, D, R]
    assert here.stage_of("ws1", "ws2", "phone", "lost", "gone") == [
        *[Stage.ASSIGNED] * 4, Stage.NOT_ASSIGNED,
    ]  # fmt: skip
    here.report(Stage.PENDING, "ws1", "ws2", "phone")
    assert here.states == [D, D, D, D], "nobody waits for a lost device"
    assert here.order.unfinished == ()


def test_a_stage_in_which_nobody_is_is_passed_over_and_said(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"ws1": {}}, servers=0)
    assert here.states == [P, P, P, R]
    here.report(Stage.PENDING, "ws1")
    assert here.states == [P, P, P, D]


def test_a_failure_halts_and_clearing_it_tries_again_with_a_new_clock(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"ws1": {}, "ws2": {}}, servers=0)
    office.clock.forward(hours=1)
    here.report(Stage.FAILED, "ws1", reason="disk full")
    asks = here.at(REST)
    assert asks.stage.state is H
    assert [late_words(late) for late in asks.members.late] == [
        "1 device is at Update Failed: disk full",
        "1 device was not in contact since the stage began. "
        "The longest silence began on 2026-11-22.",
    ]
    assert asks.deeds == {Deed.STOP, Deed.CLEAR, Deed.WITHOUT}
    here.do(REST, Deed.CLEAR)
    assert here.stage_of("ws1") == [Stage.ASSIGNED]
    assert here.at(REST).stage.due == here.order.now + 3 * DAY
    assert office.console.journal.entries(here.zone.name)[0].words == (
        "Stage “The rest”: error cleared; tried again: 1."
    )


def test_who_had_failed_and_comes_after_all_lets_the_stage_go_on_by_itself(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"ws1": {}, "ws2": {}}, servers=0)
    office.clock.forward(hours=1)
    here.report(Stage.FAILED, "ws1")
    assert here.at(REST).stage.state is H
    office.clock.forward(hours=1)
    here.report(Stage.PENDING, "ws1")
    assert here.at(REST).stage.state is R


def test_after_three_days_a_stage_asks_and_goes_on_without_the_rest_which_may_still_come(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    assert here.states == [P, P, R, W]
    office.clock.forward(days=3)
    assert here.states == [P, P, H, W]
    here.do(PILOT, Deed.WITHOUT)
    assert here.states == [P, P, L, R]
    assert here.at(PILOT).stage.left_out == 1
    assert here.stage_of("ws1") == [Stage.ASSIGNED]
    here.report(Stage.PENDING, "pilot")
    caught_up = here.at(PILOT)
    assert (caught_up.stage.left_out, caught_up.members.standing.missing) == (1, 0)


def test_the_overview_and_the_status_say_that_a_stage_asks(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    office.clock.forward(days=3)
    office.console.rollout_stages.look(here.zone.id)
    asks = "The stage “Pilot group” of the rollout has halted: its time is over."
    health = office.console.overview.look(here.zone.id).health
    assert [(line.text, line.action) for line in health if line.id == "stages"] == [
        (asks, "rollout")
    ]
    assert office.console.changes.status(here.zone.id).words.endswith(asks)
    here.do(PILOT, Deed.WITHOUT)
    health = office.console.overview.look(here.zone.id).health
    assert not [line for line in health if line.id == "stages"]


def test_a_late_member_ends_a_stage_that_timed_out(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    office.clock.forward(days=4)
    assert here.at(PILOT).stage.state is H
    here.report(Stage.PENDING, "pilot")
    assert here.states == [P, P, D, R]


def test_a_stopped_stage_does_nothing_until_it_goes_on(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    here.do(PILOT, Deed.STOP)
    office.clock.forward(days=9)
    here.report(Stage.PENDING, "pilot")
    assert here.states == [P, P, S, W]
    here.do(PILOT, Deed.GO_ON)
    assert here.states == [P, P, D, R]


def test_a_server_that_failed_halts_the_primaries_and_is_delivered_to_again(
    rollout: Callable[..., Rollout],
) -> None:
    here = rollout()
    here.lay(DeliveryState.FAILED, ServerRole.PRIMARY)
    asks = here.at(PRIMARIES)
    assert asks.stage.state is H
    assert asks.members.late_servers == ("zen00.example.org: delivery failed. disk full",)
    here.do(PRIMARIES, Deed.CLEAR)
    assert here.at(PRIMARIES).stage.state is R
    assert "not delivered yet" in here.at(PRIMARIES).members.late_servers[0]


def test_against_a_real_zone_a_person_begins_each_stage_after_the_first(
    rollout: Callable[..., Rollout],
) -> None:
    here = rollout(carrier=Carrier.ZONE)
    here.lay(DeliveryState.STAGED)
    assert here.states == [D, W, W, W]
    assert not here.order.by_itself
    assert here.at(SATELLITES).deeds == {Deed.BEGIN}
    with pytest.raises(ZencaError, match="its turn has not come"):
        here.do(REST, Deed.BEGIN)
    here.do(SATELLITES, Deed.BEGIN)
    assert here.states == [D, R, W, W]
    assert here.stage_of("sat", "ws1") == [Stage.ASSIGNED, Stage.NOT_ASSIGNED]


def test_what_cannot_be_done_is_refused_and_changes_nothing(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout()
    before, head = here.states, office.console.desk.store.journal.head()
    for name, deed in (
        (PRIMARIES, Deed.GO_ON), (PRIMARIES, Deed.CLEAR), (PRIMARIES, Deed.BEGIN),
        (PILOT, Deed.STOP), (PILOT, Deed.WITHOUT),
    ):  # fmt: skip
        with pytest.raises(ZencaError):
            here.do(name, deed)
    assert (here.states, office.console.desk.store.journal.head()) == (before, head)


def test_a_timeout_is_set_before_its_stage_begins(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    services = office.console.rollout_stages
    services.set_timeout(here.zone.id, REST, 5 * HOUR, by=ANNA)
    with pytest.raises(ZencaError, match="has begun; its timeout stays"):
        services.set_timeout(here.zone.id, PILOT, 5 * HOUR, by=ANNA)
    for wrong in (HOUR / 2, 366 * DAY):
        with pytest.raises(ZencaError, match="between 1 hour and 365 days"):
            services.set_timeout(here.zone.id, REST, wrong, by=ANNA)
    here.report(Stage.PENDING, "pilot")
    office.clock.forward(hours=5)
    assert here.states == [P, P, D, H]


def test_a_new_device_is_a_member_at_once_and_one_that_was_left_out_may_be_cleared(
    rollout: Callable[..., Rollout], office: Office
) -> None:
    here = rollout({"pilot": {"test": True}, "ws1": {}}, servers=0)
    office.console.devices.add(
        here.zone.id, "late", DeviceKind.WORKSTATION, by=ANNA, guid="late", test=True
    )
    assert here.at(PILOT).members.standing.members == 2
    office.clock.forward(hours=1)
    here.report(Stage.FAILED, "pilot", reason="no space")
    here.do(PILOT, Deed.WITHOUT)
    assert here.at(PILOT).deeds == {Deed.CLEAR}
    here.do(PILOT, Deed.CLEAR)
    assert here.stage_of("pilot") == [Stage.ASSIGNED]
    assert here.states == [P, P, L, R]


def test_what_was_chosen_the_last_time_is_proposed_again(office: Office) -> None:
    zone = office.lab(servers=1, devices=2)
    console = office.console
    first = console.devices.page(console.devices.ids(console.devices.query(zone.id)))[0]
    console.devices.edit(first.id, by=ANNA, test=True)
    office.ready(zone)
    assert console.rollout_stages.planning.preview(zone.id).proposed
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=False)
    assert console.rollout_stages.of(zone.id) is None
    console.changes.cancel(zone.id, by=ANNA)
    office.ready(zone)
    assert not console.rollout_stages.planning.preview(zone.id).proposed


def test_without_stages_there_is_nothing_to_see_and_nothing_to_do(office: Office) -> None:
    zone = office.bare()
    services = office.console.rollout_stages
    assert services.of(zone.id) is None
    assert not services.look(zone.id)
    assert services.held_servers(zone.id) == frozenset()
    assert not services.planning.preview(zone.id).proposed
    assert services.planning.refusal(zone.id) == "Nothing was chosen yet."
    with pytest.raises(NotFound, match="goes in stages"):
        services.do(zone.id, PILOT, Deed.STOP, by=ANNA)


def test_a_real_lab_offers_the_update_to_those_whose_stage_has_begun(office: Office) -> None:
    zone = office.lab(servers=2, devices=3)
    console = office.console
    first = console.devices.page(console.devices.ids(console.devices.query(zone.id)))[0]
    office.ready(zone)
    assert not console.rollout_stages.planning.preview(zone.id).proposed
    console.devices.edit(first.id, by=ANNA, test=True)
    preview = console.rollout_stages.planning.preview(zone.id)
    assert preview.proposed
    assert preview.members == {PRIMARIES: 2, PILOT: 1, REST: 2}
    second = console.servers.of(zone.id)[1]
    console.servers.edit(second.id, by=ANNA, role=ServerRole.SATELLITE)
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    said = [entry.words for entry in console.journal.entries(zone.name)]
    assert any(
        "Assigned the update in stages; 3 devices in all. "
        "Stage “Primary Servers”: begun; members: 1." in words for words in said
    )  # fmt: skip
    change = console.changes.open(zone.id)
    assert change is not None
    console.changes.deliver(zone.id, by=ANNA)
    where = console.desk.store.changes.deliveries(change.id)
    assert where[second.id].state is DeliveryState.WAITING, "its turn had not come"
    console.changes.deliver(zone.id, by=ANNA)
    where = console.desk.store.changes.deliveries(change.id)
    assert where[second.id].state is DeliveryState.STAGED
    order = console.rollout_stages.of(zone.id)
    assert order is not None
    assert [each.stage.state for each in order.stages] == [D, D, R, W]
    assert order.by_itself


def test_servers_whose_turn_has_not_come_are_not_delivered_to_unless_named(
    office: Office,
) -> None:
    zone = office.lab(servers=1, devices=1)
    console = office.console
    [server] = console.servers.of(zone.id)
    console.servers.edit(server.id, by=ANNA, role=ServerRole.SATELLITE)
    office.ready(zone)
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    console.rollout_stages.do(zone.id, SATELLITES, Deed.STOP, by=ANNA)
    with pytest.raises(ZencaError, match="turn of the servers that wait has not come"):
        console.changes.deliver(zone.id, by=ANNA)
    [laid] = console.changes.deliver(zone.id, by=ANNA, servers=[server.id])
    assert laid.state is DeliveryState.STAGED


def test_there_are_no_stages_where_no_update_reaches_a_device_or_none_is_meant_to(
    office: Office,
) -> None:
    console = office.console
    zone = office.bare()
    console.servers.add(zone.id, "zen01.example.org", by=ANNA)
    console.changes.start(zone.id, ChangeKind.SERVERS, by=ANNA)
    console.changes.choose(zone.id, console.changes.proposal(zone.id), by=ANNA)
    planning = console.rollout_stages.planning
    assert "brings nothing to devices" in planning.refusal(zone.id)
    assert not planning.preview(zone.id).proposed
    console.changes.cancel(zone.id, by=ANNA)
    office.draft(zone)
    assert planning.refusal(zone.id) == ""
    office.clock.forward(days=61)
    assert "The zone CA has ended" in planning.refusal(zone.id)


def test_an_ended_ca_is_not_assigned_in_stages(office: Office) -> None:
    zone = office.lab(servers=1, devices=1)
    office.ready(zone)
    office.clock.forward(days=42)
    console = office.console
    with pytest.raises(ZencaError, match="so there are no stages"):
        console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    change = console.changes.open(zone.id)
    assert change is not None
    assert change.state is ChangeState.MATERIAL


def test_a_rollout_in_stages_is_cancelled_like_any_other(office: Office) -> None:
    zone = office.lab(servers=1, devices=3)
    office.ready(zone)
    console = office.console
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    change = console.changes.cancel(zone.id, by=ANNA)
    assert change.state is ChangeState.CANCELLED
    assert console.rollout_stages.of(zone.id) is None
    devices = console.devices.page(console.devices.ids(console.devices.query(zone.id)))
    assert {device.stage for device in devices} == {Stage.NOT_ASSIGNED}


def test_after_the_activation_the_stages_go_on(office: Office) -> None:
    zone = office.lab(servers=1, devices=3)
    console = office.console
    first = console.devices.page(console.devices.ids(console.devices.query(zone.id)))[0]
    console.devices.edit(first.id, by=ANNA, test=True)
    office.ready(zone)
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    console.changes.deliver(zone.id, by=ANNA)
    assert console.changes.activate(zone.id, by=ANNA).failed == 0
    order = console.rollout_stages.of(zone.id)
    assert order is not None
    assert [each.stage.state for each in order.stages] == [D, P, R, W]
    assert order.not_offered == 2
    console.rollout_stages.do(zone.id, PILOT, Deed.WITHOUT, by=ANNA)
    order = console.rollout_stages.of(zone.id)
    assert order is not None
    assert [each.stage.state for each in order.stages] == [D, P, L, R]
    assert order.not_offered == 0
