"""Follow-ups are made again whenever something is different, and not twice for one look."""

from dataclasses import replace

import pytest

from tests.services.office import ANNA
from tests.services.test_last_looks import board, move, zone
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.rollout import Stage
from zenca_gui.services.follow_up_making import FollowUpMaking

__all__ = ["move", "zone"]


@pytest.fixture
def made(monkeypatch):
    """How often they were made."""
    times, real = [], FollowUpMaking.refresh

    def counted(self, change) -> None:
        times.append(change.id)
        real(self, change)

    monkeypatch.setattr(FollowUpMaking, "refresh", counted)
    return times


def activate(office, zone, clock) -> None:
    changes = office.console.desk.store.changes
    clock.forward(days=1)
    with office.console.desk.change(ANNA, zone) as journalled:
        active = replace(
            changes.open(zone.id), state=ChangeState.ACTIVE, activated_at=clock(),
        )  # fmt: skip
        changes.replace(active)
        journalled.record("test.activated", "Activated.", {})


def open_ones(seen) -> int:
    return sum(each.state is FollowUpState.OPEN for each in seen.follow_ups)


def test_one_look_makes_them_once(office, clock, zone, made):
    activate(office, zone, clock)
    assert open_ones(board(office, zone)) == 10
    made.clear()
    assert open_ones(board(office, zone)) == 10
    assert len(made) <= 1


def test_what_is_different_is_seen_at_once_and_so_is_time_that_passed(
    office, clock, zone, made, move
):
    activate(office, zone, clock)
    assert open_ones(board(office, zone)) == 10
    move(4, Stage.PENDING)
    assert open_ones(board(office, zone)) == 6
    made.clear()
    clock.forward(seconds=2)
    board(office, zone)
    assert made
