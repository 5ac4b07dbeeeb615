"""The evidence of a change with 100,000 devices: how long, and how much memory, for JSON and PDF?

Each is written by a command of its own, as an operator would; its memory is that process's peak.
"""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.desk import console
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.console import Console

BENCH = Actor("bench")
NUMBER, PART = 100_000, 20_000
ASKED = "10 s and 300 MB"


def rows() -> list[tuple[str, str, str]]:
    """Bring a change so far that one device in ten must be visited, and report it."""
    with console() as c:
        zone = _zone(c)
        _enter(c, zone)
        _activate(c, zone)
        work = len(c.follow_ups.of(zone.id))
        found, both = [], 0.0
        for kind in ("json", "pdf"):
            out = c.desk.folder / f"report.{kind}"
            took, busy, peak = _written(c.desk.folder, out)
            both += took
            size = out.stat().st_size / 1e6
            words = f"report of {NUMBER:,} devices and {work:,} follow-ups, {kind.upper()}"
            found.append(
                (
                    words,
                    f"{took:.1f} s ({busy:.1f} s busy), {peak:.0f} MB; {size:.1f} MB written",
                    ASKED,
                )
            )
        found.append(("both, one after the other", f"{both:.1f} s", "10 s"))
        return found


def _zone(c: Console) -> Zone:
    zone = c.zones.add("bench", by=BENCH)
    c.authority.create(
        zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=400, by=BENCH
    )
    return zone


def _enter(c: Console, zone: Zone) -> None:
    now, kinds = c.desk.now(zone), tuple(DeviceKind)
    for first in range(0, NUMBER, PART):
        part = [
            Device(
                id=DeviceId(0), zone=zone.id, guid=f"{at:032x}", name=f"WS-{at:07}",
                kind=kinds[at % len(kinds)], os="Windows 11", user=f"user{at % 9973}",
                last_contact=now - timedelta(minutes=at % 100_000),
                stage=Stage.ASSIGNED if at % 10 == 0 else Stage.ACTIVE, stage_at=now,
                stage_evidence=Evidence.REPORTED, stage_by="bench",
            )
            for at in range(first, first + PART)
        ]  # fmt: skip
        with c.desk.change(BENCH, zone) as change:
            c.desk.store.devices.add(part)
            change.record("devices.bench", "Entered devices.", {"number": len(part)})


def _activate(c: Console, zone: Zone) -> None:
    c.changes.start(zone.id, ChangeKind.REMINT, by=BENCH)
    opened = c.changes.open(zone.id)
    assert opened is not None
    now = c.desk.now(zone)
    with c.desk.change(BENCH, zone) as change:
        c.desk.store.changes.replace(
            replace(opened, state=ChangeState.ACTIVE, assigned_at=now, activated_at=now)
        )
        change.record("change.bench", "Activated.")


def _written(folder: Path, out: Path) -> tuple[float, float, float]:
    """Return the seconds, the processor's seconds and the peak memory of one report."""
    began = time.perf_counter()
    command = ("change", "report", "--zone", "bench", "--out", str(out), "--data-dir", str(folder))
    child = subprocess.Popen(
        [sys.executable, "-m", "zenca_gui", *command], stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    took, busy = time.perf_counter() - began, used.ru_utime + used.ru_stime
    return took, busy, used.ru_maxrss / 1024
