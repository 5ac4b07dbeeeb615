"""How does a zone in a box come up? Its CA and certificates are made as any zone's are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.lab import (
    LabDevice,
    LabDoor,
    LabPlan,
    LabSubscriber,
    ListeningServer,
)
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import Actor, Carrier, Server, SshAccess, Zone, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.change.offering import publish
from zenca_gui.services.desk import Desk, Progress, silent
from zenca_gui.services.lab_devices import devices_of, enter
from zenca_gui.services.lab_founding import FirstWish, LabFounding
from zenca_gui.services.servers import Servers
from zenca_gui.services.subscriptions import Subscriptions
from zenca_gui.services.zones import Zones

MOST_DEVICES = 500
MOST_SUBSCRIBERS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LabWish:
    """What a lab is to be like."""

    name: str = "lab"
    servers: int = 3
    devices: int = 24
    speed: float = 1.0
    ca_days: int = 41
    validity_days: int = 730
    key: KeyKind = KeyKind.EC_P256
    custody: Custody = Custody.ZENCA
    """Who holds the lab's CA: zenca, its CA-role server, or an external CA that comes with it."""
    seed: int = 1
    subscribers: int = 0
    """Other zones that keep the certificate of one of its servers."""


@dataclass
class Labs:
    """Start, take up again, move the clock, stop."""

    desk: Desk
    zones: Zones
    servers: Servers
    authority: Authority
    founding: LabFounding
    _own: dict[ZoneId, LabDoor] = field(default_factory=dict)

    def start(
        self, wish: LabWish, *, by: Actor, folder: Path | None = None, progress: Progress = silent
    ) -> Zone:
        """Make a zone whose CA has a past, and bring its servers and devices up."""
        _sound(wish)
        self.desk.must_hold()
        now = self.desk.clock()
        home = folder or self.desk.folder / "labs" / _folder_name(wish.name, now)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        progress(0, 4, _("Making the lab's zone"))
        began = TimeSource(
            anchor=now, shows=now - timedelta(days=wish.validity_days - wish.ca_days)
        )
        zone = self.zones.add(
            self._free_name(wish.name), by=by, carrier=Carrier.LAB, time=began, lab=str(home)
        )
        progress(1, 4, _("Making its servers"))
        subnet = int(hashlib.sha256(str(home).encode()).hexdigest()[:2], 16)
        made = [
            self.servers.add(
                zone.id, f"zen{at:02}.{_dns(zone.name)}.example", by=by,
                address=f"127.77.{subnet}.{at}", ca_role=at == 1,
                mdm=at > 1 or wish.servers == 1,
            )
            for at in range(1, wish.servers + 1)
        ]  # fmt: skip
        progress(2, 4, _("Making its CA"))
        first = FirstWish(custody=wish.custody, subject=f"CN={zone.name} zone CA,O=zenca lab",
                          key=wish.key, days=wish.validity_days)  # fmt: skip
        try:
            self.founding.found(zone, first, made, by=by)
        except ZencaError:
            self.zones.remove(zone.id, confirm=zone.name, by=by)
            raise
        zone = self._time(zone, TimeSource(anchor=now, shows=now, speed=wish.speed), by=by)
        people = devices_of(home.name, wish.devices, seed=wish.seed)
        enter(self.desk, zone, people, by=by)
        others = self._subscribers(zone, made, wish.subscribers, by=by)
        progress(3, 4, _("Starting its servers and devices"))
        self._up(zone, people, by=by, first=True, subscribers=others)
        progress(4, 4, _("Everything listens"))
        return self.desk.zone(zone.id)

    def resume(self, zone: ZoneId) -> None:
        """Bring a lab up again after a restart: servers serve what they last served."""
        home = self.desk.zone(zone)
        if not home.lab or self.running(zone):
            return
        ids = self.desk.store.devices.ids(self._every(zone))
        known = {d.guid: d for d in self.desk.store.devices.page(ids)}
        folder = Path(home.lab).name  # the zone may be called otherwise by now
        plans = [p for p in devices_of(folder, MOST_DEVICES) if p.guid in known]
        self._up(home, plans, by=Actor("zenca"), first=False)
        change = self.desk.store.changes.open(zone)
        if change is not None:
            publish(self.desk, self.desk.zone(zone), change)

    def running(self, zone: ZoneId) -> bool:
        """Tell whether the lab answers, whichever process started it."""
        home = self.desk.zone(zone)
        return bool(home.lab) and self.desk.labs.find(Path(home.lab)) is not None

    def stop(self, zone: ZoneId) -> None:
        """End a lab; its zone stays in the inventory."""
        home = self.desk.zone(zone)
        door = self._own.pop(zone, None) or (
            self.desk.labs.find(Path(home.lab)) if home.lab else None
        )
        if door is not None:
            door.stop()

    def stop_all(self) -> None:
        """End every lab that this process started."""
        for zone in list(self._own):
            self._own.pop(zone).stop()

    def listening(self, zone: ZoneId) -> Sequence[ListeningServer]:
        """Return where its servers listen."""
        return self._door(zone).servers()

    def set_time(self, zone: ZoneId, to: datetime, *, by: Actor) -> Zone:
        """Put the lab's clock forward."""
        home = self.desk.zone(zone)
        if to <= self.desk.now(home):
            raise ZencaError(
                _("A lab's clock only runs forward."),
                _("Nothing was changed. Choose a later time."),
            )
        return self._time(home, home.time.moved(self.desk.clock(), to=to), by=by)

    def set_speed(self, zone: ZoneId, speed: float, *, by: Actor) -> Zone:
        """Let the lab's clock run faster or slower from now on."""
        if not 0.1 <= speed <= 1_000_000:
            raise ZencaError(
                _("A lab's clock runs 0.1 to 1,000,000 times as fast as yours."),
                _("Nothing was changed. Choose a speed between."),
            )
        home = self.desk.zone(zone)
        now = self.desk.clock()
        source = TimeSource(anchor=now, shows=home.time.at(now), speed=speed)
        return self._time(home, source, by=by)

    def _time(self, zone: Zone, source: TimeSource, *, by: Actor) -> Zone:
        with self.desk.change(by, zone) as change:
            moved = replace(zone, time=source)
            self.desk.store.zones.replace(moved)
            change.record(
                "lab.clock", _("Set the lab's clock."),
                {"shows": source.shows.isoformat(), "speed": str(source.speed)},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        door = self.desk.labs.find(Path(zone.lab)) if zone.lab else None
        if door is not None:
            door.set_time(source)
        return moved

    def _subscribers(
        self, zone: Zone, servers: Sequence[Server], number: int, *, by: Actor
    ) -> list[LabSubscriber]:
        """Enter so many subscriptions, each to the next server; the lab plays the other side."""
        sharing, made = Subscriptions(self.desk), []
        for at in range(number):
            name = _("{zone} at subscriber {n}").format(zone=zone.name, n=at + 1)
            publisher = servers[at % len(servers)].fqdn
            sharing.add(
                zone.id, name, Side.PUBLISHER, publisher, by=by, partner=f"subscriber-{at + 1}"
            )
            made.append(LabSubscriber(name=name, server=publisher))
        return made

    def _up(
        self,
        zone: Zone,
        devices: Sequence[LabDevice],
        *,
        by: Actor,
        first: bool,
        subscribers: Sequence[LabSubscriber] = (),
    ) -> None:
        folder = Path(zone.lab)
        key_file, public = self.desk.labs.ssh_key(folder)
        active = self.authority.active(zone.id)
        assert active is not None
        plan = LabPlan(
            folder=folder, time=zone.time,
            trust_pem=self.desk.pki.export([active.anchor], Form.PEM),
            servers=tuple(
                self.founding.server(zone, s, first=first) for s in self.servers.of(zone.id)
            ),
            devices=tuple(devices), ssh_public_key=public, subscribers=tuple(subscribers),
        )  # fmt: skip
        door = self.desk.labs.start(plan, now=self.desk.clock())
        self._own[zone.id] = door
        known = {server.fqdn: server for server in self.servers.of(zone.id)}
        for listening in door.servers():
            access = SshAccess(
                port=listening.ssh_port, user=plan.ssh_user, key_file=key_file,
                host_key=listening.host_key, folder=listening.folder, profile="lab",
            )  # fmt: skip
            self.servers.edit(
                known[listening.fqdn].id, by=by, address=listening.address, port=listening.port,
                ssh=access,
            )  # fmt: skip

    def _free_name(self, name: str) -> str:
        taken = {zone.name.casefold() for zone in self.zones.all()}
        candidate, at = name, 2
        while candidate.casefold() in taken:
            candidate, at = f"{name}-{at}", at + 1
        return candidate

    def _every(self, zone: ZoneId) -> DeviceQuery:
        return DeviceQuery(zone=zone, retired=None)

    def _door(self, zone: ZoneId) -> LabDoor:
        home = self.desk.zone(zone)
        door = self.desk.labs.find(Path(home.lab)) if home.lab else None
        if door is None:
            raise ZencaError(
                _("The lab of {zone} does not run.").format(zone=home.name),
                _("Nothing was changed. Start it again."),
            )
        return door


def _sound(wish: LabWish) -> None:
    if not (1 <= wish.servers <= 60 and 0 <= wish.devices <= MOST_DEVICES):
        raise ZencaError(
            _("A lab has 1 to 60 servers and up to 500 devices."),
            _("Nothing was started. Choose fewer."),
        )
    if not 0 <= wish.subscribers <= MOST_SUBSCRIBERS:
        raise ZencaError(
            _("A lab has up to {n} Subscribers.").format(n=MOST_SUBSCRIBERS),
            _("Nothing was started. Choose fewer."),
        )
    if not 1 <= wish.ca_days <= wish.validity_days:
        raise ZencaError(
            _("The lab's CA cannot have {n} days left.").format(n=wish.ca_days),
            _("Nothing was started. Choose 1 to {most} days.").format(most=wish.validity_days),
        )
    if not 0.1 <= wish.speed <= 1_000_000:
        raise ZencaError(
            _("A lab's clock runs 0.1 to 1,000,000 times as fast as yours."),
            _("Nothing was started. Choose a speed between."),
        )


def _dns(name: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return kept.strip("-")[:40] or "lab"


def _folder_name(name: str, now: datetime) -> str:
    return f"{_dns(name)}-{now:%Y%m%dT%H%M%S%f}"
