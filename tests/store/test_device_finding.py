"""The first rows are those of the whole order, whichever way they are found."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zenca_gui.core.device_choice import DeviceMark
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind
from zenca_gui.store import device_finding, schema_search
from zenca_gui.store.database import open_store
from zenca_gui.store.device_search import asked_of_index

PARTS = ("Ärmel", "pc", "ws-0", "aß", "%", '"', "x")


@pytest.fixture
def zone(world):
    return world.zone()


@pytest.fixture
def fleet(world, zone, now):
    """Some hundred devices that differ in everything a filter asks for."""
    kinds, stages = list(DeviceKind), list(Stage)
    world.devices(world.zone("south"), {"name": "elsewhere"})
    return world.devices(
        zone,
        *(
            {
                "name": f"{PARTS[n % 7]}{n * 37 % 200}", "user": PARTS[n % 5], "os": f"os {n % 3}",
                "kind": kinds[n % 4], "stage": stages[n % 6], "amt": n % 4 == 0, "lost": n % 9 == 0,
                "retired": n % 11 == 0, "test": n % 5 == 0, "can_talk": (None, True, False)[n % 3],
                "last_contact": None if n % 8 == 0 else now - timedelta(hours=n * 13 % 90),
                "stage_at": now - timedelta(hours=n),
            }
            for n in range(200)
        ),
    )  # fmt: skip


def flags():
    return st.sampled_from([None, True, False])


QUERIES = st.fixed_dictionaries(
    {
        "search": st.sampled_from(
            ["", "w", "ws", "ws-", "ws-01", "ärm", "asse", "%", '"', "os 1", "2", " 2", "zü", "ü"]
        ),
        "kinds": st.frozensets(st.sampled_from(DeviceKind), max_size=2),
        "stages": st.frozensets(st.sampled_from(Stage), max_size=2),
        "verdicts": st.frozensets(st.sampled_from(Verdict), max_size=2),
        "amt": flags(), "retired": flags(), "lost": flags(), "can_talk": flags(), "test": flags(),
        "contradicted": flags(), "order": st.sampled_from(DeviceOrder), "descending": st.booleans(),
        "hours": st.tuples(*[st.sampled_from([None, 20, 50])] * 3),
    }
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=QUERIES, number=st.sampled_from([1, 5, 300]), walk=st.sampled_from([50, 200_000]),
       few=st.sampled_from([0, 2_000]), rare=st.sampled_from([3, 200_000]),
       small=st.sampled_from([10, 50_000]))  # fmt: skip
def test_every_way_finds_the_same(
    world, zone, fleet, now, monkeypatch, asked, number, walk, few, rare, small
):
    """`page` and the plain sentence without any index are the judge."""
    ages = dict(zip(("silent_since", "met_since", "stage_since"), asked["hours"], strict=True))
    since = {name: hours and now - timedelta(hours=hours) for name, hours in ages.items()}
    words = {name: value for name, value in asked.items() if name != "hours"}
    query = DeviceQuery(
        zone=zone.id, now=now, activated_at=now - timedelta(hours=40), **words, **since
    )
    with monkeypatch.context() as patched:
        for name, value in (("WALK", walk), ("FEW", few), ("RARE", rare), ("SMALL", small)):
            patched.setattr(device_finding, name, value)
        first = world.store.devices.first(query, number)
        ids = world.store.devices.ids(query)
    clause = device_finding.selection(query)
    with world.store._link.reading() as db:
        plain = db.execute(f"select id from device not indexed {clause.sql}", clause.values)
        judged = [row[0] for row in plain]
    assert list(ids) == judged
    assert list(first.ids) == judged[: len(first.ids)]
    assert len(first.ids) <= number
    if first.whole:
        assert list(first.ids) == judged
    elif walk > 50:
        assert len(first.ids) == number


def test_what_nobody_waits_for_is_given_up(world, zone, fleet, monkeypatch):
    monkeypatch.setattr(device_finding, "OFTEN", 10)
    query = DeviceQuery(zone=zone.id)
    assert world.store.devices.ids_unless(query, lambda: True) is None
    assert world.store.devices.ids_unless(query, lambda: False) == world.store.devices.ids(query)


def test_a_walk_that_is_too_long_says_what_it_found(world, zone, fleet, monkeypatch):
    for name, value in (("WALK", 300), ("FEW", 0), ("RARE", 0)):
        monkeypatch.setattr(device_finding, name, value)
    query = DeviceQuery(zone=zone.id, search="x")
    first = world.store.devices.first(query, 100)
    assert not first.whole
    assert list(first.ids) == list(world.store.devices.ids(query)[: len(first.ids)])


def whole_index(world):
    """SQLite compares the index with the devices, word by word."""
    with world.trial():
        world.store._link.writing().conn.execute(
            "insert into device_search (device_search, rank) values ('integrity-check', 1)"
        )


def found(world, zone, words):
    rows = world.store.devices
    return [d.name for d in rows.page(rows.ids(DeviceQuery(zone=zone.id, search=words)))]


def test_the_index_follows_every_change(world, zone):
    first, second, third = world.devices(zone, *({"name": f"pc-{n}"} for n in "abc"))
    from dataclasses import replace

    with world.change():
        world.store.devices.replace([replace(first, name="pc-a2"), replace(first, name="laptop")])
        world.store.devices.replace([replace(second, stage=Stage.ACTIVE)])
        world.store.devices.remove([third.id])
    assert found(world, zone, "pc-") == ["pc-b"]
    assert found(world, zone, "lapt") == ["laptop"]
    whole_index(world)
    with world.change():
        world.store.devices.remove([first.id])
        [new] = world.store.devices.add([replace(third, guid="new", name="born and gone")])
        world.store.devices.remove([new.id])
    assert found(world, zone, "lapt") == found(world, zone, "born") == []
    whole_index(world)
    with world.change():
        world.store.zones.remove(zone.id)
    whole_index(world)


def test_what_is_taken_back_leaves_the_index_as_it_was(world, zone):
    world.devices(zone, {"name": "kept"})
    with world.trial():
        world.store.devices.remove(world.store.devices.ids(DeviceQuery(zone=zone.id)))
    assert found(world, zone, "kep") == ["kept"]
    whole_index(world)


def test_a_zone_that_is_put_back_is_found_again(world, zone):
    world.devices(zone, {"name": "pc-old"})
    dumped = world.store.dump(zone.id)
    with world.change():
        again = world.store.load(dumped)
    assert found(world, again, "pc-o") == ["pc-old"]
    whole_index(world)


def test_a_sqlite_without_full_text_search_finds_the_same(folder, now, monkeypatch, world, zone):
    monkeypatch.setattr(schema_search, "knows_trigrams", lambda _db: False)
    plain = type(world)(open_store(folder.with_name("plain"), now=now), now)
    try:
        there = plain.zone()
        plain.devices(there, {"name": "pc-one"}, {"name": "Ärmel"})
        with plain.change():
            plain.store.devices.remove(plain.store.devices.ids(DeviceQuery(zone=there.id))[:1])
        assert found(plain, there, "ÄRM") == ["Ärmel"]
        assert found(plain, there, "pc-") == []
        with closing(sqlite3.connect(plain.store.path)) as db:
            names = {row[0] for row in db.execute("select name from sqlite_master")}
        assert "device_search" not in names
    finally:
        plain.store.close()


def letters(world, needle, at_most=1000):
    with world.store._link.reading() as db:
        return asked_of_index(db, needle, at_most=at_most)


def test_a_needle_is_asked_for_in_threes_and_quoted(world, fleet):
    assert letters(world, 'a"bc') == '"a""b" AND """bc"'
    assert letters(world, "aaaaa") == '"aaa"'
    assert letters(world, "x" * 3 + "".join(map(chr, range(200, 400)))).count("AND") == 39


