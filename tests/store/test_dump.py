"""A dumped zone comes back whole: under new numbers, in its old place or beside the others."""

import json
from dataclasses import replace

import pytest

from zenca_gui.core.errors import StoreError
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.store.belongings import BELONGINGS, NOT_DUMPED
from zenca_gui.store.database import open_store


@pytest.fixture
def elsewhere(tmp_path, now):
    """Another workstation's database, whose numbers are already used by another zone."""
    store = open_store(tmp_path / "elsewhere", now=now)
    yield store
    store.close()


def load(store, world, dumped):
    other = type(world)(store, world.now)
    with other.change():
        return store.load(json.loads(json.dumps(dumped)))


def told(store, zone):
    """All that the store's rooms say of a zone, without numbers."""
    rooms, rows = store.authorities, store.changes
    servers = {server.id: server.fqdn for server in store.servers.of(zone.id)}
    generations = {g.id: g.name for g in rooms.generations(zone.id)}
    devices = {d.id: d.name for d in store.devices.named(zone.id, "phone")}
    shared = {each.id: each.name for each in store.subscriptions.of(zone.id)}
    (change,) = rows.of(zone.id)
    old = rooms.generation(change.old)
    todo = rows.follow_ups(zone.id)
    return {
        "servers": [replace(s, id=0, zone=0) for s in store.servers.of(zone.id)],
        "seen": {
            servers[server]: replace(look, server=0, zone=0)
            for server, look in store.servers.last_seen(zone.id).items()
        },
        "generations": [replace(g, id=0, zone=0, change=g.change == change.id)
                        for g in rooms.generations(zone.id)],
        "certificates": [
            (servers[c.server], generations[c.generation], c.certificate, c.change == change.id)
            for c in rooms.server_certificates(zone.id)
        ],
        "crosses": [
            (generations[c.subject_generation], generations[c.issuer_generation], c.certificate)
            for c in rooms.crosses(zone.id)
        ],
        "keys": [replace(key, zone=0) for key in rooms.keys(zone.id)],
        "revoked": rooms.revoked(old.id),
        "crl": rooms.crl(old.id),
        "change": replace(change, id=0, zone=0, old=generations[change.old],
                          new=generations[change.new]),
        "update": replace(rows.update(change.id), id=0, zone=0, change=0),
        "deliveries": {servers[s]: d.release for s, d in rows.deliveries(change.id).items()},
        "stages": [replace(each, change=0) for each in store.stages.of(change.id)],
        "follow_ups": [
            (f.kind, f.subject, f.owner, f.steps, devices.get(f.device), shared.get(f.subscription))
            for f in todo
        ],
        "subscriptions": [
            replace(each, id=0, zone=0, server=servers.get(each.server))
            for each in store.subscriptions.of(zone.id)
        ],
        "kept": rows.kept(change.id, "preflight"),
        "leaf": [rooms.certificate(look.presented[0])
                 for look in store.servers.last_seen(zone.id).values() if look.presented],
    }  # fmt: skip


def test_a_zone_comes_back_whole_in_another_database(world, elsewhere):
    zone = world.full_zone()
    type(world)(elsewhere, world.now).full_zone("south")
    loaded = load(elsewhere, world, world.store.dump(zone.id))
    assert loaded == replace(zone, id=loaded.id)
    assert loaded.id != zone.id
    assert told(elsewhere, loaded) == told(world.store, zone)
    assert elsewhere.authorities.reserved_keys() == ["south-reserved"]
    with elsewhere._link.reading() as db:
        assert db.execute("pragma foreign_key_check").fetchall() == []


def test_in_the_place_of_the_zone_of_its_name_its_number_stays(world):
    zone = world.full_zone()
    before, dumped = told(world.store, zone), world.store.dump(zone.id)
    other = world.full_zone("south")
    south = told(world.store, other)
    with world.change():
        world.store.zones.replace(replace(zone, prepare_days=77))
        world.store.servers.remove(world.store.servers.of(zone.id)[0].id)
        world.store.devices.remove([d.id for d in world.store.devices.named(zone.id, "phone")])
    loaded = load(world.store, world, dumped)
    assert loaded == zone
    assert told(world.store, loaded) == before
    assert told(world.store, other) == south
    shown = world.store.administrators.shown("anna", zone.id, "window")
    assert shown == world.now


