"""Who came back, how many a day, and when nobody is missing at this rate."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.coming_back import CameBack, SeenAgain, came_back, first_seen
from zenca_gui.core.coming_back_words import back_words, missing_words, nobody_words
from zenca_gui.core.contact_history import ContactHistory, slot_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY, NONE = timedelta(days=1), timedelta(0)


def ago(days: float) -> datetime:
    return NOW - days * DAY


def history(*days: float) -> ContactHistory:
    found = None
    for at in days:
        slot = slot_of(ago(at), NONE)
        found = ContactHistory(newest=slot) if found is None else found.heard(slot)
    return found


def back(missing: int = 10, *, lately: int = 7, since: float = 20, share: float = 1.0) -> CameBack:
    return CameBack(
        now=NOW, since=ago(since), missing=missing, in_all=lately, lately=lately, days=(),
        share=share,
    )  # fmt: skip


def written(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("device", "first"),
    [
        (SeenAgain(last_contact=None), None),
        (SeenAgain(last_contact=ago(11)), None),
        (SeenAgain(last_contact=ago(3)), 3),
        (SeenAgain(last_contact=ago(3), active_at=ago(5)), 5),
        (SeenAgain(last_contact=ago(3), active_at=ago(12)), 3),
        (SeenAgain(last_contact=None, active_at=ago(2)), 2),
        (SeenAgain(last_contact=ago(3), history=history(15, 8, 3)), 8),
        (SeenAgain(last_contact=ago(3), history=history(15, 3)), 3),
        (SeenAgain(last_contact=ago(9.9), history=history(10, 9.9)), 9.9),
        (SeenAgain(last_contact=ago(12), history=history(15, 12)), None),
    ],
)
def test_first_seen_is_the_first_contact_since_or_the_new_certificate(device, first):
    seen = first_seen(device, since=ago(9.95), phase=NONE)
    assert seen == (None if first is None else ago(first))


def test_a_contact_in_the_six_hours_of_the_activation_may_have_been_before_it():
    device = SeenAgain(last_contact=ago(2), history=history(10, 2))
    assert first_seen(device, since=ago(9.99), phase=NONE) == ago(2)


def test_who_is_in_contact_within_a_day_was_never_away():
    seen = [SeenAgain(last_contact=ago(at)) for at in (9.5, 9, 8.5, 3, 0.1)]
    counted = came_back(seen, now=NOW, since=ago(10), missing=4)
    assert (counted.in_all, counted.lately, counted.missing) == (3, 2, 4)
    assert counted.days == (0, 0, 0, 1, 0, 0, 1)
    assert counted.over == 7 * DAY
    assert counted.a_day == pytest.approx(2 / 7)


def test_only_the_days_that_count_are_named():
    seen = [SeenAgain(last_contact=ago(at)) for at in (2.9, 1.5, 0.5)]
    counted = came_back(seen, now=NOW, since=ago(4), missing=1)
    assert counted.days == (1, 1, 1)
    assert counted.over == 3 * DAY


def test_a_sample_stands_for_all():
    seen = [SeenAgain(last_contact=ago(2))] * 30
    counted = came_back(seen, now=NOW, since=ago(10), missing=100, share=0.1)
    assert (counted.in_all, counted.lately) == (300, 300)
    assert sum(counted.days) == 300
    assert back_words(counted) == ("About 300 devices came back; 300 in the last 7 days: 43 a day.")


def test_of_a_sample_the_interval_is_that_of_what_was_counted():
    whole, part = back(1000, lately=700).nobody, back(1000, lately=700, share=0.01).nobody
    assert part.latest - part.earliest > 3 * (whole.latest - whole.earliest)
    assert abs(part.at - whole.at) < DAY


def test_seven_in_a_week_bring_ten_in_about_ten_days():
    told = back(10, lately=7).nobody
    assert NOW + 8 * DAY < told.at < NOW + 11 * DAY
    assert told.earliest < told.at < told.latest


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (back(0), "Nobody is missing."),
        (back(5, since=1.5), "It is too early for a rate"),
        (back(5, lately=0), "Not at this rate: nobody came back lately"),
        (back(100_000, lately=1), "somebody is missing for more than ten years"),
        (back(500, lately=1), "At this rate nobody is missing by 20"),
        (back(10, lately=7), "At this rate nobody is missing by 2026-12-02 ("),
    ],
)
def test_it_is_said_until_when_or_why_not(given, words):
    assert words in nobody_words(given, written)


def test_a_latest_day_that_is_too_far_is_not_told():
    far = back(500, lately=1)
    assert far.nobody.latest is None
    assert nobody_words(far, written).endswith("at the earliest.")


def test_how_many_came_is_said_with_the_rate_once_there_is_one():
    assert back_words(back(5, lately=1)) == "1 device came back; 1 in the last 7 days: 0.1 a day."
    assert back_words(back(5, lately=1, since=2)) == (
        "1 device came back; 1 in the last day: 1.0 a day."
    )
    assert back_words(back(5, lately=3, since=0.5)) == "3 devices came back."
    assert back_words(back(5, lately=0, since=0.5)) == ""
    assert missing_words(back(1)) == "1 device is missing: not seen since, or unable to talk."


@given(st.integers(1, 100_000), st.integers(1, 50_000))
def test_more_that_come_are_never_later_and_more_that_miss_never_earlier(missing, lately):
    far = datetime.max.replace(tzinfo=UTC)

    def days(told: CameBack) -> list[datetime]:
        found = told.nobody
        return [each or far for each in (found.earliest, found.at, found.latest)]

    here = days(back(missing, lately=lately))
    assert here == sorted(here)
    assert all(
        more <= at for more, at in zip(days(back(missing, lately=lately + 1)), here, strict=True)
    )
    assert all(
        at <= more for at, more in zip(here, days(back(missing + 1, lately=lately)), strict=True)
    )


def test_nine_of_ten_intervals_hold_the_day_the_last_one_comes_back():
    """Devices that come at a steady rate, at random: the law that the interval is made for."""
    chance, held, tried = Random(11), 0, 600
    for _trial in range(tried):
        rate, missing = chance.uniform(1, 12), chance.randint(1, 60)
        lately, at = 0, chance.expovariate(rate)
        while at < 7:
            lately, at = lately + 1, at + chance.expovariate(rate)
        if not lately:
            held += 1
            continue
        told = back(missing, lately=lately).nobody
        last = NOW + chance.gammavariate(missing, 1 / rate) * DAY
        held += told.earliest <= last and (told.latest is None or last <= told.latest)
    assert 0.86 <= held / tried <= 0.94
