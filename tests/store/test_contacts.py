"""Contacts are kept as they move on: by heartbeats and by imports, a year of them in some bytes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zenca_gui.core.contact_history import KEPT, slot_of
from zenca_gui.core.rollout import Stage

DAY = timedelta(days=1)


@pytest.fixture
def zone(world):
    return world.zone()


def days_heard(world, zone, device, now):
    """How many days ago each kept contact of a device was, in whole quarters of a day."""
    look = world.store.contacts.look(zone.id)
    phase = look.phase if look else timedelta(0)
    (line,) = [each for each in world.store.contacts.lines(zone.id) if each.device == device.id]
    if line.history is None:
        return []
    slot = slot_of(now, phase)
    bits = line.history.seen_from(slot)
    return [back / 4 for back in range(KEPT) if bits >> back & 1]


def test_a_device_heard_once_needs_no_row(world, zone, now) -> None:
    (device,) = world.devices(zone, {"last_contact": now})
    assert days_heard(world, zone, device, now) == []


def test_heartbeats_are_kept_beside_the_last_contact(world, zone, now) -> None:
    (device,) = world.devices(zone, {"last_contact": now - 9 * DAY})
    for ago in (6, 5, 5, 2):
        with world.store.transaction():
            world.store.contacts.looked(zone.id, now - ago * DAY)
            world.store.devices.heard([(device.id, now - ago * DAY)])
    assert days_heard(world, zone, device, now) == [2, 5, 6, 9]


def test_an_import_that_writes_the_device_keeps_its_contact_too(world, zone, now) -> None:
    (device,) = world.devices(zone, {"last_contact": now - 3 * DAY})
    with world.change():
        world.store.devices.replace([replace(device, last_contact=now - DAY)])
    with world.change():
        world.store.devices.replace([replace(device, last_contact=now - DAY, name="other")])
    assert days_heard(world, zone, device, now) == [1, 3]


def test_a_device_never_heard_before_begins_with_its_first_contact(world, zone, now) -> None:
    (device,) = world.devices(zone, {})
    for ago in (4, 1):
        with world.store.transaction():
            world.store.devices.heard([(device.id, now - ago * DAY)])
    assert days_heard(world, zone, device, now) == [1, 4]


def test_a_clock_that_is_wrong_does_not_push_the_past_out(world, zone, now) -> None:
    (device,) = world.devices(zone, {"last_contact": now - DAY})
    with world.store.transaction():
        world.store.contacts.looked(zone.id, now)
        world.store.devices.heard([(device.id, now + 4000 * DAY)])
    (line,) = world.store.contacts.lines(zone.id)
    assert line.history is not None
    assert line.history.slots.bit_count() == 2


def test_the_first_look_fixes_the_phase_and_no_look_goes_back(world, zone, now) -> None:
    contacts = world.store.contacts
    assert contacts.look(zone.id) is None
    with world.store.transaction():
        contacts.looked(zone.id, now + timedelta(hours=2))
        contacts.looked(zone.id, now + timedelta(hours=3))
        contacts.looked(zone.id, now)
    look = contacts.look(zone.id)
    assert look is not None
    assert look.at == now + timedelta(hours=3)
    assert slot_of(now + timedelta(hours=2), look.phase) + 1 == slot_of(
        now + timedelta(hours=2, seconds=1), look.phase
    )


def test_lines_are_of_devices_that_count_and_can_be_chosen(world, zone, now) -> None:
    _plain, pending, *_left_out = world.devices(
        zone, {"last_contact": now}, {"stage": Stage.PENDING, "stage_at": now},
        {"lost": True, "last_contact": now + DAY}, {"retired": True},
    )  # fmt: skip
    contacts = world.store.contacts
    assert len(list(contacts.lines(zone.id))) == 2
    (line,) = contacts.lines(zone.id, stage=Stage.PENDING)
    assert (line.device, line.stage_reported) == (pending.id, now)
    assert contacts.newest(zone.id, until=now + 9 * DAY) == now
    assert contacts.newest(zone.id, until=now - DAY) is None


def test_a_share_is_a_sample_and_always_the_same(world, zone, now) -> None:
    world.devices(zone, *[{"last_contact": now}] * 400)
    contacts = world.store.contacts
    some = [line.device for line in contacts.lines(zone.id, share=0.25)]
    assert len(some) == pytest.approx(100, abs=30)
    assert some == [line.device for line in contacts.lines(zone.id, share=0.25)]


def test_a_device_that_is_removed_takes_its_history_along(world, zone, now) -> None:
    (device,) = world.devices(zone, {"last_contact": now - DAY})
    with world.store.transaction():
        world.store.devices.heard([(device.id, now)])
    with world.change():
        world.store.devices.remove([device.id])
    with world.store._link.reading() as db:
        assert db.execute("select count(*) from contact_history").fetchone()[0] == 0


def test_devices_are_counted_by_the_ten_minutes_of_their_contact(world, zone, now) -> None:
    about = now.replace(minute=30, second=0, microsecond=0)
    world.devices(
        zone,
        {"last_contact": about + timedelta(minutes=1)},
        {"last_contact": about + timedelta(minutes=9)},
        {"last_contact": about + timedelta(minutes=10)},
        {"last_contact": about, "lost": True},
        {},
    )
    found = {each.last_contact: each.number for each in world.store.contacts.counted(zone.id)}
    middle = about + timedelta(minutes=5)
    assert found == {middle: 2, middle + timedelta(minutes=10): 1, None: 1}


def test_the_longest_silent_come_first_without_those_that_have_followed(world, zone, now) -> None:
    stages = [Stage.ASSIGNED, Stage.PENDING, Stage.UNKNOWN, Stage.ACTIVE, Stage.ASSIGNED]
    made = world.devices(
        zone, *({"last_contact": now - n * DAY, "stage": s} for n, s in enumerate(stages))
    )
    found = [each.device for each in world.store.contacts.longest_silent(zone.id, limit=2)]
    assert found == [made[4].id, made[2].id]


def test_the_devices_at_one_stage_are_asked_for_alone(world, zone, now) -> None:
    made = world.devices(
        zone, {"last_contact": now, "stage": Stage.FAILED}, {"stage": Stage.ASSIGNED}
    )
    failed = [each.device for each in world.store.contacts.lines(zone.id, stage=Stage.FAILED)]
    assert failed == [made[0].id]
    assert len(list(world.store.contacts.lines(zone.id))) == 2