def test_the_journal_is_dumped_and_not_loaded(world, elsewhere):
    zone = world.full_zone()
    with world.change("south"):
        pass
    dumped = world.store.dump(zone.id)
    assert [line["kind"] for line in dumped["journal"]] == ["zone.added", "change.assigned"]
    assert dumped["head"]["sequence"] == 3
    load(elsewhere, world, dumped)
    assert [entry.kind for entry in elsewhere.journal.entries()] == ["test.changed"]


def test_a_dump_is_json_and_the_same_each_time(world):
    zone = world.full_zone()
    assert json.dumps(world.store.dump(zone.id)) == json.dumps(world.store.dump(zone.id))


def test_every_table_of_a_zone_is_dumped_or_left_out_on_purpose(world):
    with world.store._link.reading() as db:
        tables = {r[0] for r in db.execute("select name from sqlite_master where type = 'table'")}
        zoned = set()
        for table in tables:
            targets = {row["table"] for row in db.execute(f"pragma foreign_key_list({table})")}
            if targets & {"zone", "generation", "ca_change", "device"}:
                zoned.add(table)
        numbered = {
            table for table in tables
            if any(r["name"] == "id" and r["type"] == "INTEGER" and r["pk"]
                   for r in db.execute(f"pragma table_info({table})"))
        }  # fmt: skip
        refers = {
            each.table: {
                row["from"]: row["table"]
                for row in db.execute(f"pragma foreign_key_list({each.table})")
                if row["table"] not in ("zone", "certificate")
            }
            for each in BELONGINGS
        }
    assert zoned == {each.table for each in BELONGINGS} | NOT_DUMPED
    assert {e.table for e in BELONGINGS if e.numbered} == zoned & numbered
    assert {each.table: dict(each.refers) for each in BELONGINGS} == refers


def test_a_full_zone_has_a_row_in_every_table(world):
    dumped = world.store.dump(world.full_zone().id)
    assert [table for table, rows in dumped["rows"].items() if not rows] == []


def test_keys_of_a_zone_that_was_renamed_are_not_taken_from_it(world):
    zone = world.full_zone()
    dumped = world.store.dump(zone.id)
    with world.change():
        world.store.zones.replace(replace(zone, name="renamed"))
    with pytest.raises(StoreError, match="belong to the zone renamed"):
        load(world.store, world, dumped)
    assert [each.name for each in world.store.zones.all()] == ["renamed"]


def spoil(path, value):
    def change(dumped):
        *way, last = path
        place = dumped
        for step in way:
            place = place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (spoil(["form"], 2), "newer zenca"),
        (spoil(["schema"], ["m9999_tomorrow"]), "newer zenca"),
        (spoil(["zone", "colour"], "red"), "newer zenca"),
        (spoil(["rows", "server", 0, "colour; drop table zone"], "red"), "newer zenca"),
        (spoil(["rows"], None), "cannot|does not hold"),
        (spoil(["rows", "server"], [{"id": 1}]), "does not hold"),
        (spoil(["rows", "server_certificate", 0, "server"], 999), "does not hold"),
        (spoil(["certificates", 0, "der"], {"base64": "%%%"}), "does not hold"),
        (spoil(["certificates"], [1, 2]), "does not hold"),
        (spoil(["zone", "name"], None), "does not hold"),
        (spoil(["zone"], {}), "does not hold"),
        (lambda dumped: dumped.clear(), "does not hold"),
    ],
)
def test_what_is_no_dump_is_refused_and_nothing_changed(world, change, match):
    zone = world.full_zone()
    dumped = json.loads(json.dumps(world.store.dump(zone.id)))
    before = world.store.dump(zone.id)
    change(dumped)
    with pytest.raises(StoreError, match=match) as caught:
        load(world.store, world, dumped)
    assert caught.value.hint
    assert world.store.dump(zone.id) == before


def test_a_dump_of_an_older_schema_is_loaded(world, elsewhere):
    dumped = json.loads(json.dumps(world.store.dump(world.full_zone().id)))
    dumped["schema"] = dumped["schema"][:2]
    del dumped["rows"]["document"]
    assert load(elsewhere, world, dumped).name == "north"


def test_a_dump_sees_one_moment(world):
    zone = world.zone()
    with world.change():
        world.store.zones.replace(replace(zone, prepare_days=9))
        assert world.store.dump(zone.id)["zone"]["prepare_days"] == 9
    with world.change():
        world.store.zones.add(Zone(id=ZoneId(0), name="later"))
