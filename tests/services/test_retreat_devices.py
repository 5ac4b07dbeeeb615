"""A change is given up while real devices follow it: who took the new trust goes back."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.clients import pem, s_client
from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.zone import Carrier, Device, DeviceKind, Zone

HOURS_A_SECOND = 10 * 3600.0


@pytest.fixture
def zone(office: Office) -> Zone:
    """One server, and six devices that come and go within a day: phone, pinning ones, chaining."""
    zone = office.lab(servers=1, devices=8)
    away = {"sleepy laptop", "phone on leave"}
    gone = [d.id for d in devices(office, zone) if d.user in away]
    office.console.devices.remove(zone.id, gone, by=ANNA)
    return zone


def devices(office: Office, zone: Zone) -> list[Device]:
    found = office.console.devices
    return list(found.page(found.ids(found.query(zone.id))))


def wait_for(office: Office, zone: Zone, wanted: Callable[[], bool]) -> None:
    """Take the lab's reports until this holds; fail after twenty seconds."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        office.console.reports.collect(zone.id)
        if wanted():
            return
        threading.Event().wait(0.05)
    raise AssertionError([(d.name, d.stage) for d in devices(office, zone)])


def test_devices_that_took_the_cancelled_trust_take_it_back_and_then_it_ends(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    office.staged(zone)
    changes = office.console.changes
    office.console.labs.set_speed(zone.id, HOURS_A_SECOND, by=ANNA)
    wait_for(office, zone, lambda: all(d.stage is Stage.PENDING for d in devices(office, zone)))

    change = changes.cancel(zone.id, by=ANNA)
    assert change.state is ChangeState.CANCELLING
    wait_for(office, zone, lambda: not changes.what_is_open(zone.id))
    listed = office.console.follow_ups.of(zone.id)
    asked = [f for f in listed if f.kind is FollowUpKind.TRUSTS_ABANDONED]
    assert {f.subject for f in asked} == {d.name for d in devices(office, zone)}
    assert {f.state for f in asked} == {FollowUpState.DONE}
    assert {f.evidence for f in asked} == {"The device is at: Not assigned."}
    assert {d.stage for d in devices(office, zone)} == {Stage.NOT_ASSIGNED}
    assert changes.cancel(zone.id, by=ANNA).state is ChangeState.CANCELLED
    evidence = json.loads(changes.evidence(zone.id))
    assert evidence["retreat"]["abandoned_key"] == "destroyed"
    assert {d.can_talk for d in devices(office, zone)} == {True}
    [server] = office.console.servers.of(zone.id)
    now = office.console.desk.now(office.console.zones.get(zone.id))
    [old, _new] = office.console.authority.generations(zone.id)
    assert s_client(server, [pem(old.certificate)], at=now, folder=tmp_path)[0]


def test_devices_follow_a_roll_back_and_talk_when_the_cross_is_gone(
    office: Office, zone: Zone
) -> None:
    office.staged(zone)
    changes = office.console.changes
    office.console.labs.set_speed(zone.id, HOURS_A_SECOND, by=ANNA)
    wait_for(office, zone, lambda: all(d.stage is Stage.PENDING for d in devices(office, zone)))
    changes.activate(zone.id, by=ANNA)
    wait_for(office, zone, lambda: all(d.stage is Stage.ACTIVE for d in devices(office, zone)))

    changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    back = (Stage.PENDING, Stage.ACTIVE)
    wait_for(office, zone, lambda: all(d.stage in back for d in devices(office, zone)))
    changes.end_overlap(zone.id, by=ANNA, early=True)
    wait_for(office, zone, lambda: all(d.stage is Stage.ACTIVE for d in devices(office, zone)))
    assert {d.can_talk for d in devices(office, zone)} == {True}
    again = {f.subject for f in office.console.follow_ups.of(zone.id)
             if f.state is FollowUpState.OPEN}  # fmt: skip
    assert again == set(), "they cured themselves"
    changes.close(zone.id, by=ANNA)


def test_what_a_device_says_of_an_update_that_was_given_up_counts_no_more(
    office: Office, zone: Zone
) -> None:
    office.active(zone)
    change = office.console.changes.open(zone.id)
    assert change is not None
    update = office.console.desk.store.changes.update(change.id)
    assert update is not None
    office.console.changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    one = devices(office, zone)[0]
    now = office.console.desk.now(office.console.zones.get(zone.id))

    def say(name: str) -> Stage:
        said = DeviceReport(guid=one.guid, at=now, source="lab", stage=Stage.ACTIVE, update=name)
        office.console.reports.take(zone.id, [said], by=ANNA)
        return next(d.stage for d in devices(office, zone) if d.id == one.id)

    assert say(update.name) is Stage.ASSIGNED
    assert say(f"{update.name}, taken back") is Stage.ACTIVE


def test_where_nothing_reports_stages_a_cancel_knows_of_no_device_and_keeps_the_key(
    office: Office,
) -> None:
    zone = office.lab(servers=1, devices=0, name="quiet")
    office.console.devices.add(zone.id, "PC-1", DeviceKind.WORKSTATION, by=ANNA)
    office.draft(zone, carrier=Carrier.ZONE)
    office.console.backup.automatic(zone.id, by=ANNA)
    office.console.changes.preflight(zone.id, by=ANNA)
    office.console.changes.make_material(zone.id, by=ANNA)
    office.console.changes.review(zone.id)
    office.console.recovery.prove(zone.id, office.group(zone), by=ANNA)
    office.console.changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    office.console.changes.cancel(zone.id, by=ANNA)
    assert [d.stage for d in devices(office, zone)] == [Stage.UNKNOWN]
    evidence = json.loads(office.console.changes.evidence(zone.id))
    assert (evidence["state"], evidence["retreat"]["abandoned_key"]) == ("cancelled", "sealed")
    new = office.console.authority.generations(zone.id)[-1]
    assert new.key_id is not None
