"""Every value comes back from its rows as it was."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zenca_gui.core.ca_change import OPEN, Change, ChangeState, Choice
from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    CrossCertificate,
    Generation,
    GenerationStatus,
    KeyId,
    SealedKey,
    ServerCertificate,
)
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.delivery import Delivery
from zenca_gui.core.errors import NotFound, StoreError
from zenca_gui.core.expiry import WarningPolicy
from zenca_gui.core.follow_up import FollowUp, FollowUpState
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.subscription import Subscription
from zenca_gui.core.system_update import SystemUpdate
from zenca_gui.core.zone import Actor, Administrator, Device, Server, SshAccess, Zone
from zenca_gui.store import changes as change_rows

quiet = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LONG = st.timedeltas(timedelta(0), timedelta(days=4000))
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
BIG = st.integers(0, 2**160 - 1)
SMALL = st.integers(0, 2**31)
for kind, strategy in ((str, TEXT), (datetime, TIMES), (timedelta, LONG), (int, SMALL)):
    st.register_type_strategy(kind, strategy)
st.register_type_strategy(float, st.floats(0, 1000, allow_nan=False))


def values(kind, **given_fields):
    """Values of a type with every optional field given, too."""
    return st.builds(kind, **{f.name: ... for f in fields(kind)} | given_fields)


@pytest.fixture
def filled(world):
    return world.full_zone()


@quiet
@given(data=st.data())
def test_zones(world, data):
    time, policy = data.draw(values(TimeSource)), data.draw(values(WarningPolicy))
    zone = data.draw(values(Zone, time=st.just(time), policy=st.just(policy)))
    with world.trial():
        added = world.store.zones.add(zone)
        assert added == replace(zone, id=added.id)
        assert world.store.zones.get(added.id) == added
        changed = replace(data.draw(values(Zone)), id=added.id)
        world.store.zones.replace(changed)
        assert world.store.zones.all() == [changed]


@quiet
@given(data=st.data())
def test_administrators(world, data):
    person = data.draw(values(Administrator))
    with world.trial():
        added = world.store.administrators.add(person)
        assert world.store.administrators.all() == [replace(person, id=added.id)]
        changed = replace(data.draw(values(Administrator)), id=added.id)
        world.store.administrators.replace(changed)
        assert world.store.administrators.named(changed.name) == changed


@quiet
@given(data=st.data())
def test_servers(world, filled, data):
    ssh = data.draw(st.none() | values(SshAccess))
    server = data.draw(values(Server, zone=st.just(filled.id), ssh=st.just(ssh)))
    with world.trial():
        added = world.store.servers.add(server)
        assert world.store.servers.get(added.id) == replace(server, id=added.id)
        changed = replace(data.draw(values(Server)), id=added.id, zone=filled.id)
        world.store.servers.replace(changed)
        assert changed in world.store.servers.of(filled.id)


@quiet
@given(data=st.data())
def test_subscriptions(world, filled, data):
    mine = {"zone": st.just(filled.id), "server": st.none()}
    shared = data.draw(values(Subscription, **mine))
    with world.trial():
        added = world.store.subscriptions.add(shared)
        assert world.store.subscriptions.get(added.id) == replace(shared, id=added.id)
        changed = replace(data.draw(values(Subscription, **mine)), id=added.id)
        world.store.subscriptions.replace(changed)
        assert changed in world.store.subscriptions.of(filled.id)
        world.store.subscriptions.remove(added.id)
        with pytest.raises(NotFound):
            world.store.subscriptions.get(added.id)


@quiet
@given(data=st.data())
def test_sightings(world, filled, data):
    server = world.store.servers.of(filled.id)[0]
    look = data.draw(values(Sighting, zone=st.just(filled.id), server=st.just(server.id)))
    with world.trial():
        world.store.servers.saw([look])
        assert world.store.servers.last_seen(filled.id)[server.id] == look
        assert world.store.servers.sightings(server.id)[0] == look
        assert len(world.store.servers.sightings(server.id)) == 2
        assert len(world.store.servers.sightings(server.id, 1)) == 1


@quiet
@given(data=st.data())
def test_devices(world, filled, data):
    first, second = (data.draw(values(Device, zone=st.just(filled.id))) for _ in range(2))
    with world.trial():
        (added,) = world.store.devices.add([first])
        assert world.store.devices.get(added.id) == replace(first, id=added.id)
        assert added in world.store.devices.named(filled.id, first.name)
        world.store.devices.replace([replace(second, id=added.id)])
        assert world.store.devices.get(added.id) == replace(second, id=added.id)


@quiet
@given(data=st.data())
def test_certificates_and_what_hangs_on_them(world, filled, data):
    rooms = world.store.authorities
    certs = data.draw(
        st.lists(
            values(Certificate, serial=BIG, sha256=HEX), min_size=4, max_size=4,
                 unique_by=lambda c: c.sha256)
    )  # fmt: skip
    leaf, issuer, root, cross_cert = certs
    change = world.store.changes.open(filled.id)
    server = world.store.servers.of(filled.id)[0]
    with world.trial():
        rooms.remember(certs)
        rooms.remember(certs)
        assert rooms.certificate(leaf.sha256) == leaf
        generation = data.draw(
            values(
                Generation, zone=st.just(filled.id), certificate=st.just(issuer),
                chain=st.just((root, leaf)), change=st.just(change.id), number=st.just(3),
                status=st.just(GenerationStatus.ABANDONED),
            )
        )  # fmt: skip
        added = rooms.add_generation(generation)
        assert rooms.generation(added.id) == replace(generation, id=added.id)
        other = replace(added, key_id=None, change=None, status=GenerationStatus.SUPERSEDED)
        rooms.replace_generation(other)
        assert rooms.generations(filled.id)[-1] == other
        cross = data.draw(
            values(
                CrossCertificate, zone=st.just(filled.id), change=st.just(change.id),
                subject_generation=st.just(added.id), issuer_generation=st.just(change.old),
                certificate=st.just(cross_cert),
            )
        )  # fmt: skip
        kept = rooms.add_cross(cross)
        assert kept in rooms.crosses(filled.id)
        assert kept in rooms.crosses(filled.id, change=change.id)
        held = data.draw(
            values(
                ServerCertificate, zone=st.just(filled.id), server=st.just(server.id),
                generation=st.just(added.id), certificate=st.just(leaf),
                change=st.sampled_from([None, change.id]),
            )
        )  # fmt: skip
        (made,) = rooms.add_server_certificates([held])
        assert rooms.server_certificates(filled.id, server=server.id)[-1] == made
        assert made == replace(held, id=made.id)
        old = replace(made, status=CertificateStatus.SUPERSEDED, key_id=None)
        rooms.replace_server_certificates([old])
        assert old in rooms.server_certificates(filled.id)
        assert rooms.server_certificates(filled.id, change=change.id)[0].change == change.id


@quiet
@given(data=st.data())
def test_changes_with_their_updates_deliveries_and_follow_ups(world, filled, data):
    rows = world.store.changes
    now_open = rows.open(filled.id)
    choice = data.draw(st.none() | values(Choice))
    change = data.draw(
        values(
            Change, zone=st.just(filled.id), old=st.just(now_open.old), choice=st.just(choice),
            new=st.sampled_from([None, now_open.new]), state=st.just(ChangeState.CLOSED),
        )
    )  # fmt: skip
    mine = {"zone": st.just(filled.id), "change": st.just(now_open.id)}
    server = world.store.servers.of(filled.id)[1]
    with world.trial():
        added = rows.add(change)
        assert rows.get(added.id) == replace(change, id=added.id)
        update = rows.add_update(
            data.draw(values(SystemUpdate, **mine | {"change": st.just(added.id)}))
        )
        assert rows.update(added.id) == update
        for _again in range(2):
            delivery = data.draw(values(Delivery, **mine, server=st.just(server.id)))
            rows.delivered(delivery)
            assert rows.deliveries(now_open.id)[server.id] == delivery
        todo = data.draw(values(FollowUp, **mine, device=st.none(), subscription=st.none()))
        (kept,) = rows.add_follow_ups([todo])
        assert rows.follow_up(kept.id) == replace(todo, id=kept.id)
        done = replace(kept, state=FollowUpState.DONE, by=Actor("berta"))
        rows.replace_follow_up(done)
        assert rows.follow_ups(filled.id)[-1] == done
        assert rows.follow_ups(filled.id, change=added.id) == []


def test_sealed_keys(world, filled):
    rooms = world.store.authorities
    assert rooms.reserved_keys() == [KeyId("north-reserved")]
    sealed = [
        SealedKey(id=KeyId(i), zone=filled.id, purpose="server", pem=b"\x00pem",
                  wrapped_by=KeyId("north-reserved"), public_sha256="aa")
        for i in "ab"
    ]  # fmt: skip
    with world.change():
        rooms.add_keys(sealed)
    assert rooms.reserved_keys() == []
    assert rooms.keys(filled.id)[1:] == sealed
    assert rooms.key(KeyId("a")) == sealed[0]
    assert "pem" not in repr(sealed[0])
    with world.change():
        rooms.destroy_keys([KeyId("a"), KeyId("b")])
    assert rooms.key(KeyId("a")) is None


def test_revoked_serials_are_kept_once_whatever_their_length(world, filled, now):
    rooms, old = world.store.authorities, world.active(filled)
    later = [Revoked(serial=2**158 + 1, at=now + timedelta(1)), Revoked(serial=5, at=now)]
    with world.change():
        rooms.revoke(old.id, later)
    assert rooms.revoked(old.id) == [Revoked(serial=2**158 + 1, at=now), later[1]]


def test_the_newest_crl_is_the_one_of_the_highest_number(world, filled, now):
    rooms, old = world.store.authorities, world.active(filled)
    with world.change():
        rooms.add_crl(old.id, 10, b"ten", now)
        rooms.add_crl(old.id, 9, b"nine", now)
    assert rooms.crl(old.id) == (10, b"ten")
    assert rooms.crl(rooms.generations(filled.id)[1].id) is None


def test_documents_of_a_change_are_replaced_by_name(world, filled):
    change = world.store.changes.open(filled.id)
    assert world.store.changes.kept(change.id, "evidence") is None
    with world.change():
        world.store.changes.keep(change.id, "evidence", "one")
        world.store.changes.keep(change.id, "evidence", "two")
    assert world.store.changes.kept(change.id, "evidence") == "two"
    assert world.store.changes.kept(change.id, "preflight") == '{"checks": []}'


def test_when_a_warning_was_shown_is_kept_for_each_person_zone_and_door(world, now):
    zone, rows = world.zone(), world.store.administrators
    with world.store.transaction():
        rows.mark_shown("Änna", zone.id, "window", now)
        rows.mark_shown("änna", zone.id, "window", now + timedelta(1))
    assert rows.shown("ÄNNA", zone.id, "window") == now + timedelta(1)
    assert rows.shown("ÄNNA", zone.id, "check") is None
    assert rows.shown("berta", zone.id, "window") is None


@pytest.mark.parametrize("name", ["north", "NORTH"])
def test_a_name_is_taken_in_upper_and_lower_case_alike(world, name):
    first, second = world.zone("North"), world.zone("south")
    with pytest.raises(StoreError, match="a zone North already"):
        world.zone(name)
    with pytest.raises(StoreError, match="a zone North already"), world.change():
        world.store.zones.replace(replace(second, name=name))
    with world.change():
        world.store.zones.replace(replace(first, name=name))
    assert world.store.zones.named("nOrTh").name == name


def test_a_taken_administrator_or_server_is_named(world, now):
    zone = world.zone()
    one, _two = world.server(zone, "a.example"), world.server(zone, "b.example")
    with pytest.raises(StoreError, match=r"b\.example already"), world.change():
        world.store.servers.replace(replace(one, fqdn="b.example"))
    for name in ("Berta", "bERTA"):
        person = Administrator(id=0, name=name, password_hash="x", added_at=now)
        if name == "Berta":
            with world.change(""):
                world.store.administrators.add(person)
        else:
            with pytest.raises(StoreError, match="bERTA already"), world.change(""):
                world.store.administrators.add(person)


def test_two_zones_may_have_servers_of_one_name(world):
    assert world.server(world.zone()).fqdn == world.server(world.zone("south")).fqdn


def test_a_second_open_change_is_refused(world, filled):
    change = world.store.changes.open(filled.id)
    with pytest.raises(StoreError, match="open already"), world.change():
        world.store.changes.add(change)
    with world.change():
        world.store.changes.replace(replace(change, state=ChangeState.CLOSED))
        again = world.store.changes.add(replace(change, state=ChangeState.DRAFT))
    assert world.store.changes.of(filled.id)[1] == again == world.store.changes.open(filled.id)


def test_the_open_states_are_cores():
    quoted = {state.value for state in OPEN}
    assert set(change_rows._OPEN.split("'")[1::2]) == quoted


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.zones.get(99),
        lambda s: s.zones.remove(99),
        lambda s: s.servers.get(99),
        lambda s: s.servers.remove(99),
        lambda s: s.devices.get(99),
        lambda s: s.authorities.generation(99),
        lambda s: s.changes.get(99),
        lambda s: s.changes.follow_up(99),
        lambda s: s.zones.replace(replace(s.zones.all()[0], id=99, name="other")),
        lambda s: s.devices.replace([replace(s.devices.get(1), id=99)]),
        lambda s: s.changes.replace(replace(s.changes.get(1), id=99)),
        lambda s: s.dump(99),
    ],
)
def test_what_is_not_there_is_not_found(world, filled, call):
    with pytest.raises(NotFound) as caught, world.change():
        call(world.store)
    assert caught.value.hint


def test_removing_a_generation_takes_its_certificates_crosses_and_crls_along(world, filled, now):
    rooms = world.store.authorities
    change = world.store.changes.open(filled.id)
    new = rooms.generation(change.new)
    with world.change():
        rooms.add_crl(new.id, 1, b"x", now)
    with world.change():
        rooms.remove_generation(new.id)
    assert rooms.generations(filled.id) == [world.active(filled)]
    assert rooms.server_certificates(filled.id) == []
    assert rooms.crosses(filled.id) == []
    assert rooms.crl(new.id) is None
    assert world.store.changes.get(change.id).new is None
    with pytest.raises(AssertionError, match="was active"), world.change():
        rooms.remove_generation(world.active(filled).id)


def test_removing_a_server_takes_its_certificates_and_sightings_along(world, filled):
    server = world.store.servers.of(filled.id)[1]
    with world.change():
        world.store.servers.remove(server.id)
    assert server.id not in world.store.servers.last_seen(filled.id)
    assert world.store.authorities.server_certificates(filled.id, server=server.id) == []


def test_removing_a_zone_leaves_nothing_of_it_but_the_journal(world, filled):
    other = world.full_zone("south")
    before, lines = world.store.dump(other.id), world.store.journal.count(zone="north")
    with world.change():
        world.store.zones.remove(filled.id)
    assert world.store.zones.all() == [other]
    assert world.store.journal.count(zone="north") == lines + 1
    with world.store._link.reading() as db:
        tables = [r[0] for r in db.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            columns = [row["name"] for row in db.execute(f"pragma table_info({table})")]
            if "zone" in columns and table != "journal":
                rows = db.execute(f"select count(*) from {table} where zone = ?", (filled.id,))
                assert (table, rows.fetchone()[0]) == (table, 0)
        assert db.execute("pragma foreign_key_check").fetchall() == []
    assert world.store.dump(other.id)["rows"] == before["rows"]
