"""What ZENworks knows comes into the inventory, whatever happens on the way."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.remote.fleet import SECRETS, Machine, fleet
from tests.remote.zone_server import ACCOUNT, HOST, PASSWORD, authority, serving
from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState
from zenca_gui.core.certificate import (
    ChangeId,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
)
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import Busy, RemoteError, ZencaError
from zenca_gui.core.ports.zenworks import NotTrusted, ReadingStopped
from zenca_gui.core.rollout import Stage
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import ZoneAddress
from zenca_gui.core.zone import Device, DeviceId, DeviceKind
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import console

OF_ZONE = Secret(PASSWORD)


@pytest.fixture(scope="module")
def zone_ca():
    return authority()


@pytest.fixture
def quick(office):
    """The office, reading small pages."""
    desk = replace(office.console.desk, zenworks=SoapZone(page=5, limit=20))
    return Office(console(desk, local=UTC), office.clock)


def reached(office, zone, server, *, accept=True):
    """Say how the zone is reached, and accept what the server shows."""
    console = office.console
    console.servers.add(zone.id, fqdn=HOST, address="127.0.0.1", by=ANNA)
    console.syncing.ways.put(zone.id, address=f"{HOST}:{server.port}", account=ACCOUNT, by=ANNA)
    if accept:
        console.syncing.trust.accept(zone.id, server.by.sha256, by=ANNA)


def sync(office, zone, **how):
    return office.console.syncing.run(zone.id, by=ANNA, password=OF_ZONE, **how)


def devices_of(office, zone):
    store = office.console.desk.store
    return list(
        store.devices.page(list(store.devices.ids(DeviceQuery(zone=zone.id, retired=None))))
    )


def inventory(office, zone):
    """The devices with what ZENworks says of them, as the generator writes them."""
    rows = office.console.desk.store.zenworks
    found = []
    for d in devices_of(office, zone):
        facts = rows.facts(d.id)
        found.append((d.guid, d.name, d.kind.value, d.os, d.user, d.lost, d.retired, d.test,
                      d.last_contact, facts.folder, facts.version))  # fmt: skip
    return sorted(found)


def expected(machines):
    return sorted(
        (m.guid, m.name, m.kind, m.os, m.user, m.lost, m.retired, m.test, m.contact, m.folder,
         m.version)
        for m in machines
    )  # fmt: skip


def journal(office, kind):
    return [e for e in office.console.desk.store.journal.walk() if e.kind == kind]


def test_the_inventory_is_the_zones(quick, zone_ca):
    zone, machines = quick.bare(), fleet(400, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        done = sync(quick, zone)
    assert inventory(quick, zone) == expected(machines)
    assert (done.taken.added, done.read, done.not_read, done.absent.number) == (400, 400, 0, 0)
    assert {d.stage for d in devices_of(quick, zone)} == {Stage.UNKNOWN}
    access = quick.console.syncing.ways.access(zone.id)
    assert (access.read_at, access.devices, access.trouble, access.begun_at) == (
        quick.clock(), 400, "", None,
    )  # fmt: skip
    assert access.nagged_at == done.nagged_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_second_reading_changes_only_what_changed(quick, zone_ca):
    zone, machines = quick.bare(), fleet(20, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
        lines = len(journal(quick, "devices.synced"))
        again = sync(quick, zone)
        assert (again.taken.added, again.taken.changed, again.taken.same) == (0, 0, 20)
        moved = replace(machines[0], dates={"LastFullRefresh": "2026-11-23T11:59:00Z"})
        server.machines = [moved, replace(machines[1], user="berta"), *machines[2:]]
        third = sync(quick, zone)
    assert (third.taken.added, third.taken.changed, third.taken.same) == (0, 2, 18)
    by_guid = {d.guid: d for d in devices_of(quick, zone)}
    assert by_guid[machines[0].guid].last_contact == datetime(2026, 11, 23, 11, 59, tzinfo=UTC)
    assert by_guid[machines[1].guid].user == "berta"
    # a contact that moved on is no line of the journal; another user is one
    assert len(journal(quick, "devices.synced")) == lines + 1


def test_a_contact_never_moves_back(quick, zone_ca):
    zone = quick.bare()
    machine = Machine(guid="g", name="WS", kind="workstation", folder="/Devices/Workstations",
                      dates={"LastContact": "2026-11-20T10:00:00Z"})  # fmt: skip
    with serving([machine], zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
        server.machines = [replace(machine, dates={"LastContact": "2026-11-01T10:00:00Z"})]
        sync(quick, zone)
    (device,) = devices_of(quick, zone)
    assert device.last_contact == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_dry_run_says_the_same_and_writes_nothing(quick, zone_ca):
    zone, machines = quick.bare(), fleet(20, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        head = quick.console.desk.store.journal.head()
        would = sync(quick, zone, dry_run=True)
        assert devices_of(quick, zone) == []
        assert quick.console.desk.store.journal.head() == head
        assert quick.console.syncing.ways.access(zone.id).tried_at is None
        done = sync(quick, zone)
    assert would.taken == done.taken
    assert would.words == "20 devices: 20 would be new, 0 changed, 0 as they were."
    assert done.words == "20 devices: 20 new, 0 changed, 0 as they were."


def test_a_device_that_faults_is_named_and_costs_no_other(quick, zone_ca):
    zone, machines = quick.bare(), fleet(12, now=quick.clock())
    with serving(machines, zone_ca) as server:
        server.faults = {machines[5].guid}
        reached(quick, zone, server)
        done = sync(quick, zone)
    assert inventory(quick, zone) == expected(m for m in machines if m is not machines[5])
    assert [(bad.guid, bad.name) for bad in done.first_not_read] == [
        (machines[5].guid, machines[5].name)
    ]
    assert (done.not_read, done.absent.number) == (1, 0)


def test_a_reading_that_broke_off_goes_on_where_it_was(quick, zone_ca):
    zone, machines = quick.bare(), fleet(40, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)

        def hang_up(handler, _operation):
            handler.close_connection = True
            return len(server.asked_for) >= 25

        server.instead = hang_up
        with pytest.raises(RemoteError) as said:
            sync(quick, zone)
        server.instead = None
        assert said.value.title == "zen01.example.org broke the connection off 3 times."
        assert said.value.hint.endswith(
            "The devices read so far are kept; the next reading goes on from there."
        )
        kept = len(devices_of(quick, zone))
        assert 0 < kept < len(machines)
        assert quick.console.syncing.ways.access(zone.id).trouble == said.value.title
        asked = len(server.asked_for)
        quick.clock.forward(hours=1)
        done = sync(quick, zone)
        folders, account = 3, 1
        assert len(server.asked_for) - asked == len(machines) - done.before + folders + account
    assert (done.before, done.read, done.taken.added) == (kept, 40, 40 - kept)
    assert inventory(quick, zone) == expected(machines)


def test_a_reading_that_broke_off_yesterday_is_begun_anew(quick, zone_ca):
    zone, machines = quick.bare(), fleet(12, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        server.instead = lambda handler, _what: len(server.asked_for) >= 8 and cut(handler)
        with pytest.raises(RemoteError):
            sync(quick, zone)
        server.instead = None
        quick.clock.forward(hours=25)
        done = sync(quick, zone)
    assert (done.before, done.taken.read) == (0, 12)


def cut(handler):
    handler.close_connection = True
    return True


def test_a_reading_can_be_stopped_and_keeps_what_it_read(quick, zone_ca):
    zone, machines = quick.bare(), fleet(40, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        with pytest.raises(ReadingStopped):
            sync(quick, zone, cancelled=lambda: len(server.asked_for) > 12)
        kept = len(devices_of(quick, zone))
        assert 0 < kept < 40
        sync(quick, zone)
    assert inventory(quick, zone) == expected(machines)


def test_devices_that_the_zone_no_longer_lists_are_told_and_stay(quick, zone_ca):
    zone, machines = quick.bare(), fleet(12, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
        gone = next(m for m in machines if not m.retired)
        server.machines = [m for m in machines if m is not gone]
        done = sync(quick, zone)
    assert (done.absent.number, done.absent.first) == (1, (gone.name,))
    assert gone.guid in {d.guid for d in devices_of(quick, zone)}


def test_a_satellite_stays_one_though_zenworks_lists_it_among_workstations(quick, zone_ca):
    zone = quick.bare()
    store = quick.console.desk.store
    with quick.console.desk.change(ANNA, zone) as change:
        store.devices.add([Device(id=DeviceId(0), zone=zone.id, guid="g", name="WS",
                                  kind=DeviceKind.SATELLITE, amt=True)])  # fmt: skip
        change.record("test.added", "Added.")
    machine = Machine(guid="g", name="WS", kind="workstation", folder="/Devices/Workstations")
    with serving([machine], zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
    (device,) = devices_of(quick, zone)
    assert (device.kind, device.amt, device.os) == (DeviceKind.SATELLITE, True, "Windows 11")


def test_the_zones_own_servers_learn_their_version(quick, zone_ca):
    zone = quick.bare()
    machine = Machine(guid="s", name="zen01", kind="server", folder="/Devices/Servers",
                      os="SLES 15 SP5", version="24.2.0", dns="ZEN01.example.org.")  # fmt: skip
    with serving([machine], zone_ca) as server:
        reached(quick, zone, server)
        done = sync(quick, zone)
    (known,) = quick.console.servers.of(zone.id)
    assert (known.os, known.version, done.taken.servers) == ("SLES 15 SP5", "24.2.0", 1)


def test_names_that_cannot_be_shown_are_refused_one_by_one(quick, zone_ca):
    zone = quick.bare()
    bad = Machine(guid="b", name="WS\u202egnp", kind="workstation", folder="/Devices/Workstations")
    good = replace(bad, guid="g", name="WS-1", user="\u202eanna")
    with serving([bad, good], zone_ca) as server:
        reached(quick, zone, server)
        done = sync(quick, zone)
    assert [(d.name, d.user) for d in devices_of(quick, zone)] == [("WS-1", "?anna")]
    assert [each.name for each in done.first_not_read] == ["WS?gnp"]


def test_no_secret_of_an_answer_reaches_the_database(quick, zone_ca):
    zone, machines = quick.bare(), fleet(12, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
    with closing(sqlite3.connect(quick.console.desk.store.path)) as db:
        everything = "\n".join(db.iterdump())
    assert machines[0].name in everything
    assert [word for word in (*SECRETS.values(), PASSWORD) if word in everything] == []


# whose word is taken


def test_nothing_is_sent_before_a_person_accepted_the_fingerprint(quick, zone_ca):
    zone = quick.bare()
    with serving([], zone_ca) as server:
        reached(quick, zone, server, accept=False)
        with pytest.raises(NotTrusted) as said:
            sync(quick, zone)
        assert said.value.title == (
            f"The certificate of {HOST} is not accepted yet. It leads to {zone_ca.sha256}."
        )
        assert said.value.hint.endswith("zenca does not know this CA as the zone's.")
        with pytest.raises(NotTrusted):
            quick.console.syncing.trust.accept(zone.id, authority().sha256, by=ANNA)
        assert quick.console.syncing.ways.access(zone.id).pinned == b""
        assert server.bodies == []
        quick.console.syncing.trust.accept(
            zone.id, f"SHA256:{zone_ca.sha256.replace(':', ' ').lower()}", by=ANNA
        )
    assert quick.console.syncing.ways.access(zone.id).pinned == zone_ca.der
    (line,) = journal(quick, "zenworks.certificate")
    assert zone_ca.sha256 in line.detail


def test_a_server_that_shows_no_ca_can_be_accepted_by_itself(quick, zone_ca):
    zone = quick.bare(days=None)
    with serving([], zone_ca, present_ca=False) as server:
        reached(quick, zone, server, accept=False)
        trust = quick.console.syncing.trust
        showing = trust.showing(zone.id, ZoneAddress(host=HOST, port=server.port))
        assert not showing.certificate.ca
        trust.accept(zone.id, showing.sha256, by=ANNA)
        assert sync(quick, zone).read == 0


def test_the_ca_that_zenca_knows_is_said_to_be_the_zones(quick, zone_ca):
    zone = quick.bare(days=None)
    known_ca(quick, zone, zone_ca)
    with serving([], zone_ca, present_ca=False) as server:
        reached(quick, zone, server, accept=False)
        with pytest.raises(NotTrusted) as said:
            sync(quick, zone)
    assert said.value.hint.endswith("This is the zone's CA as zenca knows it, G1.1.")
    assert zone_ca.sha256 in said.value.title


def known_ca(office, zone, ca):
    """Import a CA without its key."""
    office.console.authority.import_(
        zone.id, certificate=ca.pem, certificate_name="ca.pem", by=ANNA, held_by=Custody.SERVER
    )


def test_another_ca_is_a_stop_that_names_both(quick, zone_ca):
    zone, other = quick.bare(), authority()
    with serving(fleet(4, now=quick.clock()), zone_ca) as server:
        reached(quick, zone, server)
        server.serve_under(other)
        with pytest.raises(NotTrusted) as said:
            sync(quick, zone)
        assert server.bodies == []
    told = said.value.hint.replace(" ", "")
    assert f"Accepted:{zone_ca.sha256}.Shownnow:{other.sha256}." in told
    assert quick.console.syncing.ways.access(zone.id).pinned == zone_ca.der
    assert devices_of(quick, zone) == []


def test_a_certificate_that_has_ended_is_told_as_such(quick, zone_ca):
    zone = quick.bare()
    with serving([], zone_ca) as server:
        reached(quick, zone, server)
        server.serve_under(zone_ca, days=365)
        with pytest.raises(NotTrusted) as said:
            sync(quick, zone)
        assert server.bodies == []
    assert said.value.title == (
        f"The certificate of {HOST}, or its CA, is not valid now: certificate has expired."
    )
    assert "its chain ends 2020-12-31T00:00:00Z." in said.value.hint


def test_a_server_of_another_name_is_told_by_the_names_it_has(quick, zone_ca):
    zone = quick.bare()
    with serving([], zone_ca) as server:
        reached(quick, zone, server)
        server.serve_under(zone_ca, name="zen02.example.org")
        with pytest.raises(NotTrusted) as said:
            sync(quick, zone)
    assert said.value.title == (
        f"The certificate of {HOST} is made out to other names: zen02.example.org, 127.0.0.1."
    )


def change_to(office, zone, new, state):
    """An open change from the zone's CA to another, at this state."""
    desk = office.console.desk
    old = office.console.authority.active(zone.id)
    now = office.clock()
    with desk.change(ANNA, zone) as change:
        made = desk.store.changes.add(
            Change(id=ChangeId(0), zone=zone.id, kind=ChangeKind.REMINT, state=state,
                   old=old.id, opened_at=now, opened_by=ANNA, assigned_at=now)
        )  # fmt: skip
        future = desk.store.authorities.add_generation(
            Generation(
                id=GenerationId(0), zone=zone.id, number=2, key_number=2,
                certificate=desk.pki.read_certificate(new.der), custody=Custody.SERVER,
                status=GenerationStatus.FUTURE, change=made.id, added_at=now,
            )
        )  # fmt: skip
        desk.store.changes.replace(replace(made, new=future.id))
        change.record("test.changed", "A change is open.")


