"""Devices are found, ordered, counted and judged by SQL as core says."""

from array import array
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from zenca_gui.core.device_query import DeviceCount, DeviceOrder, DeviceQuery
from zenca_gui.core.errors import StoreError
from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.core.verdict import Verdict, verdict
from zenca_gui.core.zone import DeviceKind


@pytest.fixture
def zone(world):
    return world.zone()


@pytest.fixture
def names(world, zone):
    """The names of the devices that a query finds, in its order."""

    def ask(**words):
        rows = world.store.devices
        return [d.name for d in rows.page(rows.ids(DeviceQuery(zone=zone.id, **words)))]

    return ask


def test_ids_are_an_array_and_pages_keep_their_order_without_what_is_gone(world, zone):
    made = world.devices(zone, {}, {}, {})
    ids = world.store.devices.ids(DeviceQuery(zone=zone.id))
    assert ids == array("q", [d.id for d in made])
    with world.change():
        world.store.devices.remove([made[1].id])
    assert world.store.devices.page([made[2].id, made[1].id, made[0].id]) == [made[2], made[0]]
    assert world.store.devices.page([]) == []


def test_a_number_is_never_given_twice(world, zone):
    (first,) = world.devices(zone, {})
    with world.change():
        world.store.devices.remove([first.id])
    (second,) = world.devices(zone, {})
    assert second.id > first.id


def test_adding_nothing_adds_nothing(world, zone):
    assert world.devices(zone) == []
    with world.change():
        world.store.devices.replace([])


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("MÜLL", ["Müller-PC"]),
        ("ller", ["Müller-PC"]),
        ("0b1C", ["ws2"]),
        ("BERTA", ["ws3"]),
        ("windows 11", ["ws4"]),
        ("  ws2 ", ["ws2"]),
        ("%", []),
        ("_", []),
        ("'; drop table device; --", []),
        ("", ["Müller-PC", "ws2", "ws3", "ws4"]),
    ],
)
def test_search_finds_parts_of_name_guid_user_and_os_in_any_case(world, zone, names, search, found):
    world.devices(
        zone, {"name": "Müller-PC"}, {"name": "ws2", "guid": "A0B1c2"},
        {"name": "ws3", "user": "Berta"}, {"name": "ws4", "os": "Windows 11"},
    )  # fmt: skip
    assert names(search=search) == found


def test_named_and_by_guid(world, zone):
    made = world.devices(zone, {"name": "Büro"}, {"name": "BÜRO"}, {"guid": ""}, {"guid": ""})
    other = world.zone("south")
    world.devices(other, {"name": "büro"})
    rows = world.store.devices
    assert rows.named(zone.id, "büro") == made[:2]
    assert rows.by_guid(zone.id, ["g1", "g0", "absent", ""]) == {"g0": made[0], "g1": made[1]}
    assert rows.by_guid(zone.id, []) == {}


def test_a_guid_is_one_devices_own(world, zone):
    first, second = world.devices(zone, {"guid": "a"}, {"guid": "b"})
    with pytest.raises(StoreError, match="same GUID"):
        world.devices(zone, {"guid": "a"})
    with pytest.raises(StoreError, match="same GUID"), world.change():
        world.store.devices.replace([replace(second, guid="a")])
    assert world.store.devices.page([first.id, second.id]) == [first, second]


def test_filters(world, zone, names):
    world.devices(
        zone,
        {"name": "amt", "amt": True, "can_talk": True},
        {"name": "lost", "lost": True, "can_talk": False},
        {"name": "old", "retired": True},
        {"name": "phone", "kind": DeviceKind.MOBILE, "stage": Stage.ACTIVE},
    )
    assert names() == ["amt", "lost", "phone"]
    assert names(retired=None) == ["amt", "lost", "old", "phone"]
    assert names(retired=True) == ["old"]
    assert names(lost=False, amt=False) == ["phone"]
    assert names(lost=True) == ["lost"]
    assert names(amt=True) == ["amt"]
    assert names(can_talk=True) == ["amt"]
    assert names(can_talk=False) == ["lost"]
    assert names(kinds=frozenset({DeviceKind.MOBILE, DeviceKind.SERVER})) == ["phone"]
    assert names(stages=frozenset({Stage.ACTIVE})) == ["phone"]


def test_orders(world, zone, names, now):
    world.devices(
        zone,
        {"name": "b", "os": "Y", "user": "c", "last_contact": now, "stage": Stage.FAILED},
        {"name": "A", "os": "x", "user": "B", "kind": DeviceKind.MOBILE, "stage": Stage.ASSIGNED},
        {"name": "Ü", "os": "z", "user": "a", "last_contact": now - timedelta(1)},
    )
    up = {order: names(order=order) for order in DeviceOrder}
    assert up == {
        DeviceOrder.NAME: ["A", "b", "Ü"],
        DeviceOrder.KIND: ["b", "Ü", "A"],
        DeviceOrder.OS: ["A", "b", "Ü"],
        DeviceOrder.LAST_CONTACT: ["A", "Ü", "b"],
        DeviceOrder.STAGE: ["Ü", "A", "b"],
        DeviceOrder.VERDICT: ["Ü", "b", "A"],
        DeviceOrder.USER: ["Ü", "A", "b"],
    }
    down = {order: names(order=order, descending=True) for order in DeviceOrder}
    assert down[DeviceOrder.NAME] == ["Ü", "b", "A"]
    assert all(set(down[order]) == set(up[order]) for order in DeviceOrder)


