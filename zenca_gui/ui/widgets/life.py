"""What does the life of a CA consist of? Its dates, the parts of its end, and the marks on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zenca_gui.core.i18n import _, ngettext
from zenca_gui.ui.dates import day, short_day, utc
from zenca_gui.ui.tokens import Tone

LENS = timedelta(days=98)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The dates that the line shows; thresholds are the zone's own."""

    begins: datetime
    ends: datetime
    now: datetime
    safe_start: datetime | None
    """None: zenca knows too little to name a date."""
    share: float = 0.99
    warn: timedelta = timedelta(days=90)
    every_login: timedelta = timedelta(days=5)

    @property
    def lens_begins(self) -> datetime:
        """Where the enlarged part begins: before the warning, or before today."""
        ahead = max(self.ends - self.now, timedelta(0))
        wide = min(self.ends - max(LENS, self.warn + 8 * DAY), self.now - ahead / 10)
        return max(self.begins, wide) if self.begins < self.ends else wide

    @property
    def lens_ends(self) -> datetime:
        """Where it ends: with the CA, or a little after today once the CA has expired."""
        gone = self.now - self.ends
        return self.ends if gone < timedelta(0) else self.now + gone / 10

    @property
    def last_days(self) -> datetime:
        """From when the warning comes at every login."""
        return max(self.ends - self.every_login, self.lens_begins)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the enlarged end. The tone NEUTRAL is time gone by."""

    start: datetime
    stop: datetime
    tone: Tone
    label: str = ""
    short: str = ""
    """What it says where the label has no room."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A date on the enlarged end, with two lines of words."""

    at: datetime
    head: str
    more: str
    above: bool = False
    weight: int = 0
    """Where two would overlap, the heavier one is shown."""


def parts(life: Life) -> list[Part]:
    """Return what the enlarged end is made of, left to right, without what is empty."""
    now, last = life.now, life.last_days
    found = [Part(life.lens_begins, min(now, life.ends), Tone.NEUTRAL)]
    if life.safe_start is None:
        found.append(Part(now, last, Tone.INFO, _("too little is known to name a date")))
    else:
        safe = max(now, min(life.safe_start, last))
        late = _("too late for some devices")
        short = _("too late")
        found.append(Part(now, safe, Tone.GOOD, days_to_start(safe - now), days(safe - now)))
        found.append(Part(safe, last, Tone.CAUTION, late, short))
    found.append(Part(max(last, now), life.ends, Tone.STOP))
    found.append(Part(life.ends, life.lens_ends, Tone.STOP, _("expired")))
    return [part for part in found if part.start < part.stop]


def days_to_start(left: timedelta) -> str:
    """Say how long there is to begin."""
    if left < DAY:
        return _("start today")
    return ngettext("{n} day to start", "{n} days to start", left // DAY).format(n=left // DAY)


def days(span: timedelta) -> str:
    """Say a number of whole days."""
    return ngettext("{n} day", "{n} days", span // DAY).format(n=span // DAY)


def days_left(life: Life) -> str:
    """Say how long the CA lives, or since when it does not."""
    left = life.ends - life.now
    if left < timedelta(0):
        gone = -left // DAY
        return ngettext("{n} day after the end", "{n} days after the end", gone).format(n=gone)
    return ngettext("{n} day left", "{n} days left", left // DAY).format(n=left // DAY)


def pins(life: Life) -> list[Pin]:
    """Return the dates worth a mark, those that lie in the enlarged part."""
    warn = life.ends - life.warn
    found = [
        Pin(life.ends, _("End {day}").format(day=short_day(life.ends)), _("all trust breaks"),
            above=True, weight=3),
        Pin(life.now, _("Today {day}").format(day=short_day(life.now)), days_left(life),
            above=True, weight=2),
        Pin(warn, _("{n} days {day}").format(n=life.warn // DAY, day=short_day(warn)),
            _("warning begins"), weight=2),
        Pin(life.ends - life.every_login,
            _("{n} days {day}").format(
                n=life.every_login // DAY, day=short_day(life.ends - life.every_login)
            ),
            _("warning at every login"), weight=1),
    ]  # fmt: skip
    if life.safe_start is not None:
        past = life.safe_start < life.now
        share = _("{share} % can follow").format(share=f"{life.share * 100:.3g}")
        head = _("Latest safe start {day}").format(day=short_day(life.safe_start))
        found.append(Pin(life.safe_start, head, _("has passed") if past else share, weight=3))
    return [pin for pin in found if life.lens_begins <= pin.at <= life.lens_ends]


def told(life: Life) -> str:
    """Say the whole line in sentences, for the screen reader."""
    words = _("Valid from {begins} to {ends}, {left}.").format(
        begins=day(life.begins), ends=utc(life.ends), left=days_left(life)
    )
    if life.safe_start is None:
        return words
    safe = _("Latest safe start {day}.").format(day=day(life.safe_start))
    return f"{words} {safe}"
