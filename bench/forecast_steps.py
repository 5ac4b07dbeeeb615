"""The date is moved over a stored zone with a year of contacts: how soon does all of it answer?

Asked of the service as the window does, and of the window's Rollout pane while its event loop is
beaten. Beside it: what a year of contacts costs on the disk, and how the first forecast grows.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bench import growth
from bench.desk import console
from bench.fleets import YEAR, fleet
from bench.window import beaten, opened, until
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.contact_history import SLOT
from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.console import Console
from zenca_gui.services.forecasts import Outlook

BENCH = Actor("bench")
LIVED, PART = 2_000, 50_000
"""So many devices are lived; the others do as they did."""
NUMBERS = {10_000: "", 100_000: "100 ms", 1_000_000: "500 ms"}
FIRST = {10_000: "", 100_000: "", 1_000_000: "3 s"}
IN_WINDOW = 100_000
STEPS = 60
DAY = timedelta(days=1)
KINDS = (DeviceKind.WORKSTATION,) * 17 + (
    DeviceKind.MOBILE,
    DeviceKind.SERVER,
    DeviceKind.SATELLITE,
)


def rows() -> list[tuple[str, str, str]]:
    """Forecast zones of three sizes, then move the date about."""
    found: list[tuple[str, str, str]] = []
    took: dict[int, float] = {}
    for number, asked in NUMBERS.items():
        with console() as c:
            zone = _zone(c, number)
            began = time.perf_counter()
            outlook = c.forecasts.outlook(zone.id)
            took[number] = time.perf_counter() - began
            found += [
                (f"{number:,} devices, the first forecast, {len(outlook.curve)} dates",
                 f"{took[number]:.1f} s", FIRST[number]),
                *_steps(c, zone, outlook, f"{number:,} devices", asked),
            ]  # fmt: skip
            if number == growth.LARGE:
                peak = f"{_command(c.desk.folder):.0f} MB"
                found.append((f"zenca forecast of {number:,} devices, its peak memory", peak, ""))
            if number == IN_WINDOW:
                found += _in_window(c, zone)
                size = _history(c.desk.folder / "zenca.db")
                found.append((f"a year of daily imports of {number:,} devices", size, "small"))
    grown = growth.said(took[growth.SMALL], took[growth.LARGE])
    return [*found, (f"the first forecast of {growth.LARGE:,} devices grew from", grown, "")]


def _steps(
    c: Console, zone: Zone, outlook: Outlook, name: str, asked: str
) -> list[tuple[str, str, str]]:
    counts = {DeviceKind(line.key): line.counts for line in c.rollout.board(zone.id).stages}

    def step(when: datetime) -> None:
        outlook.forecast.at(when)
        outlook.forecast.by_kind(when)
        outlook.board(when, counts)

    def listed(when: datetime) -> None:
        c.forecasts.named(zone.id, when, limit=200)

    return [
        (f"{name}, a step of the date: number and board, p95", _p95(step, outlook), asked),
        (f"{name}, its list, p95", _p95(listed, outlook), asked),
    ]


def _zone(c: Console, number: int) -> Zone:
    """Store devices that come to an office, with a year of contacts, and assign an update."""
    some = fleet("office rhythm", 5, history=YEAR, number=LIVED)
    zone = c.zones.add("bench", by=BENCH)
    c.authority.create(zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=60, by=BENCH)
    ahead = (c.desk.now(zone) - some.now) // SLOT
    with c.desk.store.transaction():
        c.desk.store.contacts.looked(zone.id, some.now + ahead * SLOT)
    for first in range(0, number, PART):
        part = [
            Device(
                id=DeviceId(0), zone=zone.id, guid=f"{at:032x}", name=f"WS-{at:07}",
                kind=KINDS[at % len(KINDS)], os="Windows 11",
                last_contact=(some.lines[at % len(some.lines)].last_contact or some.now)
                + ahead * SLOT,
                stage=Stage.ASSIGNED if at % 3 else Stage.PENDING,
            )
            for at in range(first, min(number, first + PART))
        ]  # fmt: skip
        with c.desk.change(BENCH, zone) as change:
            added = c.desk.store.devices.add(part)
            change.record("devices.bench", "Entered devices.")
        _remember(c.desk.folder / "zenca.db", [d.id for d in added], some.lines, ahead, first)
    _assign(c, zone)
    return zone


def _remember(
    path: Path, ids: list[DeviceId], lines: list[ContactLine], ahead: int, first: int
) -> None:
    """Write the histories as a year of imports would have left them."""
    db = sqlite3.connect(path)
    kept = [lines[(first + n) % len(lines)].history for n in range(len(ids))]
    db.executemany(
        "insert into contact_history (device, newest, slots) values (?, ?, ?)",
        [
            (device, history.newest + ahead, history.to_bytes())
            for device, history in zip(ids, kept, strict=True)
            if history is not None
        ],
    )
    db.commit()
    db.close()


def _assign(c: Console, zone: Zone) -> None:
    c.changes.start(zone.id, ChangeKind.REMINT, by=BENCH)
    change = c.changes.open(zone.id)
    assert change is not None
    with c.desk.change(BENCH, zone) as journalled:
        c.desk.store.changes.replace(
            replace(change, state=ChangeState.ASSIGNED, assigned_at=c.desk.now(zone))
        )
        journalled.record("change.bench", "Assigned.")


def _in_window(c: Console, zone: Zone) -> list[tuple[str, str, str]]:
    """Press the arrows in the Rollout pane: each step is shown in all cards before the next."""
    with opened(c) as window:
        until(lambda: window.zone == zone.id)
        window.view.show_pane("rollout")
        pane = window.view.rollout
        until(lambda: pane.forecast.chart.at is not None and not pane.forecast._asking)
        steps: list[float] = []
        with beaten() as beats:
            for n in range(STEPS):
                beats.doing = "moving the date"
                began = time.perf_counter()
                pane.forecast.chart.move_to(
                    pane.forecast.chart.at + (1 if n % 20 < 14 else -2) * DAY
                )
                pane.repaint()
                steps.append(time.perf_counter() - began)
                until(lambda: not pane.forecast._asking)
        worst = sorted(steps)[int(STEPS * 0.95)] * 1000
        name = f"{IN_WINDOW:,} devices, a step in the window until painted, p95"
        return [(name, f"{worst:.0f} ms", "50 ms on the main thread"), *beats.rows(
            "moving the date in the window")]  # fmt: skip


def _p95(ask: Callable[[datetime], None], outlook: Outlook) -> str:
    took = []
    for step in range(STEPS):
        when = outlook.first + (1 + step * 0.83) * DAY
        began = time.perf_counter()
        ask(when)
        took.append(time.perf_counter() - began)
    return f"{sorted(took)[int(STEPS * 0.95)] * 1000:.1f} ms"


def _history(path: Path) -> str:
    db = sqlite3.connect(path)
    number = db.execute("select sum(pgsize) from dbstat where name = 'contact_history'").fetchone()
    db.close()
    return f"{number[0] / 1e6:.0f} MB"


def _command(folder: Path) -> float:
    """Let a process of its own forecast the zone; return its peak memory in MB."""
    words = ("forecast", "--zone", "bench", "--json", "--data-dir", str(folder))
    child = subprocess.Popen([sys.executable, "-m", "zenca_gui", *words], stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return used.ru_maxrss / 1024
