"""What changed since an administrator last looked: each their own memory, and the devices."""

from dataclasses import replace

import pytest

from tests.services.office import ANNA
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.last_look import News
from zenca_gui.core.last_look_words import difference_words
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind
from zenca_gui.services.board.last_looks import Door, devices_of


@pytest.fixture
def zone(office, clock):
    """A zone with ten devices to which a change is assigned."""
    home = office.bare(days=90)
    store, now = office.console.desk.store, clock()
    old = store.authorities.generations(home.id)[0]
    with office.console.desk.change(ANNA, home) as journalled:
        store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=home.id, guid=f"g{n}", name=f"d{n}",
                    kind=DeviceKind.WORKSTATION, stage=Stage.ASSIGNED, stage_at=now,
                    stage_evidence=Evidence.TOLD, last_contact=now,
                )
                for n in range(10)
            ]
        )  # fmt: skip
        store.changes.add(
            Change(
                id=ChangeId(0), zone=home.id, kind=ChangeKind.REMINT, state=ChangeState.ASSIGNED,
                old=old.id, new=old.id, opened_at=now, opened_by=ANNA, assigned_at=now,
                choice=Choice(
                    key=KeyKind.EC_P256, subject="CN=x", validity_days=900,
                    server_validity_days=90,
                ),
            )
        )  # fmt: skip
        journalled.record("test.made", "Made a zone.", {})
    return home


@pytest.fixture
def looks(office):
    return office.console.last_looks


@pytest.fixture
def move(office, clock, zone):
    """Some devices come to a stage, by default now."""

    def move(number: int, stage: Stage, at=None) -> None:
        rows = office.console.desk.store.devices
        query = office.console.devices.query(zone.id, stages=frozenset({Stage.ASSIGNED}))
        devices = rows.page(rows.ids(query))[:number]
        with office.console.desk.change(ANNA, zone) as journalled:
            rows.replace(
                [
                    replace(
                        d, stage=stage, stage_at=at or clock(), stage_evidence=Evidence.REPORTED
                    )
                    for d in devices
                ]
            )
            journalled.record("test.moved", "Moved devices.", {})

    return move


def board(office, zone):
    return office.console.rollout.board(zone.id)


def test_the_first_look_compares_with_nothing(office, zone, looks):
    shown = board(office, zone)
    assert looks.since(zone.id, shown, by=ANNA, door=Door.WINDOW) is None


def test_a_look_is_followed_by_what_changed_and_leads_to_the_devices(
    office, clock, zone, looks, move
):
    shown = board(office, zone)
    looks.looked(zone.id, shown, by=ANNA, door=Door.WINDOW)
    assert looks.since(zone.id, shown, by=ANNA, door=Door.WINDOW).differences == ()
    clock.forward(days=1)
    move(3, Stage.PENDING)
    move(1, Stage.FAILED)
    now = board(office, zone)
    since = looks.since(zone.id, now, by=ANNA, door=Door.WINDOW)
    assert since.at == shown.now
    assert [difference_words(each) for each in since.differences] == [
        "1 device failed",
        "3 devices reached Pending Certificate Activation",
        "retry: 1, was 0",
    ]
    rows = office.console.desk.store.devices
    for each in since.differences:
        query = devices_of(each, since, now, zone.id)
        assert len(rows.ids(query)) == each.number


def test_looking_again_is_no_looking_away(office, clock, zone, looks, move):
    looks.looked(zone.id, board(office, zone), by=ANNA, door=Door.WINDOW)
    clock.forward(hours=1)
    move(2, Stage.ACTIVE)
    for _look in range(2):
        since = looks.since(zone.id, board(office, zone), by=ANNA, door=Door.WINDOW)
        assert [each.news for each in since.differences] == [News.STAGE]


def test_each_administrator_and_door_has_its_own_memory(office, clock, zone, looks):
    looks.looked(zone.id, board(office, zone), by=ANNA, door=Door.WINDOW)
    now = board(office, zone)
    assert looks.since(zone.id, now, by=Actor("berta"), door=Door.WINDOW) is None
    assert looks.since(zone.id, now, by=ANNA, door=Door.COMMAND) is None
    assert looks.since(zone.id, now, by=ANNA, door=Door.WINDOW) is not None


def test_what_was_so_before_the_look_and_was_heard_of_after_it_is_told_as_late(
    office, clock, zone, looks, move
):
    before = clock()
    clock.forward(days=1)
    looks.looked(zone.id, board(office, zone), by=ANNA, door=Door.WINDOW)
    clock.forward(days=1)
    move(4, Stage.PENDING, at=before)
    now = board(office, zone)
    since = looks.since(zone.id, now, by=ANNA, door=Door.WINDOW)
    (late,) = since.differences
    assert difference_words(late) == "4 more at Pending Certificate Activation, heard of late"
    query = devices_of(late, since, now, zone.id)
    assert len(office.console.desk.store.devices.ids(query)) == 4


def test_another_change_is_looked_at_for_the_first_time(office, zone, looks):
    shown = board(office, zone)
    looks.looked(zone.id, shown, by=ANNA, door=Door.WINDOW)
    other = replace(shown, change=replace(shown.change, id=ChangeId(99)))
    assert looks.since(zone.id, other, by=ANNA, door=Door.WINDOW) is None


def test_without_a_change_there_is_nothing_to_remember(office, looks):
    home = office.bare("empty", days=90)
    shown = board(office, home)
    looks.looked(home.id, shown, by=ANNA, door=Door.WINDOW)
    assert office.console.desk.store.standings.look(ANNA, home.id, "window") is None


def test_looking_changes_nothing_of_the_zone(office, zone, looks):
    before = office.console.desk.store.journal.head()
    looks.looked(zone.id, board(office, zone), by=ANNA, door=Door.WINDOW)
    assert office.console.desk.store.journal.head() == before
