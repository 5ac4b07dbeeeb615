"""Which device makes contact when? In the lab's time, and never faster than this machine likes."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from zenca_gui.core.ports.lab import ListeningServer
from zenca_gui.core.rollout import DeviceReport
from zenca_gui.lab.clock import LabClock, steady
from zenca_gui.lab.device import Device, Met, home_at, next_due
from zenca_gui.lab.notes import Kit
from zenca_gui.lab.reports import ReportBook
from zenca_gui.lab.tls_server import SOURCE

THREADS = 8
TICK = 0.025
"""One contact a tick at most: 40 a second, all together."""
REST = 0.5
"""How long, in real seconds, a device waits between contacts however fast the clock runs."""


class Schedule:
    """Lets devices make contact when their habit says so."""

    def __init__(
        self,
        devices: Sequence[Device],
        servers: tuple[ListeningServer, ...],
        *,
        clock: LabClock,
        book: ReportBook,
        brought: Callable[[str], Kit | None] = lambda _guid: None,
    ) -> None:
        self._brought = brought
        self._servers = servers
        self._clock = clock
        self._book = book
        self._start = clock.now()
        self._order = itertools.count()
        self._due: list[tuple[datetime, int, Device]] = []
        self._devices = tuple(devices)
        self._visited: set[str] = set()
        """Who is at hand now, whatever its habit says."""
        self._talking: set[str] = set()
        self._stopping = threading.Event()
        self._busy: set[asyncio.Task[None]] = set()
        for device in devices:
            habit, age = device.plan.habit, device.plan.last_contact_age
            first = max(self._start, self._start - age + habit.every)
            self._enter(device, home_at(habit, start=self._start, at=first))

    async def run(self, *, until: asyncio.Event) -> None:
        """Go on until the event; returns when no contact is under way any more."""
        with ThreadPoolExecutor(THREADS, "device") as pool:
            while not until.is_set():
                if len(self._busy) < THREADS and (device := self._next()):
                    contact = asyncio.create_task(self._contact(device, pool))
                    self._busy.add(contact)
                    contact.add_done_callback(self._busy.discard)
                try:
                    async with asyncio.timeout(TICK):
                        await until.wait()
                except TimeoutError:
                    continue
            self._stopping.set()
            await asyncio.gather(*self._busy)

    def visit(self, wanted: Callable[[Device], bool]) -> int:
        """Let those make contact now, wherever they are: somebody sits before them. How many."""
        visited = {device.plan.guid: device for device in self._devices if wanted(device)}
        self._visited |= visited.keys()
        self._due = [entry for entry in self._due if entry[2].plan.guid not in visited]
        heapq.heapify(self._due)
        for guid, device in visited.items():
            if guid not in self._talking:
                self._enter(device, self._clock.now())
        return len(visited)

    def clock_was_put(self) -> None:
        """Bring those near whom a clock put back would let wait for ages."""
        now = self._clock.now()
        self._due = [
            (min(due, now + device.plan.habit.every), order, device)
            for due, order, device in self._due
        ]
        heapq.heapify(self._due)

    def _enter(self, device: Device, due: datetime | None) -> None:
        if due is not None:
            heapq.heappush(self._due, (due, next(self._order), device))

    def _next(self) -> Device | None:
        """Return the device that has been due longest and has rested."""
        now, tired = self._clock.now(), []
        found = None
        while found is None and self._due and self._due[0][0] <= now:
            entry = heapq.heappop(self._due)
            device = entry[2]
            home = home_at(device.plan.habit, start=self._start, at=now)
            if device.plan.guid in self._visited:
                home = now
            if home is None or home > now:  # the clock was put into its absence
                self._enter(device, home)
            elif device.rested_at <= steady():
                found = device
            else:
                tired.append(entry)
        for entry in tired:
            heapq.heappush(self._due, entry)
        return found

    async def _contact(self, device: Device, pool: ThreadPoolExecutor) -> None:
        server, at = device.choose(self._servers), self._clock.now()
        device.rested_at = steady() + REST
        guid = device.plan.guid
        self._visited.discard(guid)
        self._talking.add(guid)
        kit = self._brought(guid)
        if kit is not None:
            device.bring(kit)
        loop = asyncio.get_running_loop()
        met = await loop.run_in_executor(pool, self._meet(device, server, at))
        self._talking.discard(guid)
        if self._stopping.is_set():
            return
        if met.meeting.refusal:
            self._book.add(
                DeviceReport(
                    guid=guid, at=self._clock.now(), source=SOURCE, can_talk=False,
                    talk_reason=met.meeting.refusal, server=met.server,
                    presented=met.meeting.fingerprints,
                )
            )  # fmt: skip
        every = timedelta(0) if met.soon else device.plan.habit.every
        after = self._clock.now() - device.plan.habit.every + every
        due = next_due(device.plan.habit, start=self._start, after=after)
        self._enter(device, self._clock.now() if guid in self._visited else due)

    def _meet(self, device: Device, server: ListeningServer, at: datetime) -> Callable[[], Met]:
        return lambda: device.contact(server, at=at, cancelled=self._stopping.is_set)
