"""Devices are counted along one index, and looks are kept for each administrator and door."""

from datetime import timedelta
from itertools import product

import pytest

from zenca_gui.core.contact_history import ContactHistory, slot_of
from zenca_gui.core.rollout import Stage
from zenca_gui.core.standing import verdicts
from zenca_gui.core.verdict import verdict
from zenca_gui.core.zone import DeviceKind
from zenca_gui.store.standings import _STANDINGS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def zone(world):
    return world.zone()


def test_every_combination_of_facts_is_counted_under_the_verdict_of_core(world, zone, now):
    since = now - DAY
    contacts = (None, since - HOUR, since, since + HOUR)
    made = world.devices(
        zone,
        *(
            {"kind": kind, "stage": stage, "last_contact": contact, "can_talk": talk}
            for kind, stage, contact, talk in product(
                DeviceKind, Stage, contacts, (None, True, False)
            )
        ),
    )
    for activated_at, passed in ((since, True), (now + DAY, False), (None, False)):
        standings = world.store.standings.standings(
            zone.id, since=activated_at if passed else None, silent_from=now - 30 * DAY
        )
        expected: dict = {}
        for device in made:
            judged = verdict(device, activated_at=activated_at, now=now)
            expected[judged] = expected.get(judged, 0) + 1
        assert verdicts(standings, activated=passed) == expected


def test_a_group_says_what_else_its_devices_are(world, zone, now):
    since, old = now - DAY, now - 40 * DAY
    world.devices(
        zone,
        {"last_contact": now, "can_talk": False},
        {"last_contact": now, "can_talk": True},
        {"last_contact": old},
        {"last_contact": None, "can_talk": False},
        {"last_contact": old, "retired": True},
        {"last_contact": old, "lost": True},
    )
    world.devices(world.zone("south"), {"last_contact": old})
    plain, lost = sorted(
        world.store.standings.standings(zone.id, since=since, silent_from=now - 30 * DAY),
        key=lambda each: each.lost,
    )
    assert (plain.number, plain.met, plain.cut_off, plain.met_cut_off) == (4, 2, 2, 1)
    assert (plain.silent, plain.never, plain.oldest) == (2, 1, old)
    assert (lost.lost, lost.number) == (True, 1)


def test_the_rows_themselves_are_not_looked_at(world, zone, now):
    values = {"zone": zone.id, "since": None, "silent_from": "2026"}
    with world.store.devices._link.reading() as db:
        plan = [row["detail"] for row in db.execute(f"explain query plan {_STANDINGS}", values)]
    looked = [line for line in plan if "device" in line]
    assert looked
    assert all("COVERING INDEX device_board" in line for line in looked)


def test_devices_are_counted_by_system_and_stage(world, zone):
    world.devices(
        zone, {"os": "Android 15"}, {"os": "Android 15", "stage": Stage.ACTIVE}, {"os": "x"},
        {"os": "x", "lost": True}, {"os": "x", "retired": True},
    )  # fmt: skip
    found = {(c.system, c.stage): c.number for c in world.store.standings.systems(zone.id)}
    assert found == {
        ("Android 15", Stage.UNKNOWN): 1, ("Android 15", Stage.ACTIVE): 1, ("x", Stage.UNKNOWN): 1,
    }  # fmt: skip


def test_who_came_to_a_stage_since_is_counted(world, zone, now):
    at = {"stage": Stage.PENDING, "stage_at": now}
    world.devices(
        zone, at, at, at | {"lost": True}, at | {"retired": True}, at | {"stage_at": now - HOUR},
        {"stage": Stage.FAILED, "stage_at": now + HOUR}, {},
    )  # fmt: skip
    found = world.store.standings.came_to(zone.id, now)
    assert found == {Stage.PENDING: 2, Stage.FAILED: 1}


def test_who_is_not_missing_is_read_with_its_history(world, zone, now):
    since = now - DAY
    made = world.devices(
        zone,
        {"last_contact": now - 3 * DAY},
        {"last_contact": now - 3 * DAY},
        {"stage": Stage.ACTIVE, "stage_at": now},
        {"last_contact": now, "can_talk": False},
        {"last_contact": now, "lost": True},
    )
    with world.change():
        world.store.devices.heard([(made[0].id, now)])
    found = world.store.standings.seen_again(zone.id, since=since)
    active, met = sorted(found, key=lambda each: each.active_at is None)
    slot = slot_of(now, timedelta(0))
    assert met.last_contact == now
    assert met.history == ContactHistory(newest=slot, slots=0b1000000000001)
    assert (active.active_at, active.last_contact) == (now, None)


def test_of_many_devices_one_in_so_many_is_read(world, zone, now):
    world.devices(zone, *({"last_contact": now} for _ in range(90)))
    world.devices(world.zone("south"), *({"last_contact": now} for _ in range(90)))
    rows = world.store.standings
    assert len(list(rows.seen_again(zone.id, since=now, one_in=3))) == 30
    assert list(rows.seen_again(zone.id, since=now + HOUR, one_in=3)) == []


def test_in_an_empty_database_nobody_is_read(world, zone, now):
    assert list(world.store.standings.seen_again(zone.id, since=now, one_in=3)) == []


def test_a_look_is_kept_for_one_administrator_and_door(world, zone):
    rows, before = world.store.standings, world.store.journal.head()
    with world.store.transaction():
        rows.keep_look("Anna", zone.id, "window", "first")
        rows.keep_look("anna", zone.id, "window", "second")
        rows.keep_look("anna", zone.id, "command", "third")
    assert rows.look("ANNA", zone.id, "window") == "second"
    assert rows.look("anna", zone.id, "command") == "third"
    assert rows.look("berta", zone.id, "window") is None
    assert world.store.journal.head() == before


def test_a_system_may_hold_any_sign(world, zone):
    world.devices(zone, {"os": "GNU/Linux"}, {"os": ""}, {"os": "a/b/c"})
    found = {each.system for each in world.store.standings.systems(zone.id)}
    assert found == {"GNU/Linux", "", "a/b/c"}
