"""What a person says of many devices at once is one change with one line, or nothing."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.office import ANNA
from zenca_gui.core.device_choice import DeviceChoice, DeviceMark, chosen
from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.services import several_devices

BEA = Actor("bea")


@pytest.fixture
def zone(office):
    return office.console.zones.add("north", by=ANNA).id


@pytest.fixture
def seven(office, zone, monkeypatch):
    """Seven phones, and parts so small that there are several."""
    monkeypatch.setattr(several_devices, "PART", 3)
    devices = office.console.devices
    return [devices.add(zone, f"p{n}", DeviceKind.MOBILE, by=ANNA) for n in range(7)]


@pytest.fixture
def newest(office):
    """The journal's newest line."""
    return lambda: office.console.desk.store.journal.entries(limit=1)[0]


def every(office, zone, number: int) -> DeviceChoice:
    return DeviceChoice(query=office.console.devices.query(zone), number=number)


def test_all_of_a_filter_are_told_of_in_one_change(office, zone, seven, newest) -> None:
    before = office.console.desk.store.journal.head().sequence
    told: list[tuple[int, int, str]] = []
    number = office.console.devices.several.tell_stage(
        zone, every(office, zone, 7), Stage.ACTIVE, evidence="seen", by=ANNA,
        progress=lambda *said: told.append(said),
    )  # fmt: skip
    assert number == 7
    assert [done for done, _all, _words in told] == [0, 3, 6, 7]
    assert office.console.desk.store.journal.head().sequence == before + 1
    guids = "\n".join(sorted(device.guid for device in seven))
    line = newest()
    assert line.kind == "device.stage-told"
    assert json.loads(line.detail)["number"] == 7
    assert json.loads(line.detail)["sha256"] == hashlib.sha256(guids.encode()).hexdigest()
    devices = office.console.devices
    assert len(devices.ids(devices.query(zone, stages=frozenset({Stage.ACTIVE})))) == 7


def test_a_filter_that_finds_others_by_now_does_nothing(office, zone, seven, newest) -> None:
    choice = every(office, zone, 7)
    office.console.devices.add(zone, "new", DeviceKind.MOBILE, by=BEA)
    for act in (
        lambda: office.console.devices.several.remove(zone, choice, by=ANNA),
        lambda: office.console.devices.several.mark(
            zone, choice, DeviceMark.LOST, on=True, by=ANNA
        ),
    ):
        with pytest.raises(ZencaError, match="By now 8 devices fit, not 7"):
            act()
    assert newest().kind == "device.added"
    assert len(office.console.devices.ids(choice.query)) == 8


def test_what_is_stopped_halfway_did_nothing(office, zone, seven, newest) -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    several = office.console.devices.several
    with pytest.raises(ZencaError, match="It was stopped"):
        several.mark(
            zone, every(office, zone, 7), DeviceMark.RETIRED, on=True, by=ANNA, cancelled=stop
        )
    assert len(office.console.devices.ids(office.console.devices.query(zone))) == 7
    assert newest().kind == "device.added"


@pytest.mark.parametrize("mark", DeviceMark)
def test_a_mark_is_undone_on_those_alone_that_got_it(office, zone, seven, newest, mark) -> None:
    devices = office.console.devices
    devices.edit(seven[0].id, by=ANNA, **{mark.value: True})
    marked = devices.several.mark(zone, chosen([d.id for d in seven]), mark, on=True, by=ANNA)
    assert sorted(marked.ids) == [d.id for d in seven[1:]]
    assert newest().kind == f"device.{mark.value}"
    assert newest().words == marked.words
    assert all(getattr(d, mark.value) for d in devices.page([d.id for d in seven]))
    back = devices.several.take_back(marked, by=ANNA)
    assert back.ids == marked.ids
    assert newest().kind == f"device.not-{mark.value}"
    left = [d.id for d in devices.page([d.id for d in seven]) if getattr(d, mark.value)]
    assert left == [seven[0].id]


def test_what_is_so_already_writes_no_line(office, zone, seven) -> None:
    several = office.console.devices.several
    before = office.console.desk.store.journal.head()
    assert not several.mark(zone, chosen([seven[0].id]), DeviceMark.LOST, on=False, by=ANNA).ids
    assert several.remove(zone, chosen([]), by=ANNA) == 0
    assert office.console.desk.store.journal.head() == before


