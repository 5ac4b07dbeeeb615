"""Moments as they are written, and the clocks zones live by."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.clock import LATEST, WORKSTATION, TimeSource
from zenca_gui.core.moment import from_text, to_iso, to_text

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = st.datetimes(timezones=st.just(UTC))
near = st.timedeltas(timedelta(days=-3000), timedelta(days=3000)).map(lambda span: NOW + span)
working_week = st.timedeltas(timedelta(days=-5), timedelta(days=5)).map(lambda span: NOW + span)
speeds = st.sampled_from([0.5, 1.0, 60.0, 3600.0, 86400.0])


# Written


@given(moments)
def test_a_moment_is_read_back_as_it_was_stored(moment: datetime) -> None:
    assert from_text(to_text(moment)) == moment


@given(moments, moments)
def test_stored_moments_sort_as_text(one: datetime, other: datetime) -> None:
    assert (to_text(one) < to_text(other)) is (one < other)
    assert len(to_text(one)) == len(to_text(other)) == 27


@given(near, st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))))
def test_a_moment_is_stored_alike_from_everywhere(moment: datetime, there: timezone) -> None:
    assert to_text(moment.astimezone(there)) == to_text(moment)
    assert from_text(moment.astimezone(there).isoformat()) == moment


def test_scripts_read_whole_seconds() -> None:
    assert to_iso(NOW + timedelta(microseconds=999_999)) == "2026-11-23T12:00:00Z"
    assert to_text(NOW) == "2026-11-23T12:00:00.000000Z"


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-11-23", "2026-11-23T12:00:00", "2026-13-01T00:00:00Z",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
)  # fmt: skip
def test_what_names_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(text)


# Clocks


@given(near)
def test_a_real_zone_lives_by_the_workstation(moment: datetime) -> None:
    assert WORKSTATION.is_workstation
    assert WORKSTATION.at(moment) is moment


def test_a_lab_runs_as_fast_as_told_from_its_anchor() -> None:
    lab = TimeSource(anchor=NOW, shows=NOW + 100 * HOUR, speed=60.0)
    assert not lab.is_workstation
    assert lab.at(NOW) == NOW + 100 * HOUR
    assert lab.at(NOW + HOUR) == NOW + 160 * HOUR
    assert lab.until(NOW + 160 * HOUR, workstation=NOW) == HOUR
    assert lab.until(NOW + 40 * HOUR, workstation=NOW) == -HOUR


def test_a_fast_clock_is_no_workstations_even_where_its_anchors_agree() -> None:
    assert not TimeSource(speed=2.0).is_workstation
    assert not TimeSource(shows=NOW).is_workstation


@given(near, near, speeds)
def test_a_clock_that_was_moved_shows_what_it_was_put_to(
    workstation: datetime, to: datetime, speed: float
) -> None:
    moved = TimeSource(speed=speed).moved(workstation, to=to)
    assert moved.at(workstation) == to
    assert moved.speed == speed


@given(working_week, st.timedeltas(timedelta(0), timedelta(days=9)), speeds)
def test_a_clock_never_runs_backwards(workstation: datetime, wait: timedelta, speed: float) -> None:
    clock = TimeSource(anchor=NOW, shows=NOW + HOUR, speed=speed)
    assert clock.at(workstation + wait / speed) >= clock.at(workstation)


@given(working_week, near, speeds)
def test_who_waits_as_long_as_told_is_there(
    workstation: datetime, wanted: datetime, speed: float
) -> None:
    clock = TimeSource(anchor=NOW, shows=NOW, speed=speed)
    wait = clock.until(wanted, workstation=workstation)
    reached = clock.at(workstation + wait)
    assert abs(reached - wanted) <= timedelta(microseconds=speed + 1)


def test_a_fast_lab_left_alone_for_years_stops_at_the_last_date_that_can_be_written() -> None:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    lab = TimeSource(anchor=start, shows=start, speed=1_000_000)
    assert lab.at(start + timedelta(days=365)) == LATEST
    assert lab.at(start + timedelta(days=3650)) == LATEST
    assert lab.at(start - timedelta(days=3650)) == start
