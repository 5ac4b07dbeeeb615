"""Each clause of what is asked of follow-ups, as a claim: who has work, and until when."""

from datetime import timedelta

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState
from zenca_gui.core.rollout import Stage
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import ZENCA, Device, DeviceKind, Zone


@pytest.fixture
def lone(office: Office) -> Zone:
    """A lab of one server, without devices."""
    return office.lab(servers=1, devices=0)


def add(office: Office, zone: Zone, name: str, kind=DeviceKind.WORKSTATION, **fields) -> Device:
    return office.console.devices.add(zone.id, name, kind, by=ANNA, **fields)


def work(office: Office, zone: Zone) -> dict[str, FollowUp]:
    """What is to be done about each, without the overlap."""
    found = office.console.follow_ups.of(zone.id)
    return {each.subject: each for each in found if each.kind is not FollowUpKind.END_OVERLAP}


def tell(office: Office, zone: Zone, device: Device, stage: Stage) -> None:
    office.console.devices.tell_stage(zone.id, [device.id], stage, evidence="seen", by=ANNA)


def test_every_amt_device_that_is_not_retired_has_work_and_no_other_device_has(
    office, lone
) -> None:
    add(office, lone, "AMT desk", amt=True)
    add(office, lone, "AMT server", DeviceKind.SERVER, amt=True)
    add(office, lone, "AMT lost", amt=True, lost=True)
    add(office, lone, "AMT retired", amt=True, retired=True)
    add(office, lone, "PC")
    office.assigned(lone)
    found = work(office, lone)
    assert {name for name, each in found.items() if each.kind is FollowUpKind.AMT} == {
        "AMT desk", "AMT server", "AMT lost",
    }  # fmt: skip
    assert len(found) == 3


def test_where_the_publishers_certificate_stays_no_subscriber_has_work(office, lone) -> None:
    add(office, lone, "AMT desk", amt=True)
    [server] = office.console.servers.of(lone.id)
    office.console.subscriptions.add(
        lone.id, "North to South", Side.PUBLISHER, server.fqdn, by=ANNA
    )
    office.draft(lone, same_key=True, reissue=False)
    office.console.backup.automatic(lone.id, by=ANNA)
    office.console.changes.preflight(lone.id, by=ANNA)
    office.console.changes.make_material(lone.id, by=ANNA)
    office.console.changes.review(lone.id)
    office.console.recovery.prove(lone.id, office.group(lone), by=ANNA)
    office.console.changes.assign(lone.id, typed_name=lone.name, by=ANNA)
    assert {name: each.kind for name, each in work(office, lone).items()} == {
        "AMT desk": FollowUpKind.AMT
    }


def test_phones_re_enrol_and_agents_re_register_once_they_were_left_behind(office, lone) -> None:
    phone, agent = add(office, lone, "Phone", DeviceKind.MOBILE), add(office, lone, "PC")
    office.staged(lone)
    for device in (phone, agent):
        tell(office, lone, device, Stage.FAILED)
    assert work(office, lone) == {}, "before activation they may still follow"
    office.console.changes.activate(lone.id, by=ANNA)
    assert {name: each.kind for name, each in work(office, lone).items()} == {
        "Phone": FollowUpKind.RE_ENROL, "PC": FollowUpKind.RE_REGISTER,
    }  # fmt: skip


def test_one_that_ended_by_itself_is_asked_for_again_and_one_that_a_person_ended_is_not(
    office, lone
) -> None:
    amt, pc = add(office, lone, "AMT desk", amt=True), add(office, lone, "PC")
    follow_ups, devices = office.console.follow_ups, office.console.devices
    office.active(lone)
    office.clock.forward(hours=1)
    for device in (amt, pc):
        devices.edit(device.id, retired=True, by=ANNA)
    ended = follow_ups.of(lone.id)
    told = {each.evidence for each in ended if each.by == ZENCA}
    assert told == {
        "The device has no Intel AMT any more, or is retired.", "The device is retired.",
    }  # fmt: skip
    for device in (amt, pc):
        devices.edit(device.id, retired=False, by=ANNA)
    again = follow_ups.of(lone.id)
    assert [each.id for each in again] == [each.id for each in ended], "the same, not new ones"
    assert {each.state for each in again} == {FollowUpState.OPEN}
    mine = work(office, lone)["PC"]
    follow_ups.done(mine.id, "re-registered by hand", by=ANNA)
    assert work(office, lone)["PC"].state is FollowUpState.DONE


def test_a_lost_device_is_counted_apart_and_asked_for_again_once_it_is_found(office, lone) -> None:
    pc = add(office, lone, "PC")
    office.active(lone)
    assert work(office, lone)["PC"].kind is FollowUpKind.RE_REGISTER
    office.console.devices.edit(pc.id, lost=True, by=ANNA)
    assert work(office, lone)["PC"].evidence == "The device is lost: it is counted apart."
    office.console.devices.edit(pc.id, lost=False, by=ANNA)
    assert work(office, lone)["PC"].state is FollowUpState.OPEN


def test_close_waits_for_a_waived_one_again_from_its_day_on(office, lone) -> None:
    add(office, lone, "AMT desk", amt=True)
    office.active(lone)
    [each] = [f for f in office.console.follow_ups.of(lone.id) if f.kind is FollowUpKind.AMT]
    now = office.console.desk.now(lone)
    office.console.follow_ups.waive(each.id, "no hands", now + timedelta(days=3), by=ANNA)

    def waits() -> bool:
        said = office.console.changes.what_is_open(lone.id)
        return any(words.startswith("AMT desk: Unprovision") for words in said)

    assert not waits()
    office.clock.forward(days=3, minutes=1)
    assert waits()
