"""zenca is killed at the worst moments; opened again, it says where it stands and goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.office import ANNA, FileVault, HandClock, Office, entries, open_console
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import GenerationStatus
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Stage
from zenca_gui.core.sighting import Serving
from zenca_gui.core.zone import Zone
from zenca_gui.services import sealing

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")


@pytest.fixture
def opened(tmp_path: Path, clock: HandClock) -> Iterator[Callable[[], Office]]:
    """Opens the folder, as often as wanted; its keyring outlives a process."""
    made: list[Office] = []

    def open_it() -> Office:
        vault = FileVault(tmp_path / "ring.json")
        made.append(Office(open_console(tmp_path, vault=vault, clock=clock), clock))
        return made[-1]

    yield open_it
    for office in made:
        office.close()


@pytest.fixture
def before(opened: Callable[[], Office]) -> Office:
    """The office that brings the zone to where the other process is killed; its lab lives on."""
    return opened()


@pytest.fixture
def zone(before: Office) -> Zone:
    return before.lab(servers=2, devices=3)


@pytest.fixture
def kill(tmp_path: Path, zone: Zone) -> Callable[[str], None]:
    """Let another process work on the zone and be killed at this point."""

    def run(point: str) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/services/killed.py"), str(tmp_path), zone.name,
             point],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


def whole(office: Office, zone: Zone) -> None:
    """Every certificate that zenca made has the key that fits, and the journal is unbroken."""
    desk = office.console.desk
    for certificate in office.console.certificates.of(zone.id):
        sealing.opened(desk, certificate.key_id, certificate.certificate.public_sha256)
    for generation in office.console.authority.generations(zone.id):
        sealing.opened(desk, generation.key_id, generation.certificate.public_sha256)
    assert desk.store.quick_check() == ""
    assert office.console.journal.verify().words.startswith("The journal is whole")


def serving(office: Office, zone: Zone) -> list[Serving]:
    return [sight.serving for sight in office.console.probing.look(zone.id)]


def states(office: Office, zone: Zone) -> list[DeliveryState]:
    change = office.console.changes.open(zone.id)
    assert change is not None
    deliveries = office.console.desk.store.changes.deliveries(change.id)
    return [d.state for d in deliveries.values()]


@pytest.mark.parametrize(
    ("point", "reserved", "passphrases"),
    [("after_reserve", 1, 0), ("after_passphrase", 1, 1), ("inside_material", 2, 2)],
)
def test_killed_while_making_material_nothing_of_it_is_left(
    opened: Callable[[], Office],
    before: Office,
    zone: Zone,
    kill: Callable[[str], None],
    point: str,
    reserved: int,
    passphrases: int,
) -> None:
    before.checked(zone)
    keys, held = before.console.desk.store.authorities.keys(zone.id), entries(before.vault)
    kill(point)

    office = opened()
    rows = office.console.desk.store.authorities
    assert len(rows.reserved_keys()) == reserved
    assert len(entries(office.vault) - held) == passphrases
    assert sealing.clear_reserved(office.console.desk) == reserved
    assert entries(office.vault) == held
    assert list(rows.keys(zone.id)) == list(keys)
    assert [g.status for g in rows.generations(zone.id)] == [GenerationStatus.ACTIVE]
    status = office.console.changes.status(zone.id)
    assert status.change.state is ChangeState.DRAFT
    assert status.step == "material"
    assert status.next == "Make the new CA."
    whole(office, zone)

    material = office.console.changes.make_material(zone.id, by=ANNA)
    assert len(material.certificates) == 2
    whole(office, zone)


def test_killed_after_assigns_commit_the_update_is_assigned_to_every_device(
    opened: Callable[[], Office], before: Office, zone: Zone, kill: Callable[[str], None]
) -> None:
    before.ready(zone)
    kill("after_assign")

    office = opened()
    changes = office.console.changes
    assert changes.status(zone.id).words == (
        "The update is assigned; servers still serve the old one."
    )
    assert changes.status(zone.id).device_counts == {Stage.ASSIGNED.value: 3}
    assert states(office, zone) == [DeliveryState.WAITING] * 2
    with pytest.raises(ZencaError, match="assigned already"):
        changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    changes.deliver(zone.id, by=ANNA)
    assert changes.activate(zone.id, by=ANNA).failed == 0
    assert serving(office, zone) == [Serving.NEW] * 2
    whole(office, zone)


def test_killed_between_enacting_and_switching_activate_goes_on(
    opened: Callable[[], Office], before: Office, zone: Zone, kill: Callable[[str], None]
) -> None:
    before.staged(zone)
    kill("before_switch")

    office = opened()
    changes = office.console.changes
    assert changes.status(zone.id).words == "The new CA is active."
    assert states(office, zone) == [DeliveryState.STAGED] * 2
    assert serving(office, zone) == [Serving.OLD] * 2
    active = office.console.authority.active(zone.id)
    material = changes.material(zone.id)
    assert material is not None
    assert active == material.new
    assert "staged, still serving the old one" in changes.what_is_open(zone.id)[0]

    assert changes.activate(zone.id, by=ANNA).failed == 0
    assert states(office, zone) == [DeliveryState.SWITCHED] * 2
    assert serving(office, zone) == [Serving.NEW] * 2
    whole(office, zone)


def test_killed_between_a_rename_and_its_note_activate_finds_it_done(
    opened: Callable[[], Office], before: Office, zone: Zone, kill: Callable[[str], None]
) -> None:
    before.staged(zone)
    kill("after_rename")

    office = opened()
    changes = office.console.changes
    assert Serving.NEW in serving(office, zone), "at least one was renamed"
    assert states(office, zone) == [DeliveryState.STAGED] * 2, "and none was noted"
    done = changes.activate(zone.id, by=ANNA)
    assert done.failed == 0
    assert [d.state for d in done.deliveries] == [DeliveryState.SWITCHED] * 2
    assert {d.previous for d in done.deliveries} == {"first"}, "the way back is still known"
    assert serving(office, zone) == [Serving.NEW] * 2
    whole(office, zone)
