"""How ZENworks is reached, and what it said, is kept and comes back."""

from dataclasses import replace

from zenca_gui.core.zenworks import Absent, DeviceFacts, ZenworksAccess


def access_of(zone, **other):
    return ZenworksAccess(zone=zone.id, host="zen01.example.org", account="Administrator", **other)


def test_the_way_to_a_zone_comes_back_as_it_was_put(world, now):
    zone = world.zone()
    whole = access_of(zone, port=8443, pinned=b"0\x82", at_start=True, every_hours=4,
                      tried_at=now, trouble="It was away.", begun_at=now, read_at=now, devices=7,
                      nagged_at=now)  # fmt: skip
    assert world.store.zenworks.access(zone.id) is None
    with world.change():
        world.store.zenworks.put(access_of(zone))
    assert world.store.zenworks.access(zone.id) == access_of(zone)
    with world.change():
        world.store.zenworks.put(whole)
    assert world.store.zenworks.all() == [whole]


def test_how_a_reading_went_touches_neither_the_way_nor_the_journal(world, now):
    zone = world.zone()
    with world.change():
        world.store.zenworks.put(access_of(zone, every_hours=4))
    before = world.store.journal.head()
    with world.store.transaction():
        world.store.zenworks.went(access_of(zone, trouble="It was away.", tried_at=now))
    assert world.store.zenworks.access(zone.id) == access_of(
        zone, every_hours=4, trouble="It was away.", tried_at=now
    )
    assert world.store.journal.head() == before


def test_what_a_reading_told_of_is_remembered_until_the_next_begins(world):
    zone, other = world.zone(), world.zone("south")
    with world.store.transaction():
        world.store.zenworks.told(zone.id, ["a", "b"])
        world.store.zenworks.told(zone.id, ["b"])
        world.store.zenworks.told(other.id, ["c"])
    assert world.store.zenworks.among_told(zone.id, ["a", "b", "c"]) == {"a", "b"}
    with world.store.transaction():
        world.store.zenworks.begin(zone.id)
    assert world.store.zenworks.among_told(zone.id, ["a", "b"]) == frozenset()
    assert world.store.zenworks.among_told(other.id, ["c"]) == {"c"}


def test_devices_that_nobody_told_of_are_counted_and_some_are_named(world):
    zone = world.zone()
    names = {"a": "Zeta", "b": "alpha", "c": "Beta"}
    world.devices(zone, *({"guid": guid, "name": name} for guid, name in names.items()))
    world.devices(zone, {"guid": "d", "name": "old", "retired": True})
    with world.store.transaction():
        world.store.zenworks.told(zone.id, ["b"])
    assert world.store.zenworks.absent(zone.id, most=1) == Absent(number=2, first=("Beta",))


def test_the_facts_of_a_device_are_the_newest_and_go_with_it(world, now):
    zone = world.zone()
    (device,) = world.devices(zone, {})
    facts = DeviceFacts(device=device.id, folder="/Devices", version="23.3", status="Active",
                        read_at=now)  # fmt: skip
    with world.store.transaction():
        world.store.zenworks.note([replace(facts, version="23.1")])
        world.store.zenworks.note([facts])
    assert world.store.zenworks.facts(device.id) == facts
    with world.change():
        world.store.devices.remove([device.id])
    assert world.store.zenworks.facts(device.id) is None


def test_a_zone_that_is_reached_no_more_keeps_what_was_read(world, now):
    zone = world.zone()
    (device,) = world.devices(zone, {"guid": "a"})
    with world.change():
        world.store.zenworks.put(access_of(zone))
        world.store.zenworks.told(zone.id, ["a"])
        world.store.zenworks.note(
            [DeviceFacts(device=device.id, folder="/", version="", status="", read_at=now)]
        )
    with world.change():
        world.store.zenworks.forget(zone.id)
    assert world.store.zenworks.access(zone.id) is None
    assert world.store.zenworks.among_told(zone.id, ["a"]) == frozenset()
    assert world.store.zenworks.facts(device.id) is not None
