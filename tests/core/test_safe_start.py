"""The latest safe start: the CA's end, less the time to prepare, less the fleet's silence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.forecast import TooLittle, forecast
from zenca_gui.core.rollout import Stage
from zenca_gui.core.safe_start import SafeStart, latest_safe_start
from zenca_gui.core.zone import DeviceKind

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NEARLY = timedelta(hours=1)
ENDS = NOW + 90 * DAY
PREPARE = 5 * DAY

ages = st.timedeltas(timedelta(0), timedelta(days=80))
shares = st.floats(0.01, 1.0)


def start(
    contacts: list[datetime | None], share: float = 0.99, delay: timedelta = timedelta(0)
) -> SafeStart:
    lines = [
        ContactLine(device=n, kind=DeviceKind.SERVER, stage=Stage.NOT_ASSIGNED, last_contact=at)
        for n, at in enumerate(contacts)
    ]
    told = forecast(lines, now=NOW, as_of=NOW, number=len(lines), delay=delay)
    return latest_safe_start(told, ends=ENDS, prepare=PREPARE, share=share)


def days_ago(*days: int) -> list[datetime | None]:
    return [NOW - each * DAY for each in days]


@pytest.mark.parametrize(
    ("share", "reach"), [(0.1, 1), (0.5, 5), (0.9, 9), (0.91, 10), (0.99, 10), (1.0, 10)]
)
def test_the_asked_share_of_devices_decides_how_long_it_takes(share: float, reach: int) -> None:
    found = start(days_ago(3, 1, 2, 10, 9, 8, 7, 6, 5, 4), share)
    assert found.reach == pytest.approx(reach * DAY, abs=NEARLY)
    assert found.at == pytest.approx(ENDS - PREPARE - reach * DAY, abs=NEARLY)


def test_a_zone_without_devices_needs_the_time_to_prepare_alone() -> None:
    found = start([])
    assert (found.at, found.reach, found.devices) == (ENDS - PREPARE, timedelta(0), 0)


def test_where_no_contact_is_known_no_date_is_named() -> None:
    found = start([None, None])
    assert (found.at, found.reach, found.devices, found.unknown) == (None, None, 2, 2)


def test_devices_nobody_reported_are_counted_and_left_out_of_the_share() -> None:
    found = start([*days_ago(2), None, None])
    assert found.reach == pytest.approx(2 * DAY, abs=NEARLY)
    assert (found.devices, found.unknown) == (3, 2)


def test_a_contact_in_the_future_counts_as_one_of_now() -> None:
    assert start([NOW + 30 * DAY]).reach == pytest.approx(timedelta(0), abs=NEARLY)


def test_the_delay_until_a_device_is_pending_comes_on_top() -> None:
    found = start(days_ago(3), delay=DAY)
    assert found.reach == pytest.approx(4 * DAY, abs=NEARLY)


def test_the_figures_behind_the_date_stand_beside_it() -> None:
    found = start(days_ago(1), 0.5)
    assert (found.prepare, found.share, found.too_little) == (PREPARE, 0.5, TooLittle.FEW)


def test_devices_that_never_return_are_told_apart_and_hold_nobody_up() -> None:
    found = start(days_ago(*[1] * 95, *range(300, 305)))
    assert found.gone == 5
    assert found.reach == pytest.approx(DAY, abs=NEARLY)


@given(st.lists(ages, min_size=1, max_size=40), shares)
def test_at_least_the_asked_share_lies_within_the_reach(
    silent: list[timedelta], share: float
) -> None:
    found = start([NOW - each for each in silent], share)
    assert found.reach is not None
    assert sum(each <= found.reach for each in silent) >= share * len(silent) - 1e-6


@given(st.lists(ages, min_size=1, max_size=40), shares, shares)
def test_asking_for_more_devices_never_allows_a_later_start(
    silent: list[timedelta], one: float, other: float
) -> None:
    contacts: list[datetime | None] = [NOW - each for each in silent]
    less, more = start(contacts, min(one, other)), start(contacts, max(one, other))
    assert less.at is not None
    assert more.at is not None
    assert more.at <= less.at


@given(st.lists(ages, min_size=1, max_size=20), st.data())
def test_the_order_of_devices_does_not_matter(silent: list[timedelta], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(silent))
    assert start([NOW - a for a in silent]).at == start([NOW - a for a in mixed]).at
