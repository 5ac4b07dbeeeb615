"""What the board will show on a date: every device is somewhere, and what is known stays so."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.follow_up import FollowUpKind
from zenca_gui.core.forecast import Forecast, forecast
from zenca_gui.core.forecast_board import expected_board
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
DAY = timedelta(days=1)
PHONE, AGENT = DeviceKind.MOBILE, DeviceKind.WORKSTATION


def fleet(stages: dict[DeviceKind, dict[Stage, int]], seed: int = 3) -> Forecast:
    dice, lines = Random(seed), []
    for kind, counts in stages.items():
        for stage, number in counts.items():
            lines += [
                ContactLine(
                    device=len(lines) + n, kind=kind, stage=stage,
                    last_contact=NOW - dice.expovariate(1 / 3) * DAY,
                )
                for n in range(number)
            ]  # fmt: skip
    return forecast(lines, now=NOW, as_of=NOW, number=len(lines), delay=timedelta(0))


def test_at_once_everybody_is_left_behind() -> None:
    counts = {PHONE: {Stage.ASSIGNED: 60}, AGENT: {Stage.ASSIGNED: 40, Stage.FAILED: 2}}
    board = expected_board(fleet(counts), NOW, counts)
    assert board.stages == counts
    assert board.verdicts[Verdict.RE_ENROL].expected == 60
    assert board.work[FollowUpKind.RE_REGISTER].expected == 42
    assert board.work[FollowUpKind.RE_REGISTER].low == 42


def test_later_they_have_moved_on_to_pending() -> None:
    counts = {AGENT: {Stage.ASSIGNED: 400, Stage.FAILED: 5}}
    told = fleet(counts)
    board = expected_board(told, NOW + 4 * DAY, counts)
    left = told.at(NOW + 4 * DAY)
    behind, there = board.verdicts[Verdict.RE_REGISTER], board.verdicts[Verdict.NOTHING]
    assert abs(behind.expected - left.expected) < 1
    assert abs(behind.low - left.low) <= 2
    assert abs(behind.high - left.high) <= 2
    assert behind.expected + there.expected == 405
    assert board.stages[AGENT][Stage.PENDING] == there.expected


def test_with_the_same_key_nobody_is_left_behind_before_the_old_ca_ends() -> None:
    counts = {AGENT: {Stage.ASSIGNED: 400}}
    told = fleet(counts)
    soon = expected_board(told, NOW + DAY, counts, behind_from=NOW + 80 * DAY)
    assert soon.at == NOW + DAY
    assert soon.verdicts[Verdict.RE_REGISTER].expected == 0


def test_who_is_not_in_the_forecast_stays_where_they_are() -> None:
    counts = {AGENT: {Stage.ASSIGNED: 50, Stage.UNKNOWN: 7}, DeviceKind.SERVER: {Stage.ASSIGNED: 3}}
    board = expected_board(fleet({AGENT: {Stage.ASSIGNED: 40}}), NOW + 60 * DAY, counts)
    assert board.stages[AGENT] == {Stage.ASSIGNED: 10, Stage.UNKNOWN: 7, Stage.PENDING: 40}
    assert board.stages[DeviceKind.SERVER] == {Stage.ASSIGNED: 3}
    assert board.verdicts[Verdict.UNKNOWN].expected == 7
    assert board.work[FollowUpKind.CHECK_STAGE].low == 7


number = st.integers(min_value=0, max_value=60)
somewhere = st.dictionaries(
    st.sampled_from(DeviceKind), st.dictionaries(st.sampled_from(Stage), number, max_size=5)
)


@given(somewhere, somewhere, st.floats(min_value=0, max_value=90))
def test_no_device_is_lost_or_doubled(
    heard: dict[DeviceKind, dict[Stage, int]],
    counts: dict[DeviceKind, dict[Stage, int]],
    days: float,
) -> None:
    board = expected_board(fleet(heard), NOW + days * DAY, counts)
    for kind, now in counts.items():
        assert sum(board.stages[kind].values()) == sum(now.values())
    every = sum(sum(now.values()) for now in counts.values())
    assert sum(span.expected for span in board.verdicts.values()) == every
    for span in board.verdicts.values():
        assert 0 <= span.low <= span.expected <= span.high <= every
