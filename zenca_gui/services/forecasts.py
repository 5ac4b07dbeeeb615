"""Who would be left behind? The forecast of a zone, kept until something of it changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import GenerationStatus
from zenca_gui.core.forecast import Forecast, LeftBehind, forecast_of
from zenca_gui.core.forecast_board import Counts, ExpectedBoard, expected_board
from zenca_gui.core.forecast_delay import measured_delay
from zenca_gui.core.forecast_fleet import Fleet
from zenca_gui.core.forecast_words import left_words, too_little_words
from zenca_gui.core.pins import Holder, needs
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Device, DeviceId, Zone, ZoneId
from zenca_gui.services.change.parts import left_behind_from, replaces
from zenca_gui.services.desk import Desk

MANY = 50_000
"""From so many devices on a forecast may be a little old."""
SAMPLE = 30_000
"""Devices that are enough for a date."""
LOOKED_AT = 50_000
"""Of a larger fleet all devices are counted, and the histories of so many looked at."""
LISTED = 10_000
"""So many of a larger fleet's devices can be listed: those silent for longest."""
ENOUGH = 20_000
"""Devices from whose reports the delay is measured at most."""
OLD = timedelta(minutes=30)
WITHOUT_END = timedelta(days=90)
"""How far ahead the curve goes where the zone has no CA whose end bounds it."""
FURTHEST = timedelta(days=120)
AT_LEAST = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that is shown of a zone's forecast."""

    forecast: Forecast
    ends: datetime | None
    """The active CA's end; None where the zone has no CA."""
    activation: datetime | None
    """The open change's date."""
    activated: bool
    behind_from: datetime | None = None
    """From when at the earliest a device is left behind: with the same key, the old CA's end."""
    asks_devices: bool = True
    """Whether devices must follow the open change at all."""
    share: float
    """The share of devices that is to follow."""
    allowed: int
    """Devices that may be left behind, by the share the zone asks for."""
    first: datetime
    last: datetime
    curve: tuple[LeftBehind, ...]

    @property
    def advised(self) -> datetime:
        """The first date by which the asked share has followed; at most the CA's end."""
        told = self.forecast
        at = told.now + told.reach(self.share)
        return min(at, self.last if self.ends is None else max(told.now, self.ends))

    def words(self, when: datetime) -> str:
        """Return who is left behind when activating then, in one sentence."""
        return left_words(self.forecast, self.forecast.at(when))

    def doubt(self, when: datetime) -> str:
        """Return why too little is known, "" where zenca claims to know."""
        return too_little_words(self.forecast, self.forecast.at(when))

    def board(self, when: datetime, counts: Counts) -> ExpectedBoard | None:
        """Return what the board's numbers become by then, None where no device must follow."""
        if not self.asks_devices:
            return None
        return expected_board(self.forecast, when, counts, behind_from=self.behind_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One device of the list, and its chance to be left behind."""

    device: Device
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    version: int
    devices: int
    assigned_at: datetime | None
    now: datetime
    forecast: Forecast


@dataclass
class Forecasts:
    """Forecast zones; never on the main thread."""

    desk: Desk
    _kept: dict[ZoneId, _Kept] = field(default_factory=dict)
    _samples: dict[ZoneId, _Kept] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _quick_turn: threading.Lock = field(default_factory=threading.Lock)

    def of(self, zone: ZoneId) -> Forecast:
        """Return the forecast of a zone as it is now; a large zone's may be half an hour old."""
        with self._turn:  # two askers share one answer
            return self._fresh(zone, self._kept, share=1.0)

    def quick(self, zone: ZoneId) -> Forecast:
        """Return a forecast for the eyes of one who asks for a date alone: of a sample of many."""
        with self._quick_turn:
            return self._fresh(zone, self._samples, share=self.sampled(zone))

    def sampled(self, zone: ZoneId) -> float:
        """Return which share of the devices `quick` looks at."""
        return min(1.0, SAMPLE / max(1, self._number(zone)))

    def _number(self, zone: ZoneId) -> int:
        return sum(each.number for each in self.desk.store.devices.counts(zone) if not each.lost)

    def _fresh(self, zone: ZoneId, keeping: dict[ZoneId, _Kept], *, share: float) -> Forecast:
        home, store = self.desk.zone(zone), self.desk.store
        now, version, devices = self.desk.now(home), store.version(), self._number(zone)
        change = store.changes.open(zone)
        assigned_at = change.assigned_at if change else None
        kept = keeping.get(zone)
        if kept is not None and (kept.devices, kept.assigned_at) == (devices, assigned_at):
            same = kept.version == version or devices > MANY
            if same and abs(now - kept.now) < OLD:
                return kept.forecast
        made = self._make(home, now=now, devices=devices, assigned_at=assigned_at, share=share)
        keeping[zone] = _Kept(
            version=version, devices=devices, assigned_at=assigned_at, now=now, forecast=made
        )
        return made

    def outlook(self, zone: ZoneId) -> Outlook:
        """Return all that is shown: the curve up to the CA's end, and what is asked for."""
        home, made = self.desk.zone(zone), self.of(zone)
        generations = self.desk.store.authorities.generations(zone)
        ends = next((g.ends for g in generations if g.status is GenerationStatus.ACTIVE), None)
        change = self.desk.store.changes.open(zone)
        last = min((ends or made.now + WITHOUT_END) + timedelta(days=3), made.now + FURTHEST)
        last = max(last, made.now + AT_LEAST)
        return Outlook(
            forecast=made,
            ends=ends,
            activation=change.activation if change else None,
            activated=change is not None and change.activated_at is not None,
            behind_from=left_behind_from(self.desk, change)
            if change and _same_key(change)
            else None,
            asks_devices=change is None or needs(replaces(change), Holder.AGENT),
            share=home.asked_share,
            allowed=int((1 - home.asked_share) * made.devices + 1e-6),
            first=made.now,
            last=last,
            curve=tuple(made.curve(made.now, last)),
        )

    def named(self, zone: ZoneId, when: datetime, *, limit: int = 500) -> list[Named]:
        """Return the devices likeliest to be left behind then, by name."""
        chances = self.of(zone).listed(when, limit=limit)
        devices = {
            device.id: device
            for device in self.desk.store.devices.page([each.device for each in chances])
        }
        return [
            Named(device=devices[DeviceId(each.device)], chance=each.chance)
            for each in chances
            if each.device in devices
        ]

    def _make(
        self,
        zone: Zone,
        *,
        now: datetime,
        devices: int,
        assigned_at: datetime | None,
        share: float,
    ) -> Forecast:
        rows = self.desk.store.contacts
        look = rows.look(zone.id)
        as_of = look.at if look else rows.newest(zone.id, until=now)
        as_of, phase = min(as_of or now, now), look.phase if look else timedelta(0)
        some = min(share, ENOUGH / max(1, devices))
        pending = rows.lines(zone.id, stage=Stage.PENDING, share=some) if assigned_at else ()
        fleet = Fleet(
            as_of=as_of, phase=phase, assigned_at=assigned_at,
            delay=measured_delay(pending, assigned_at=assigned_at, phase=phase),
            number=round(devices * share),
        )  # fmt: skip
        if share == 1.0 and devices > LOOKED_AT:
            self._take_counted(zone.id, fleet, share=LOOKED_AT / devices)
        else:
            for line in rows.lines(zone.id, share=share):
                fleet.take(line)
        return forecast_of(fleet, now=now)

    def _take_counted(self, zone: ZoneId, fleet: Fleet, *, share: float) -> None:
        """Count all, look at the histories of a share, and know the longest silent by name."""
        rows = self.desk.store.contacts
        fleet.number = LOOKED_AT
        for found in rows.counted(zone):
            fleet.count(found)
        for line in rows.lines(zone, share=share):
            fleet.looked_at(line)
        for line in rows.longest_silent(zone, limit=LISTED):
            fleet.name(line)
        for line in rows.lines(zone, stage=Stage.FAILED):
            if line.last_contact is not None:
                fleet.failed.append(line.device)


def _same_key(change: Change) -> bool:
    return change.choice is not None and change.choice.same_key
