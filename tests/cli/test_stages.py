"""`zenca change stages`: where the stages are, who is late, and what is done with one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.rollout_stages import StageName
from zenca_gui.core.zone import Actor, Carrier, Device, DeviceId, DeviceKind

DAY = timedelta(days=1)
STAGES = ("change", "stages", "--zone", "north")


@pytest.fixture
def begun(anna):
    """A zone with a pilot of two and a rest of one; its carrier begins stages by itself or not."""

    def make(carrier: Carrier = Carrier.LAB):
        console, by = anna.console, Actor("anna")
        desk, zone = console.desk, console.zones.named("north")
        console.authority.create(
            zone.id, subject="CN=north CA,O=Example", key=KeyKind.EC_P256, validity_days=60, by=by
        )
        zone = replace(zone, lab=str(desk.folder / "none"), carrier=carrier)
        with desk.change(by, zone) as journalled:
            desk.store.zones.replace(zone)
            desk.store.devices.add(
                [
                    Device(id=DeviceId(0), zone=zone.id, guid=name, name=name, test=name != "ws",
                           kind=DeviceKind.WORKSTATION, last_contact=desk.now(zone) - DAY)
                    for name in ("p1", "p2", "ws")
                ]
            )  # fmt: skip
            change = desk.store.changes.add(
                Change(
                    id=ChangeId(0), zone=zone.id, kind=ChangeKind.REMINT,
                    state=ChangeState.ASSIGNED, old=console.authority.active(zone.id).id,
                    opened_at=desk.clock(), opened_by=by, assigned_at=desk.now(zone),
                    choice=Choice(key=KeyKind.EC_P256, subject="CN=x", validity_days=900,
                                  server_validity_days=365, carrier=carrier),
                )
            )  # fmt: skip
            console.rollout_stages.begin_at_assign(change, now=desk.now(zone), by=by)
            journalled.record("test.assigned", "Assigned.")
        return zone

    return make


def report(anna, zone, stage: Stage, *names: str, reason: str = "") -> None:
    now = anna.console.desk.now(zone)
    anna.console.reports.take(
        zone.id,
        [DeviceReport(guid=name, at=now, source="test", last_contact=now, stage=stage,
                      reason=reason) for name in names],
        by=Actor("anna"),
    )  # fmt: skip


def states(anna) -> dict[str, str]:
    stages = anna.done(*STAGES, "--json").document["stages"]
    return {each["stage"]: each["state"] for each in stages}


def test_a_person_reads_where_each_stage_is_and_who_is_late(anna, begun) -> None:
    zone = begun()
    report(anna, zone, Stage.FAILED, "p1", reason="disk full")
    out = anna.done(*STAGES).out
    assert "Primary Servers  0        0      nobody in it" in out
    assert "Pilot group      2        0      failed" in out
    assert "Pilot group, late:\n  1 device is at Update Failed: disk full" in out


def test_a_script_reads_the_same_as_json(anna, begun) -> None:
    zone = begun()
    report(anna, zone, Stage.FAILED, "p1", reason="disk full")
    document = anna.done(*STAGES, "--json").document
    assert (document["in_stages"], document["begins_by_itself"]) == (True, True)
    pilot = next(each for each in document["stages"] if each["stage"] == "pilot")
    assert (pilot["members"], pilot["failed"], pilot["missing"]) == (2, 1, 2)
    assert (pilot["state"], pilot["halted_by"], pilot["timeout_hours"]) == ("halted", "failed", 72)
    assert pilot["deeds"] == ["clear", "go on without the rest", "stop"]
    assert [each["why"] for each in pilot["late"]] == ["failed", "silent"]


def test_a_stage_that_asks_is_not_left_by_accident(anna, begun) -> None:
    zone = begun()
    report(anna, zone, Stage.FAILED, "p1")
    refused = anna(*STAGES, "go-on", "pilot")
    assert refused.code == 1
    assert "2 members of the stage “Pilot group” are not there." in refused.err
    assert "--without-the-rest" in refused.err
    assert states(anna)["pilot"] == "halted"
    anna.done(*STAGES, "go-on", "pilot", "--without-the-rest")
    assert (states(anna)["pilot"], states(anna)["rest"]) == ("gone on", "running")


def test_an_error_is_cleared_and_a_stage_is_stopped_and_goes_on(anna, begun) -> None:
    zone = begun()
    report(anna, zone, Stage.FAILED, "p1")
    anna.done(*STAGES, "clear", "pilot")
    assert states(anna)["pilot"] == "running"
    anna.done(*STAGES, "stop", "pilot")
    assert states(anna)["pilot"] == "stopped"
    anna.done(*STAGES, "go-on", "pilot")
    assert states(anna)["pilot"] == "running"


def test_for_a_real_zone_the_next_stage_is_begun_by_hand(anna, begun) -> None:
    zone = begun(Carrier.ZONE)
    report(anna, zone, Stage.PENDING, "p1", "p2")
    assert states(anna)["rest"] == "waiting"
    assert "zenca change stages begin STAGE" in anna.done(*STAGES).out
    anna.done(*STAGES, "begin", "rest")
    assert states(anna)["rest"] == "running"


def test_a_timeout_is_set_in_days(anna, begun) -> None:
    begun()
    anna.done(*STAGES, "timeout", "rest", "--days", "0.5")
    stages = anna.done(*STAGES, "--json").document["stages"]
    assert [each["timeout_hours"] for each in stages] == [72, 72, 72, 12]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["stop"], 1, "Which stage?"),
        (["timeout", "rest"], 1, "How long?"),
        (["timeout", "rest", "--days", "soon"], 2, "no number of days"),
        (["timeout", "rest", "--days", "999"], 1, "between 1 hour and 365 days"),
        (["stop", "everybody"], 2, "is none of"),
        (["stop", "rest"], 1, "nothing to stop"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    anna, begun, asked: list[str], code: int, said: str
) -> None:
    begun()
    before = states(anna)
    ran = anna(*STAGES, *asked)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert states(anna) == before


def test_without_stages_it_says_so(anna) -> None:
    assert anna.done(*STAGES).out == "No rollout of this zone goes in stages now.\n"
    document = anna.done(*STAGES, "--json").document
    assert (document["in_stages"], document["stages"]) == (False, [])
    refused = anna(*STAGES, "stop", StageName.REST.value)
    assert refused.code == 1