def test_the_verdict_of_sql_is_cores_for_every_combination(world, zone, now):
    contacts = (None, now - timedelta(2), now - timedelta(1), now, now + timedelta(1))
    combinations = [
        {"kind": kind, "stage": stage, "last_contact": contact}
        for kind, stage, contact in product(DeviceKind, Stage, contacts)
    ]
    devices = world.devices(zone, *combinations)
    for activated_at in (None, now - timedelta(1), now, now + timedelta(1)):
        for asked in Verdict:
            query = DeviceQuery(
                zone=zone.id, verdicts=frozenset({asked}), activated_at=activated_at, now=now
            )
            wanted = {
                d.id for d in devices if verdict(d, activated_at=activated_at, now=now) is asked
            }
            assert set(world.store.devices.ids(query)) == wanted


def test_verdicts_add_up_to_all_devices(world, zone, now):
    world.devices(zone, *({"stage": stage} for stage in Stage))
    query = DeviceQuery(zone=zone.id, verdicts=frozenset(Verdict), activated_at=now, now=now)
    assert len(world.store.devices.ids(query)) == len(Stage)


def test_counts_leave_the_retired_out_and_keep_the_lost_apart(world, zone):
    world.devices(
        zone, {}, {}, {"lost": True}, {"retired": True}, {"retired": True, "lost": True},
        {"kind": DeviceKind.MOBILE},
    )  # fmt: skip
    counts = {(c.kind, c.stage, c.lost): c for c in world.store.devices.counts(zone.id)}
    workstation, mobile = DeviceKind.WORKSTATION, DeviceKind.MOBILE
    assert counts == {
        (k, Stage.UNKNOWN, lost): DeviceCount(kind=k, stage=Stage.UNKNOWN, number=n, lost=lost)
        for k, lost, n in ((workstation, False, 2), (workstation, True, 1), (mobile, False, 1))
    }


def test_contacts_are_those_of_devices_that_count(world, zone, now):
    world.devices(
        zone, {"last_contact": now}, {}, {"lost": True, "last_contact": now}, {"retired": True}
    )
    assert sorted(world.store.devices.contacts(zone.id), key=str) == [now, None]


def test_a_contact_moves_forward_and_never_back(world, zone, now):
    soon, later = now + timedelta(minutes=1), now + timedelta(hours=1)
    fresh, known, ahead = world.devices(zone, {}, {"last_contact": now}, {"last_contact": later})
    with world.store.transaction():
        world.store.devices.heard([(d.id, soon) for d in (fresh, known, ahead)])
    seen = [d.last_contact for d in world.store.devices.page([fresh.id, known.id, ahead.id])]
    assert seen == [soon] * 2 + [later]


def test_queries_use_the_indexes(world, zone):
    from zenca_gui.store.device_filter import selection

    asked = selection(DeviceQuery(zone=zone.id))
    with world.store._link.reading() as db:
        plans = [
            " ".join(row["detail"] for row in db.execute(f"explain query plan {sql}", values))
            for sql, values in (
                (f"select id from device {asked.sql}", asked.values),
                ("select * from device where zone = 1 and guid = 'x' and guid <> ''", ()),
                ("select kind, stage, lost, count(*) from device where zone = 1 and retired = 0"
                 " group by kind, stage, lost", ()),
            )
        ]  # fmt: skip
    assert "device_by_name" in plans[0]
    assert "TEMP B-TREE" not in plans[0]
    assert "device_guid" in plans[1]
    assert "COVERING INDEX device_board" in plans[2]


def test_devices_of_any_of_several_names_are_found_at_once(world):
    zone, other = world.zone(), world.zone("south")
    world.devices(zone, {"name": "Ärmel"}, {"name": "b"}, {"name": "b", "guid": "g9"})
    world.devices(other, {"name": "b"})
    found = world.store.devices.of_names(zone.id, ["ÄRMEL", "B", "nobody"])
    assert sorted(device.name for device in found) == ["b", "b", "Ärmel"]


def test_devices_of_which_two_sources_say_different_stages_are_kept_by_the_filter(world):
    zone = world.zone()
    other = StageSaid(stage=Stage.ACTIVE, at=world.now, evidence=Evidence.REPORTED, by="list")
    world.devices(zone, {"name": "a"}, {"name": "b", "stage_other": other})

    def names(**asked):
        ids = world.store.devices.ids(DeviceQuery(zone=zone.id, **asked))
        return [device.name for device in world.store.devices.page(ids)]

    assert names() == ["a", "b"]
    assert names(contradicted=True) == ["b"]
    assert names(contradicted=False) == ["a"]


def test_devices_are_found_by_pilot_by_silence_and_by_when_they_came_to_their_stage(
    world, zone, names, now
):
    day = timedelta(days=1)
    world.devices(
        zone,
        {"name": "pilot", "test": True, "last_contact": now},
        {"name": "silent", "last_contact": now - 2 * day},
        {"name": "never"},
        {"name": "moved", "stage": Stage.PENDING, "stage_at": now, "last_contact": now},
        {"name": "rested", "stage": Stage.PENDING, "stage_at": now - 2 * day, "last_contact": now},
    )
    assert names(test=True) == ["pilot"]
    assert names(silent_since=now - day) == ["never", "silent"]
    assert names(stage_since=now - day) == ["moved"]


def test_devices_are_ordered_by_verdict_as_core_lists_them(world, zone, names, now):
    world.devices(
        zone,
        {"name": "active", "stage": Stage.ACTIVE},
        {"name": "failed", "stage": Stage.FAILED},
        {"name": "unknown"},
        {"name": "phone", "stage": Stage.ASSIGNED, "kind": DeviceKind.MOBILE},
    )
    asked = {"order": DeviceOrder.VERDICT, "activated_at": now, "now": now}
    assert names(**asked) == ["unknown", "active", "phone", "failed"]
    assert names(**asked, descending=True) == ["failed", "phone", "active", "unknown"]
