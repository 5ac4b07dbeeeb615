"""zenca is killed while a change is given up; opened again, it goes on to the same end."""

import os
from collections.abc import Callable

import pytest

from tests.services.office import ANNA, Office
from tests.services.test_killed import before, kill, opened, serving, states, whole, zone
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import GenerationStatus
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.sighting import Serving
from zenca_gui.core.zone import Zone

__all__ = ["before", "kill", "opened", "zone"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")


def statuses(office: Office, zone: Zone) -> list[GenerationStatus]:
    return [g.status for g in office.console.authority.generations(zone.id)]


def ended(office: Office, zone: Zone) -> ChangeState:
    assert office.console.changes.open(zone.id) is None
    return office.console.desk.store.changes.of(zone.id)[-1].state


@pytest.mark.parametrize("point", ["cancel_written", "release_removed", "cancel_all_but_closed"])
def test_killed_while_cancelling_cancel_goes_on_and_nothing_of_the_change_is_served(
    opened: Callable[[], Office],
    before: Office,
    zone: Zone,
    kill: Callable[[str], None],
    point: str,
) -> None:
    before.staged(zone)
    kill(point)

    office = opened()
    status = office.console.changes.status(zone.id)
    assert status.change.state is ChangeState.CANCELLING
    assert statuses(office, zone) == [GenerationStatus.ACTIVE, GenerationStatus.ABANDONED]
    assert serving(office, zone) == [Serving.OLD] * 2
    whole(office, zone)
    office.console.changes.cancel(zone.id, by=ANNA)
    assert ended(office, zone) is ChangeState.CANCELLED
    assert office.console.authority.key_openable(zone.id) == ""
    assert office.console.journal.verify().words.startswith("The journal is whole")


def test_killed_after_the_end_of_a_cancel_only_a_passphrase_without_a_key_is_left(
    opened: Callable[[], Office], before: Office, zone: Zone, kill: Callable[[str], None]
) -> None:
    before.staged(zone)
    kill("closed_before_the_keyring")
    office = opened()
    assert ended(office, zone) is ChangeState.CANCELLED
    assert office.console.authority.generations(zone.id)[-1].key_id is None
    assert office.console.authority.key_openable(zone.id) == ""


@pytest.mark.parametrize("point", ["roll_back_written", "back_switched", "alone_switched"])
def test_killed_while_rolling_back_it_goes_on_to_the_old_certificates(
    opened: Callable[[], Office],
    before: Office,
    zone: Zone,
    kill: Callable[[str], None],
    point: str,
) -> None:
    before.active(zone)
    kill(point)

    office = opened()
    changes = office.console.changes
    assert changes.status(zone.id).change.state is ChangeState.ROLLING_BACK
    assert statuses(office, zone) == [GenerationStatus.ACTIVE, GenerationStatus.ABANDONED]
    whole(office, zone)
    changes.roll_back(zone.id, typed_name="", by=ANNA)
    assert serving(office, zone) == [Serving.OLD] * 2
    assert states(office, zone) == [DeliveryState.RETURNING] * 2
    whole(office, zone)
    changes.end_overlap(zone.id, by=ANNA, early=True)
    assert states(office, zone) == [DeliveryState.RETURNED] * 2
    assert serving(office, zone) == [Serving.OLD] * 2
