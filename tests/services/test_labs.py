"""What a lab remembers of itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.certificate import Custody
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.lab import LabDoor, LabPlan
from zenca_gui.core.sighting import Serving
from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.host import LabProcess
from zenca_gui.services.console import Console, console
from zenca_gui.services.labs import LabWish


class WatchedLabs(LabProcess):
    """Real labs; what each was to be is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.plans: list[LabPlan] = []

    def start(self, plan: LabPlan, *, now: datetime) -> LabDoor:
        self.plans.append(plan)
        return super().start(plan, now=now)


@pytest.fixture
def labs() -> WatchedLabs:
    return WatchedLabs()


@pytest.fixture
def desk(office: Office, labs: WatchedLabs) -> Iterator[Console]:
    made = console(replace(office.console.desk, labs=labs), local=UTC)
    yield made
    made.labs.stop_all()


def test_a_lab_comes_back_with_the_devices_that_are_known_whatever_it_is_called(
    desk: Console, labs: WatchedLabs, tmp_path: Path
) -> None:
    desk.zones.add("box", by=ANNA)  # so that the lab is called box-2
    wish = LabWish(name="box", servers=1, devices=9)
    zone = desk.labs.start(wish, by=ANNA, folder=tmp_path / "lab")
    assert zone.name == "box-2"
    first = desk.devices.ids(desk.devices.query(zone.id))[0]
    gone = desk.desk.store.devices.get(first)
    desk.devices.remove(zone.id, [first], by=ANNA)
    desk.labs.stop(zone.id)
    desk.zones.rename(zone.id, "a box of another name", by=ANNA)
    desk.labs.resume(zone.id)
    before, after = labs.plans
    assert {d.guid for d in after.devices} == {d.guid for d in before.devices} - {gone.guid}
    assert len(after.devices) == 8


@pytest.mark.parametrize("custody", [Custody.SERVER, Custody.EXTERNAL])
def test_where_somebody_else_holds_the_ca_zenca_has_no_key_and_the_lab_comes_back(
    desk: Console, tmp_path: Path, custody: Custody
) -> None:
    wish = LabWish(name="box", servers=2, devices=0, custody=custody)
    zone = desk.labs.start(wish, by=ANNA, folder=tmp_path / "lab")
    rows = desk.desk.store.authorities
    active = desk.authority.active(zone.id)
    assert active is not None
    assert (active.custody, active.key_id, list(rows.keys(zone.id))) == (custody, None, [])
    seen = [(s.serving, s.sighting.presented) for s in desk.probing.look(zone.id)]
    assert [what for what, _chain in seen] == [Serving.NEW] * 2
    desk.labs.stop(zone.id)
    desk.labs.resume(zone.id)
    assert [(s.serving, s.sighting.presented) for s in desk.probing.look(zone.id)] == seen


def test_a_folder_that_cannot_be_written_is_told_and_no_lab_runs(
    desk: Console, tmp_path: Path
) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "console").write_text("a file stands where a folder is wanted")
    wish = LabWish(name="box", servers=1, devices=0, custody=Custody.SERVER)
    with pytest.raises(RemoteError, match="cannot be written or read"):
        desk.labs.start(wish, by=ANNA, folder=tmp_path / "lab")
    assert desk.zones.all() == []


def test_a_labs_phones_belong_to_its_mdm_servers_in_turn_and_other_devices_to_none(
    desk: Console,
) -> None:
    zone = desk.labs.start(LabWish(servers=3, devices=16), by=ANNA)
    role = {server.fqdn: server.mdm for server in desk.servers.of(zone.id)}
    assert list(role.values()) == [False, True, True]
    devices = desk.devices.page(desk.devices.ids(desk.devices.query(zone.id)))
    phones = [each.mdm_server for each in devices if each.kind is DeviceKind.MOBILE]
    assert sorted(phones) == sorted([name for name, mdm in role.items() if mdm] * 2)
    assert {d.mdm_server for d in devices if d.kind is not DeviceKind.MOBILE} == {""}
