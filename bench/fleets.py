"""Fleets of devices that never were: how each kind of device comes and goes, from a seed.

Times are days from now: before 0 is what zenca may have heard, after 0 is what it forecasts.
A daily look at the hour of now hears each device's newest contact, as a daily import does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from zenca_gui.core.contact_history import ContactHistory, phase_of, slot_of
from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind

AHEAD = 22
YEAR = 392
BEFORE = 200
"""Days that are lived before anybody looks."""
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

Contacts = Iterator[float]
Device = Callable[[Random], Contacts]


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """What zenca knows of it, and when each device comes next (None: not within the time)."""

    kind: str
    history: int
    now: datetime
    lines: list[ContactLine]
    next: list[float]


def fleet(kind: str, seed: int, *, history: int, number: int) -> Fleet:
    """Make one: `history` is for how many days somebody looked before."""
    dice = Random(f"{kind}-{seed}")
    now = MONDAY + timedelta(days=364 + dice.randrange(364), hours=dice.randrange(24))
    lines, coming = [], []
    device = FLEETS[kind](dice, now)
    for at in range(number):
        heard: list[float] = []
        later = AHEAD * 2.0
        for contact in device(dice):
            if contact > 0:
                later = contact
                break
            heard.append(contact)
        if heard:
            lines.append(_line(at, heard, now, history))
            coming.append(later)
    return Fleet(kind=kind, history=history, now=now, lines=lines, next=coming)


def _line(at: int, heard: list[float], now: datetime, history: int) -> ContactLine:
    """Take in what daily looks would have heard."""
    kept: ContactHistory | None = None
    if history:
        looked = -history - 1
        newest: float | None = None
        for contact in [*heard, 1.0]:
            look = min(1, -int(-contact // 1))  # the first look that hears it
            if newest is not None and look > looked:
                slot = slot_of(now + timedelta(days=newest), phase_of(now))
                kept = kept.heard(slot) if kept else ContactHistory(newest=slot)
            looked = max(look, -history)
            newest = contact
    return ContactLine(
        device=at, kind=DeviceKind.WORKSTATION, stage=Stage.ASSIGNED,
        last_contact=now + timedelta(days=heard[-1]), history=kept,
    )  # fmt: skip


def at_rest(dice: Random, _now: datetime) -> Device:
    """Each device has a pace of its own and keeps it, day and night."""
    pace, wide = dice.uniform(0.7, 3), dice.uniform(0.4, 1.2)
    shape = dice.choice((0.7, 1.0, 2.0))

    def device(dice: Random) -> Contacts:
        mean = min(40.0, dice.lognormvariate(0, wide) * pace)
        at = -YEAR - BEFORE - dice.random() * mean
        while at < AHEAD:
            at += dice.gammavariate(shape, mean / shape)
            yield at

    return device


def office(dice: Random, now: datetime) -> Device:
    """Weekdays, working hours, part-time, sick days and holidays of one's own."""
    return _workplace(now, lambda _day: True, present=dice.uniform(0.75, 0.95))


def _workplace(now: datetime, opened: Callable[[datetime], bool], *, present: float) -> Device:
    first = -YEAR - BEFORE // 4
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = (now - midnight) / timedelta(days=1)
    days = [midnight + timedelta(days=day) for day in range(first, AHEAD + 1)]
    works = [day.weekday() < 5 and opened(day) for day in days]

    def device(dice: Random) -> Contacts:
        own = [dice.random() < (0.9 if dice.random() < 0.8 else 0.5) for _day in range(7)]
        begins, ends = dice.uniform(6.5, 9.5) / 24, dice.uniform(15, 18.5) / 24
        always = dice.random() < 0.02
        away = 0
        for at, work in enumerate(works):
            if away:
                away -= 1
                continue
            if dice.random() < 0.008:
                away = dice.choice((5, 7, 12, 16, 23))
                continue
            if always or (work and own[days[at].weekday()] and dice.random() < present):
                day = first + at - hour
                for part in (0.0, 0.3, 0.6, 1.0):
                    yield day + begins + (ends - begins) * part + dice.uniform(-0.01, 0.01)

    return device


def field(dice: Random, _now: datetime) -> Device:
    """Weeks under way without a line home, then some days of contact."""
    trip, wide = dice.uniform(8, 16), dice.uniform(0.5, 0.9)

    def device(dice: Random) -> Contacts:
        at = -YEAR - BEFORE + dice.uniform(-60, 0)
        while at < AHEAD:
            at += min(120.0, dice.lognormvariate(0, wide) * trip)
            home = dice.uniform(1, 12)
            until = at + home
            while at < until:
                yield at
                at += dice.expovariate(2.0)

    return device


def seasonal(dice: Random, now: datetime) -> Device:
    """A school: an office in term, next to nobody in the holidays, at nearly the same dates."""
    year = {y: dice.randrange(-4, 5) for y in range(2024, 2030)}

    def opened(day: datetime) -> bool:
        of_year = (day - datetime(day.year, 1, 1, tzinfo=UTC)).days - year[day.year]
        return not any(a <= of_year < b for a, b in ((0, 7), (92, 106), (200, 243), (290, 304),
                                                     (355, 370)))  # fmt: skip

    return _workplace(now, opened, present=dice.uniform(0.75, 0.95))


def dying(dice: Random, now: datetime) -> Device:
    """At rest, but devices go for good and nobody retires them."""
    living = at_rest(dice, now)
    life = dice.uniform(300, 900)

    def device(dice: Random) -> Contacts:
        died = -YEAR - BEFORE + dice.expovariate(1 / life)
        for contact in living(dice):
            if contact > died:
                return
            yield contact

    return device


FLEETS: dict[str, Callable[[Random, datetime], Device]] = {
    "at rest": at_rest,
    "office rhythm": office,
    "field": field,
    "seasonal": seasonal,
    "dying": dying,
}