def test_the_new_ca_of_the_zones_own_change_is_followed_and_told(quick, zone_ca):
    zone, new = quick.bare(days=None), authority("Zone CA G2")
    known_ca(quick, zone, zone_ca)
    machines = fleet(4, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        change_to(quick, zone, new, ChangeState.ASSIGNED)
        server.serve_under(new)
        sync(quick, zone, dry_run=True)
        assert quick.console.syncing.ways.access(zone.id).pinned == zone_ca.der
        sync(quick, zone)
    assert quick.console.syncing.ways.access(zone.id).pinned == new.der
    assert inventory(quick, zone) == expected(machines)
    followed = journal(quick, "zenworks.certificate")[-1]
    assert followed.words == "ZENworks shows the zone's new CA G2.2: followed."
    assert zone_ca.sha256 in followed.detail
    assert new.sha256 in followed.detail


def test_a_new_ca_before_assign_is_a_stop(quick, zone_ca):
    zone, new = quick.bare(days=None), authority("Zone CA G2")
    known_ca(quick, zone, zone_ca)
    with serving([], zone_ca) as server:
        reached(quick, zone, server)
        change_to(quick, zone, new, ChangeState.MATERIAL)
        server.serve_under(new)
        with pytest.raises(NotTrusted):
            sync(quick, zone)
    assert quick.console.syncing.ways.access(zone.id).pinned == zone_ca.der


# the way, the password, the schedule


def test_the_password_lies_in_the_keyring_only_when_asked_and_goes_with_the_zone(quick, zone_ca):
    zone = quick.bare()
    ways = quick.console.syncing.ways
    with serving([], zone_ca) as server:
        reached(quick, zone, server)
        with pytest.raises(ZencaError) as said:
            quick.console.syncing.run(zone.id, by=ANNA)
        assert said.value.title == "The password of Administrator is not known."
        sync(quick, zone)
        assert ways.password(zone.id) is None
        ways.remember_password(zone.id, OF_ZONE)
        assert quick.console.syncing.run(zone.id, by=ANNA).read == 0
    quick.console.zones.remove(zone.id, confirm=zone.name, by=ANNA)
    assert ways.password(zone.id) is None


def test_forgetting_the_way_keeps_the_devices(quick, zone_ca):
    zone, machines = quick.bare(), fleet(4, now=quick.clock())
    with serving(machines, zone_ca) as server:
        reached(quick, zone, server)
        sync(quick, zone)
    quick.console.syncing.ways.remember_password(zone.id, OF_ZONE)
    quick.console.syncing.ways.forget(zone.id, by=ANNA)
    assert quick.console.syncing.ways.access(zone.id) is None
    assert quick.console.syncing.ways.password(zone.id) is None
    assert inventory(quick, zone) == expected(machines)
    with pytest.raises(ZencaError):
        sync(quick, zone)


def test_a_zone_is_read_by_one_at_a_time(quick, zone_ca):
    zone = quick.bare()
    with serving(fleet(4, now=quick.clock()), zone_ca) as server:
        reached(quick, zone, server)
        refused = []

        def again(_done, _total, _words):
            with pytest.raises(Busy) as said:
                sync(quick, zone)
            refused.append(said.value.title)

        sync(quick, zone, progress=again)
    assert set(refused) == {"north is being read from ZENworks already."}


def test_scheduled_readings_are_due_at_start_and_every_so_many_hours(quick, zone_ca):
    zone, syncing = quick.bare(), quick.console.syncing
    started = quick.clock() - timedelta(minutes=1)
    with serving([], zone_ca) as server:
        reached(quick, zone, server)
        where = f"{HOST}:{server.port}"

        def due():
            return [each.name for each in syncing.due(started=started)]

        assert due() == []  # by hand only
        syncing.ways.put(zone.id, address=where, account=ACCOUNT, by=ANNA, at_start=True)
        assert due() == ["north"]
        sync(quick, zone)
        assert due() == []
        syncing.ways.put(zone.id, address=where, account=ACCOUNT, by=ANNA, every_hours=4)
        quick.clock.forward(hours=3, minutes=59)
        assert due() == []
        quick.clock.forward(minutes=1)
        assert due() == ["north"]
