"""The last steps before the point of no return, and who may not take them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Carrier, Zone

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.lab(servers=2, devices=3)


def _devices(office: Office, zone: Zone) -> Any:
    devices = office.console.devices
    return devices.page(devices.ids(devices.query(zone.id)))


def stages(office: Office, zone: Zone) -> set[Stage]:
    return {device.stage for device in _devices(office, zone)}


def test_no_material_without_a_preflight_that_passed(office: Office, zone: Zone) -> None:
    office.draft(zone)
    with pytest.raises(ZencaError, match="did not pass"):
        office.console.changes.make_material(zone.id, by=ANNA)
    checks = office.console.changes.preflight(zone.id, by=ANNA)
    assert [c.id for c in checks if c.outcome is Outcome.STOP] == ["backup"]
    with pytest.raises(ZencaError, match="did not pass"):
        office.console.changes.make_material(zone.id, by=ANNA)
    office.console.backup.automatic(zone.id, by=ANNA)
    checks = office.console.changes.preflight(zone.id, by=ANNA)
    assert not [c for c in checks if c.outcome is Outcome.STOP]
    assert office.console.changes.checks(zone.id) == checks, "they are remembered"
    office.console.changes.make_material(zone.id, by=ANNA)


def test_a_server_that_is_away_stops_the_preflight(office: Office, zone: Zone) -> None:
    office.draft(zone)
    office.console.backup.automatic(zone.id, by=ANNA)
    office.console.labs.stop(zone.id)
    checks = office.console.changes.preflight(zone.id, by=ANNA)
    stops = [c.text for c in checks if c.outcome is Outcome.STOP]
    assert len(stops) == 2
    assert all("cannot be reached" in text for text in stops)


def test_what_was_cancelled_can_be_begun_again(office: Office, zone: Zone) -> None:
    office.made(zone)
    office.console.changes.cancel(zone.id, by=ANNA)
    office.active(zone)
    active = office.console.authority.active(zone.id)
    assert active is not None
    assert active.name == "G2.2"


def test_after_assign_nothing_is_chosen_any_more(office: Office, zone: Zone) -> None:
    office.assigned(zone)
    with pytest.raises(ZencaError, match="assigned already"):
        office.console.changes.choose(zone.id, office.console.changes.proposal(zone.id), by=ANNA)


def refused_to_assign(office: Office, zone: Zone, typed: str, words: str) -> None:
    with pytest.raises(ZencaError, match=words):
        office.console.changes.assign(zone.id, typed_name=typed, by=ANNA)
    assert Stage.ASSIGNED not in stages(office, zone)
    change = office.console.changes.open(zone.id)
    assert change is not None
    assert change.state in (ChangeState.DRAFT, ChangeState.MATERIAL)
    assert office.console.desk.store.changes.update(change.id) is None


def test_assign_is_refused_until_every_step_before_is_done(office: Office, zone: Zone) -> None:
    office.checked(zone)
    refused_to_assign(office, zone, zone.name, "still a draft")
    office.console.changes.make_material(zone.id, by=ANNA)
    refused_to_assign(office, zone, zone.name, "proof was not looked at")
    office.console.changes.review(zone.id)
    refused_to_assign(office, zone, zone.name, "recovery sheet")
    office.console.recovery.prove(zone.id, office.group(zone), by=ANNA)
    for typed in ("", zone.name.upper(), f"{zone.name} ", "other"):
        refused_to_assign(office, zone, typed, "typed name")
    assigned = office.console.changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    assert assigned.state is ChangeState.ASSIGNED
    assert stages(office, zone) == {Stage.ASSIGNED}
    update = office.console.desk.store.changes.update(assigned.id)
    assert update is not None
    assert update.carrier is Carrier.LAB


def test_assign_is_refused_once_the_activation_date_has_gone_by(office: Office, zone: Zone) -> None:
    office.ready(zone)
    now = office.console.desk.now(office.console.zones.get(zone.id))
    office.console.changes.move_date(zone.id, now + DAY, by=ANNA)
    office.clock.forward(days=2)
    refused_to_assign(office, zone, zone.name, "lies in the past")
