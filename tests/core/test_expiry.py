"""The login warning's rule, to the last second (DESIGN 3)."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.expiry import (
    DOCUMENT,
    Urgency,
    WarningPolicy,
    due,
    sentence,
    short,
    urgency,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BERLIN_IN_WINTER = timezone(HOUR)

moments = st.timedeltas(-9000 * DAY, 9000 * DAY).map(lambda span: NOW + span)
spans = st.timedeltas(timedelta(0), timedelta(days=400))
zones = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(timezone)
policies = st.builds(
    lambda warn, every_login: WarningPolicy(
        warn=max(warn, every_login), every_login=min(warn, every_login)
    ),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)


@pytest.mark.parametrize(
    ("left", "rank"),
    [
        (91 * DAY, Urgency.FINE),
        (90 * DAY + SECOND, Urgency.FINE),
        (90 * DAY, Urgency.DUE),
        (89 * DAY + 23 * HOUR, Urgency.DUE),
        (5 * DAY + SECOND, Urgency.DUE),
        (5 * DAY, Urgency.DUE),
        (5 * DAY - SECOND, Urgency.EVERY_LOGIN),
        (4 * DAY + 23 * HOUR, Urgency.EVERY_LOGIN),
        (DAY, Urgency.EVERY_LOGIN),
        (HOUR, Urgency.EVERY_LOGIN),
        (SECOND, Urgency.EVERY_LOGIN),
        (timedelta(0), Urgency.EVERY_LOGIN),
        (-SECOND, Urgency.EXPIRED),
        (-400 * DAY, Urgency.EXPIRED),
    ],
)
def test_the_documents_thresholds_hold_to_the_second(left: timedelta, rank: Urgency) -> None:
    assert urgency(NOW + left, NOW) is rank


def test_a_zones_own_thresholds_replace_the_documents() -> None:
    policy = WarningPolicy(warn=30 * DAY, every_login=2 * DAY, remind=HOUR)
    assert urgency(NOW + 60 * DAY, NOW, policy) is Urgency.FINE
    assert urgency(NOW + 30 * DAY, NOW, policy) is Urgency.DUE
    assert urgency(NOW + 2 * DAY - SECOND, NOW, policy) is Urgency.EVERY_LOGIN
    assert not due(Urgency.DUE, NOW - HOUR + SECOND, NOW, policy)
    assert due(Urgency.DUE, NOW - HOUR, NOW, policy)


def test_the_defaults_are_the_source_documents() -> None:
    assert (DOCUMENT.warn, DOCUMENT.every_login, DOCUMENT.remind) == (90 * DAY, 5 * DAY, 24 * HOUR)


@given(moments, moments, spans, policies)
def test_waiting_never_calms_an_urgency(
    ends: datetime, now: datetime, wait: timedelta, policy: WarningPolicy
) -> None:
    assert urgency(ends, now + wait, policy) >= urgency(ends, now, policy)


@given(moments, spans, spans)
def test_a_ca_that_ends_later_is_never_more_urgent(
    now: datetime, left: timedelta, longer: timedelta
) -> None:
    assert urgency(now + left + longer, now) <= urgency(now + left, now)


@given(moments, spans, zones, zones)
def test_the_time_zone_a_clock_tells_in_changes_nothing(
    now: datetime, left: timedelta, here: timezone, there: timezone
) -> None:
    ends = now + left - 10 * DAY
    seen = (ends.astimezone(here), now.astimezone(there))
    assert urgency(*seen) is urgency(ends, now)
    assert short(*seen) == short(ends, now)
    assert sentence(*seen, UTC) == sentence(ends, now, UTC)
    assert due(Urgency.DUE, *seen) == due(Urgency.DUE, ends, now)


# Who sees it, and when again


@pytest.mark.parametrize("shown", [None, NOW - SECOND, NOW - 30 * DAY, NOW + DAY])
def test_nobody_is_warned_of_a_ca_that_is_fine(shown: datetime | None) -> None:
    assert not due(Urgency.FINE, shown, NOW)


@pytest.mark.parametrize("rank", [Urgency.EVERY_LOGIN, Urgency.EXPIRED])
@pytest.mark.parametrize("shown", [None, NOW, NOW - SECOND, NOW - 30 * DAY, NOW + DAY])
def test_below_five_days_and_after_the_end_every_login_warns(
    rank: Urgency, shown: datetime | None
) -> None:
    assert due(rank, shown, NOW)


@pytest.mark.parametrize(
    ("ago", "again"),
    [
        (timedelta(0), False),
        (HOUR, False),
        (24 * HOUR - SECOND, False),
        (24 * HOUR, True),
        (24 * HOUR + SECOND, True),
        (30 * DAY, True),
    ],
)
def test_within_24_hours_of_the_last_time_it_stays_away(ago: timedelta, again: bool) -> None:
    assert due(Urgency.DUE, NOW - ago, NOW) is again


def test_who_never_saw_it_sees_it() -> None:
    assert due(Urgency.DUE, None, NOW)


@given(moments, st.timedeltas(SECOND, timedelta(days=4000)))
def test_a_clock_that_was_set_back_shows_it_again(now: datetime, back: timedelta) -> None:
    assert due(Urgency.DUE, now, now - back)


@given(moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=30))
def test_two_showings_are_never_within_24_hours(now: datetime, waits: list[timedelta]) -> None:
    shown: list[datetime] = []
    for wait in waits:
        now += wait
        if due(Urgency.DUE, shown[-1] if shown else None, now):
            shown.append(now)
    assert all(b - a >= 24 * HOUR for a, b in pairwise(shown))
    assert not waits or now - shown[-1] < 24 * HOUR


# The words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (91 * DAY, "The Zone CA will expire in 91 days."),
        (90 * DAY, "The Zone CA will expire in 90 days."),
        (90 * DAY - SECOND, "The Zone CA will expire in 89 days."),
        (89 * DAY + 23 * HOUR, "The Zone CA will expire in 89 days."),
        (5 * DAY, "The Zone CA will expire in 5 days."),
        (4 * DAY + 23 * HOUR, "The Zone CA will expire in 4 days."),
        (2 * DAY - SECOND, "The Zone CA will expire in 1 day."),
        (DAY, "The Zone CA will expire in 1 day."),
        (DAY - SECOND, "The Zone CA will expire tomorrow at 11:59 (in 23 hours)."),
        (12 * HOUR, "The Zone CA will expire tomorrow at 00:00 (in 12 hours)."),
        (12 * HOUR - SECOND, "The Zone CA will expire today at 23:59 (in 11 hours)."),
        (2 * HOUR + 30 * MINUTE, "The Zone CA will expire today at 14:30 (in 2 hours)."),
        (HOUR, "The Zone CA will expire today at 13:00 (in 1 hour)."),
        (HOUR - SECOND, "The Zone CA will expire today at 12:59 (in 59 minutes)."),
        (MINUTE, "The Zone CA will expire today at 12:01 (in 1 minute)."),
        (MINUTE - SECOND, "The Zone CA will expire today at 12:00 (in less than a minute)."),
        (timedelta(0), "The Zone CA will expire today at 12:00 (in less than a minute)."),
        (-SECOND, "The Zone CA expired less than an hour ago."),
        (-HOUR, "The Zone CA expired 1 hour ago."),
        (-DAY + SECOND, "The Zone CA expired 23 hours ago."),
        (-DAY, "The Zone CA expired 1 day ago."),
        (-3 * DAY, "The Zone CA expired 3 days ago."),
    ],
)
def test_the_sentence_counts_whole_days_and_hours(left: timedelta, words: str) -> None:
    assert sentence(NOW + left, NOW, UTC) == words


@pytest.mark.parametrize(
    ("local", "words"),
    [
        (UTC, "The Zone CA will expire today at 23:30 (in 11 hours)."),
        (BERLIN_IN_WINTER, "The Zone CA will expire tomorrow at 00:30 (in 11 hours)."),
        (timezone(-5 * HOUR), "The Zone CA will expire today at 18:30 (in 11 hours)."),
    ],
)
def test_local_midnight_divides_today_from_tomorrow(local: timezone, words: str) -> None:
    assert sentence(NOW + 11 * HOUR + 30 * MINUTE, NOW, local) == words


@given(moments, st.timedeltas(timedelta(0), DAY - SECOND), zones)
def test_today_and_tomorrow_are_told_by_the_operators_calendar(
    now: datetime, left: timedelta, local: timezone
) -> None:
    said = sentence(now + left, now, local)
    same_day = (now + left).astimezone(local).date() == now.astimezone(local).date()
    assert (" today at " in said) is same_day
    assert (" tomorrow at " in said) is not same_day


@given(moments, st.timedeltas(DAY, timedelta(days=4000)), zones)
def test_from_a_day_on_where_the_operator_sits_changes_no_word(
    now: datetime, left: timedelta, local: timezone
) -> None:
    assert sentence(now + left, now, local) == sentence(now + left, now, UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (12 * DAY + HOUR, "12 days left"),
        (DAY, "1 day left"),
        (DAY - SECOND, "less than a day left"),
        (timedelta(0), "less than a day left"),
        (-SECOND, "expired"),
    ],
)
def test_a_list_of_zones_says_it_in_two_or_three_words(left: timedelta, words: str) -> None:
    assert short(NOW + left, NOW) == words
