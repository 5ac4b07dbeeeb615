"""Who is left behind: the counts, the interval, and when zenca says that it knows too little."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.contact_history import SLOTS_A_DAY, ContactHistory, look_slot, slot_of
from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.forecast import Forecast, TooLittle, forecast
from zenca_gui.core.forecast_delay import measured_delay
from zenca_gui.core.forecast_weeks import WEEK, quiet_of_late
from zenca_gui.core.forecast_words import chance_words, left_words, too_little_words
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
NONE = timedelta(0)
WORKSTATION, MOBILE = DeviceKind.WORKSTATION, DeviceKind.MOBILE


def line(
    device: int,
    ago: float | None,
    stage: Stage = Stage.ASSIGNED,
    kind: DeviceKind = WORKSTATION,
    history: ContactHistory | None = None,
) -> ContactLine:
    at = None if ago is None else NOW - ago * DAY
    return ContactLine(device=device, kind=kind, stage=stage, last_contact=at, history=history)


def told(lines: Iterable[ContactLine], **more: timedelta | datetime) -> Forecast:
    every = list(lines)
    return forecast(every, **{"now": NOW, "as_of": NOW, "delay": NONE, "number": 1} | more)


def resting(number: int, *, pace: float = 3, seed: int = 7) -> list[ContactLine]:
    dice = Random(seed)
    return [line(n, dice.expovariate(1 / pace)) for n in range(number)]


def office(number: int, *, weeks: int, closed_since: int = 0) -> list[ContactLine]:
    """Everybody comes on weekdays at nine with a chance of 0.9; looked at daily at six.

    `closed_since`: for so many days nobody was there.
    """
    dice, lines = Random(11), []
    for n in range(number):
        days = [
            day for day in range(weeks * 7, closed_since, -1)
            if (NOW - day * DAY).weekday() < 5 and dice.random() < 0.9
        ]  # fmt: skip
        slots = [slot_of(NOW - day * DAY + timedelta(hours=3), NONE) for day in days]
        history = ContactHistory(newest=slots[0])
        for slot in slots[1:]:
            history = history.heard(slot)
        lines.append(line(n, days[-1] - 0.125, history=history if weeks > 1 else None))
    return lines


def test_as_many_stay_silent_as_were_silent_where_nothing_more_is_known() -> None:
    lines = resting(400)
    for days in (1, 4, 9):
        silent = sum(1 for each in lines if each.last_contact < NOW - days * DAY)
        left = told(lines).at(NOW + days * DAY)
        assert left.known
        assert left.expected == silent
        assert left.low < silent < left.high


def test_the_delay_moves_the_curve() -> None:
    lines = resting(300)
    at_once, later = told(lines), told(lines, delay=2 * DAY)
    assert later.at(NOW + 5 * DAY).expected == at_once.at(NOW + 3 * DAY).expected
    assert later.at(NOW + DAY).expected == 300


def test_a_look_some_time_ago_is_counted_from_then() -> None:
    lines = resting(300)
    older = told(lines, now=NOW + 2 * DAY)
    assert older.at(NOW + 5 * DAY).expected == told(lines).at(NOW + 5 * DAY).expected
    assert told(lines, now=NOW + 9 * DAY).at(NOW + 12 * DAY).too_little is TooLittle.STALE


def test_devices_that_followed_are_out_and_failed_ones_stay_behind() -> None:
    lines = [*resting(100), line(200, 1, Stage.PENDING), line(201, 1, Stage.ACTIVE),
             line(202, 0.1, Stage.FAILED)]  # fmt: skip
    found = told(lines)
    assert (found.settled, found.failed, found.waiting) == (2, (202,), 100)
    assert found.at(NOW + 80 * DAY).expected == pytest.approx(1, abs=0.5)
    assert found.listed(NOW + 80 * DAY, limit=1)[0].device == 202


def test_a_contact_after_assigning_speaks_where_nobody_reports_stages() -> None:
    lines = [line(n, n / 10, Stage.UNKNOWN) for n in range(100)]
    found = told(lines, delay=DAY, assigned_at=NOW - 5 * DAY)
    assert found.settled == sum(1 for n in range(100) if n / 10 <= 4)
    assert told(lines, delay=DAY).settled == 0


def test_those_left_over_after_some_days_are_the_silent_ones() -> None:
    """Five days after assigning, who was in contact is pending; the others are slow by nature."""
    lines = resting(2000, pace=4)
    cut = [
        line(each.device, (NOW - each.last_contact) / DAY,
             Stage.ASSIGNED if NOW - each.last_contact > 5 * DAY else Stage.PENDING)
        for each in lines
    ]  # fmt: skip
    left = told(cut).at(NOW + 4 * DAY)
    later = sum(1 for each in lines if NOW - each.last_contact > 9 * DAY)
    assert left.expected == pytest.approx(later, rel=0.15)


def test_devices_nobody_heard_of_are_counted_apart() -> None:
    found = told([*resting(100), *(line(500 + n, None) for n in range(50))])
    assert (found.devices, found.unreported) == (100, 50)
    assert found.at(NOW + DAY).too_little is TooLittle.UNREPORTED


def test_few_devices_are_too_little() -> None:
    assert told(resting(29)).at(NOW + DAY).too_little is TooLittle.FEW


def test_an_office_is_no_fleet_at_rest_until_its_weeks_were_seen() -> None:
    before = told(office(300, weeks=1)).at(NOW + DAY)
    assert before.too_little is TooLittle.RHYTHM
    after = told(office(300, weeks=9)).at(NOW + DAY)
    assert after.known
    assert after.low <= 30 <= after.high  # a tenth of them does not come on a Monday
    assert after.high - after.low < 40


def test_a_weekend_is_foreseen() -> None:
    found = told(office(300, weeks=9))
    friday, sunday = found.at(NOW + 5 * DAY), found.at(NOW + 7 * DAY)
    assert friday.expected == pytest.approx(sunday.expected, abs=1)


def test_ahead_of_what_the_history_tells_nothing_is_claimed() -> None:
    assert told(office(300, weeks=9)).at(NOW + 60 * DAY).too_little is TooLittle.FAR


def test_a_fleet_that_stopped_is_not_forecast_from_its_good_weeks() -> None:
    stopped = told(office(300, weeks=9), now=NOW + 10 * DAY, as_of=NOW + 10 * DAY)
    assert stopped.at(NOW + 12 * DAY).too_little is TooLittle.UNUSUAL


def test_the_first_day_of_a_holiday_is_seen_at_once() -> None:
    usual, closed = office(300, weeks=9), office(300, weeks=9, closed_since=3)
    assert told(usual).at(NOW + 2 * DAY).known
    left = told(closed).at(NOW + 2 * DAY)
    assert left.too_little is TooLittle.UNUSUAL
    assert left.low < 30 < left.high, "neither alone is trusted: as usual, nor nobody"


def test_a_quiet_day_that_always_was_quiet_says_nothing() -> None:
    """Look on a Monday before nine: nobody came at the weekend, as ever."""
    histories = [each.history.seen_from(look_slot(NOW, NONE)) for each in office(300, weeks=9)]
    weeks = [WEEK * n for n in range(1, 7)]
    assert not quiet_of_late(histories, weeks)
    assert not quiet_of_late(histories, [])
    friday = 0b1111 << 2 * SLOTS_A_DAY  # from Friday at six
    assert quiet_of_late([bits & ~friday for bits in histories], weeks)


def test_the_longest_silent_come_first_by_name() -> None:
    found = told(resting(500)).listed(NOW + 6 * DAY, limit=20)
    assert len(found) == 20
    chances = [each.chance for each in found]
    assert chances == sorted(chances, reverse=True)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=80), st.floats(0, 60), st.floats(0, 60))
def test_a_later_date_never_leaves_more_behind(ages: list[float], one: float, two: float) -> None:
    found = told([line(n, age) for n, age in enumerate(ages)])
    soon, late = (found.at(NOW + days * DAY) for days in sorted((one, two)))
    assert late.expected <= soon.expected + 1e-9
    for left in (soon, late):
        assert 0 <= left.low <= left.expected <= left.high <= len(ages)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(0, 40))
def test_kinds_add_up(ages: list[float], days: float) -> None:
    kinds = (WORKSTATION, MOBILE)
    found = told([line(n, age, kind=kinds[n % 2]) for n, age in enumerate(ages)])
    assert sum(found.by_kind(NOW + days * DAY).values()) == pytest.approx(
        found.at(NOW + days * DAY).expected
    )


def test_the_delay_is_measured_where_stages_are_reported() -> None:
    assigned = NOW - 10 * DAY
    history = ContactHistory(newest=look_slot(NOW - 9 * DAY, NONE))
    seen = [
        ContactLine(
            device=n, kind=WORKSTATION, stage=Stage.PENDING, last_contact=NOW - 9 * DAY,
            history=history, stage_reported=NOW - 9 * DAY + timedelta(hours=5),
        )
        for n in range(40)
    ]  # fmt: skip
    found = measured_delay(seen, assigned_at=assigned, phase=NONE)
    assert found == pytest.approx(timedelta(hours=5), abs=timedelta(hours=4))
    assert measured_delay(seen[:5], assigned_at=assigned, phase=NONE) == DAY
    assert measured_delay(seen, assigned_at=None, phase=NONE) == DAY


def test_a_forecast_is_told_in_sentences() -> None:
    found = told(resting(400))
    left = found.at(NOW + 9 * DAY)
    assert left_words(found, left).startswith(f"{round(left.expected)} of 400 devices are left")
    assert too_little_words(found, left) == ""
    few = told(resting(5))
    assert "knows too little" in left_words(few, few.at(NOW))
    assert too_little_words(few, few.at(NOW)).startswith("Too few devices")
    unheard = told([line(1, None)])
    assert left_words(unheard, unheard.at(NOW)).startswith("No device's last contact")
    assert left_words(told([]), told([]).at(NOW)) == "There are no devices."
    assert [chance_words(c) for c in (1, 0.5, 0.001)] == ["nearly certain", "50 %", "below 1 %"]