def test_a_stage_needs_to_be_known_somehow(office, zone, seven) -> None:
    with pytest.raises(ZencaError, match="How is it known"):
        office.console.devices.several.tell_stage(
            zone, chosen([seven[0].id]), Stage.ACTIVE, evidence=" ", by=ANNA
        )
    assert office.console.devices.page([seven[0].id])[0].stage is Stage.UNKNOWN


def test_all_of_a_filter_are_removed(office, zone, seven, newest) -> None:
    assert office.console.devices.several.remove(zone, every(office, zone, 7), by=ANNA) == 7
    assert newest().words == "Removed 7 devices."
    assert len(office.console.devices.ids(office.console.devices.query(zone, retired=None))) == 0


def test_a_saved_filter_is_ones_own_in_its_zone(office, zone) -> None:
    saved = office.console.saved_filters
    south = office.console.zones.add("south", by=ANNA).id
    asked = DeviceFilter(search="x", kinds=frozenset({DeviceKind.MOBILE}))
    saved.save(zone, " Phones ", asked, by=ANNA)
    assert saved.names(zone, ANNA) == ["Phones"]
    assert saved.get(zone, "PHONES", by=ANNA) == asked
    assert saved.names(zone, BEA) == saved.names(south, ANNA) == []
    with pytest.raises(NotFound, match="You saved no filter"):
        saved.get(zone, "Phones", by=BEA)


def test_a_filter_of_the_same_name_is_replaced_and_no_name_is_taken_twice(office, zone) -> None:
    saved = office.console.saved_filters
    saved.save(zone, "Phones", DeviceFilter(search="a"), by=ANNA)
    saved.save(zone, "phones", replace(DeviceFilter(), search="b"), by=ANNA)
    saved.save(zone, "Lost", DeviceFilter(lost=True), by=ANNA)
    assert saved.names(zone, ANNA) == ["Lost", "phones"]
    assert saved.get(zone, "Phones", by=ANNA).search == "b"
    with pytest.raises(ZencaError, match="Another filter is called"):
        saved.rename(zone, "Lost", "PHONES", by=ANNA)
    saved.rename(zone, "phones", "Phones", by=ANNA)
    saved.remove(zone, "lost", by=ANNA)
    assert saved.names(zone, ANNA) == ["Phones"]
    with pytest.raises(NotFound):
        saved.remove(zone, "Lost", by=ANNA)


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "x" * 300])
def test_a_filter_needs_a_name_that_can_be_read(office, zone, name) -> None:
    with pytest.raises(ZencaError, match="not a usable name"):
        office.console.saved_filters.save(zone, name, DeviceFilter(), by=ANNA)
    assert office.console.saved_filters.names(zone, ANNA) == []


def test_there_is_an_end_to_saved_filters(office, zone, monkeypatch) -> None:
    monkeypatch.setattr("zenca_gui.services.saved_filters.MOST", 2)
    saved = office.console.saved_filters
    for name in ("a", "b", "A"):
        saved.save(zone, name, DeviceFilter(search=name), by=ANNA)
    with pytest.raises(ZencaError, match="2 filters are saved already"):
        saved.save(zone, "c", DeviceFilter(), by=ANNA)
    assert saved.names(zone, ANNA) == ["A", "b"]


def test_saved_filters_come_back_with_a_zone_that_is_put_back(office, zone) -> None:
    store = office.console.desk.store
    office.console.saved_filters.save(zone, "Phones", DeviceFilter(search="p"), by=ANNA)
    dumped = store.dump(zone)
    with office.console.desk.change(ANNA, office.console.desk.zone(zone)) as change:
        again = store.load(dumped)
        change.record("test.loaded", "Loaded.")
    assert office.console.saved_filters.get(again.id, "Phones", by=ANNA).search == "p"


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")))))
def test_the_digest_is_of_all_guids_in_order_however_they_came(parts) -> None:
    guids = several_devices.Guids()
    for part in parts:
        guids.add(part)
    every = sorted(guid for part in parts for guid in part)
    assert guids.number == len(every)
    assert guids.digest() == hashlib.sha256("\n".join(every).encode()).hexdigest()
