"""A CA has ended: devices lose contact, and a change brings them back, whoever holds the CA."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.roads.paper import NAMES, Standing, begun
from tests.roads.test_real_roads import LabWorld
from tests.roads.walking import Road, activate, assign, end, prepare
from tests.services.office import ANNA, FileVault, HandClock, Office, open_console
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Device
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.labs import LabWish

ZENCA, SERVER, EXTERNAL = Custody.ZENCA, Custody.SERVER, Custody.EXTERNAL
REMINT, INTERNAL = ChangeKind.REMINT, ChangeKind.INTERNAL
OUTSIDE = ChangeKind.EXTERNAL
PKI = PkiToolbox()


@pytest.fixture
def expired_lab(tmp_path: Path) -> Iterator[Callable[[Custody], Standing]]:
    """A lab a day after its CA's end, in which every device has noticed."""
    made: list[Office] = []

    def start(custody: Custody) -> Standing:
        folder, clock = tmp_path / "data", HandClock()
        folder.mkdir()
        vault = FileVault(folder / "ring.json")
        office = Office(open_console(folder, vault=vault, clock=clock), clock)
        made.append(office)
        wish = LabWish(servers=1, devices=5, custody=custody)
        zone = office.console.labs.start(wish, by=ANNA)
        active = office.console.authority.active(zone.id)
        assert active is not None
        office.console.labs.set_time(zone.id, active.ends + timedelta(days=1), by=ANNA)
        office.console.labs.set_speed(zone.id, 100_000, by=ANNA)
        world = LabWorld(office, zone.id, tmp_path)
        return Standing(office, world, zone, folder)  # type: ignore[arg-type]

    yield start
    for office in made:
        office.close()


def until(at: Standing, wanted: Callable[[Device], bool]) -> None:
    """Collect what devices report until it is so for each; fail after 30 s."""
    ends = time.monotonic() + 30
    rows = at.office.console.desk.store.devices
    while time.monotonic() < ends:
        at.office.console.reports.collect(at.zone.id)
        known = rows.page(rows.ids(DeviceQuery(zone=at.zone.id)))
        if all(wanted(device) for device in known):
            return
        threading.Event().wait(0.1)
    raise AssertionError([(d.name, d.stage, d.can_talk, d.talk_reason) for d in known])


@pytest.mark.parametrize(
    "road",
    [
        Road(REMINT, ZENCA, ZENCA, "zenca"),
        Road(REMINT, SERVER, SERVER, "server"),
        Road(OUTSIDE, EXTERNAL, EXTERNAL, "outside"),
    ],
    ids=str,
)
def test_devices_that_lost_contact_come_back(
    expired_lab: Callable[[Custody], Standing], road: Road
) -> None:
    at = expired_lab(road.held_by)
    until(at, lambda d: d.can_talk is False and d.talk_reason == "certificate has expired")
    labs = at.office.console.labs
    labs.set_speed(at.zone.id, 1, by=ANNA)  # the office's clock stands, so the lab's must, nearly
    prepare(at, road)
    assign(at)
    activate(at, road)
    labs.set_speed(at.zone.id, 100_000, by=ANNA)
    until(at, lambda d: d.can_talk is True and d.stage is Stage.ACTIVE)
    end(at)


def met(at: Standing) -> list[tuple[bool, bool, bool]]:
    rows = at.office.console.authority.generations(at.zone.id)
    old, new = [rows[0].anchor], [rows[-1].anchor]
    return [
        tuple(
            PKI.verify([PKI.read_certificate(der) for der in at.world.presents(name)], trust=trust,
                       at=at.office.clock(), name=name) == ""
            for trust in (old, new, old + new)
        )
        for name in NAMES
    ]  # fmt: skip


CUT_OFF = {"WS-1": Verdict.RE_REGISTER, "PH-1": Verdict.RE_ENROL}


def verdicts(at: Standing) -> dict[str, Verdict]:
    devices = at.office.console.devices
    return {name: devices.verdict(devices.find(at.zone.id, name)) for name in CUT_OFF}


@pytest.mark.parametrize(
    ("road", "with_key"),
    [
        (Road(REMINT, ZENCA, ZENCA, "zenca"), True),
        (Road(INTERNAL, ZENCA, ZENCA, "zenca"), True),
        (Road(OUTSIDE, ZENCA, EXTERNAL, "outside"), True),
        (Road(REMINT, SERVER, SERVER, "server"), False),
        (Road(INTERNAL, SERVER, ZENCA, "zenca"), False),
        (Road(INTERNAL, EXTERNAL, ZENCA, "zenca"), False),
        (Road(OUTSIDE, EXTERNAL, EXTERNAL, "outside"), False),
    ],
    ids=str,
)
def test_an_imported_ca_that_has_ended_leads_to_a_new_one_with_its_key_and_without(
    tmp_path: Path, road: Road, with_key: bool
) -> None:
    at = begun(tmp_path / "data", road.held_by, days=-10, with_key=with_key)
    try:
        assert met(at) == [(False, False, False)] * 2
        prepare(at, road)
        changes = at.office.console.changes
        told = {check.id: check.text for check in changes.checks(at.zone.id)}
        assert told["expired"] == "The CA has expired: there will be no overlap."
        assign(at)
        assert verdicts(at) == CUT_OFF, "nobody waits for the activation to be cut off"
        activate(at, road)
        assert met(at) == [(False, True, True)] * 2
        assert verdicts(at) == CUT_OFF
        with pytest.raises(ZencaError, match="has ended: nobody can go back"):
            changes.roll_back(at.zone.id, typed_name=at.zone.name, by=ANNA)
        end(at)
        active = at.office.console.authority.active(at.zone.id)
        assert active is not None
        assert active.custody is road.to
    finally:
        at.office.close()
