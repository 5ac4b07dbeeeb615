"""zenca is killed between two stages, or while one begins; the next look goes on from there."""

import os
from collections.abc import Callable

import pytest

from tests.services.office import ANNA, Office
from tests.services.test_killed import before, kill, opened, whole, zone
from zenca_gui.core.rollout import Stage
from zenca_gui.core.rollout_stages import StageState
from zenca_gui.core.zone import Zone

__all__ = ["before", "kill", "opened", "zone"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a thing of POSIX")


@pytest.mark.parametrize(
    ("point", "second"),
    [
        ("between_stages", StageState.WAITING),
        ("inside_a_stages_begin", StageState.PASSED),
    ],
)
def test_killed_between_the_end_of_a_stage_and_the_next_nobody_is_assigned_by_halves(
    opened: Callable[[], Office],
    before: Office,
    zone: Zone,
    kill: Callable[[str], None],
    point: str,
    second: StageState,
) -> None:
    before.ready(zone)
    before.console.changes.assign(zone.id, typed_name=zone.name, by=ANNA, in_stages=True)
    kill(point)

    office = opened()
    change = office.console.changes.open(zone.id)
    assert change is not None
    kept = [each.state for each in office.console.desk.store.stages.of(change.id)]
    assert kept[:2] == [StageState.DONE, second]
    assert kept[3] is StageState.WAITING
    counts = office.console.changes.status(zone.id).device_counts
    assert counts == {Stage.NOT_ASSIGNED.value: 3}, "the begin was not committed"

    assert office.console.rollout_stages.look(zone.id)
    kept = [each.state for each in office.console.desk.store.stages.of(change.id)]
    assert kept == [
        StageState.DONE, StageState.PASSED, StageState.PASSED, StageState.RUNNING,
    ]  # fmt: skip
    counts = office.console.changes.status(zone.id).device_counts
    assert counts == {Stage.ASSIGNED.value: 3}
    assert not office.console.rollout_stages.look(zone.id), "a second look does nothing more"
    whole(office, zone)