def test_one_or_two_letters_are_asked_for_by_what_they_begin(world, zone):
    devices = ("xyz", "Österreich", "xq1", "a")
    world.devices(zone, *({"name": name, "guid": "", "os": name[-1:]} for name in devices))
    assert letters(world, "xy") == '"xyz"'
    assert letters(world, "x") == '"xq1" OR "xyz"'
    assert letters(world, "öü") == '"öü\n"', "a word that nobody has"
    assert letters(world, "x", at_most=1) == ""
    assert letters(world, "") == ""
    assert found(world, zone, "öü") == []
    assert found(world, zone, "XQ") == ["xq1"]


def test_stages_alone_are_written_and_marks_say_whom_they_changed(world, zone, now):
    from dataclasses import replace

    one, two = world.devices(zone, {"name": "a", "user": "bea"}, {"lost": True})
    told = replace(
        one, user="not written", stage=Stage.ACTIVE, stage_at=now, stage_evidence=Evidence.TOLD,
        stage_by="anna", stage_reason="seen",
    )  # fmt: skip
    with world.change():
        world.store.devices.restage([told])
        changed = world.store.devices.mark([one.id, two.id, 99], DeviceMark.LOST, on=True)
    assert world.store.devices.get(one.id) == replace(told, user="bea", lost=True)
    assert changed == [one.id]
    assert sorted(world.store.devices.guids([two.id, one.id, 99])) == ["g0", "g1"]
