"""A million devices in the window: how long until their rows are painted, does anything freeze?

Beside each stands what an operator without zenca would do to the same rows in a CSV file.
"""

import csv
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QTimer

from bench.desk import console
from bench.window import beaten, opened, until
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.console import Console
from zenca_gui.ui.models.device_table import Column
from zenca_gui.ui.panes.devices import DevicesPane
from zenca_gui.ui.shell.window import MainWindow

BENCH = Actor("bench")
NUMBER, PART = 1_000_000, 50_000
STEPS, STEP_MS = 150, 16
SYSTEMS = ("Windows 11", "Windows 10", "SLES 15", "macOS 15", "Android 15")
NEEDLE = "ws-0777"
HITS = 1_000


def rows() -> list[tuple[str, str, str]]:
    """Enter them, then open, search, filter, sort and scroll as an operator does."""
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        listing = c.desk.folder / "devices.csv"
        entered = _enter(c, zone, listing)
        found = [(f"{NUMBER:,} devices stored and journalled", f"{entered:.1f} s", "")]
        with opened(c) as window:
            until(lambda: window.zone is not None)
            with beaten() as beats:
                found += _use(window, listing, lambda words: setattr(beats, "doing", words))
        return found + beats.rows(f"window with {NUMBER:,} devices")


def _enter(c: Console, zone: Zone, listing: Path) -> float:
    now, kinds, took = c.desk.now(zone), tuple(DeviceKind), 0.0
    with listing.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        for first in range(0, NUMBER, PART):
            part = [
                Device(
                    id=DeviceId(0), zone=zone.id, guid=f"{at:032x}", name=f"WS-{at:07}",
                    kind=kinds[at % len(kinds)], os=SYSTEMS[at % len(SYSTEMS)],
                    user=f"user{at % 9973}",
                    last_contact=now - timedelta(seconds=at * 7919 % 2_000_000),
                )
                for at in range(first, first + PART)
            ]  # fmt: skip
            written.writerows(
                (d.name, d.guid, d.kind.value, d.os, d.user, d.last_contact) for d in part
            )
            began = time.perf_counter()
            with c.desk.change(BENCH, zone) as change:
                c.desk.store.devices.add(part)
                change.record("devices.bench", "Entered devices.", {"number": len(part)})
            took += time.perf_counter() - began
    return took


def _use(
    window: MainWindow, listing: Path, doing: Callable[[str], None]
) -> list[tuple[str, str, str]]:
    pane = window.view.devices
    model, bar = pane.model, pane.filters.bar

    def painted(number: int, act: Callable[[], None], words: str) -> float:
        doing(words)
        ids = model.ids
        act()
        return until(
            lambda: model.ids is not ids and len(model.ids) == number and _first(pane) is not None
        )

    found: list[tuple[str, float, list[str]]] = []
    found.append(
        ("opened", painted(NUMBER, lambda: window.view.show_pane("devices"), "opening"), [])
    )
    for words, column, key in (("contact", Column.CONTACT, "6"), ("name", Column.NAME, "1")):
        took = painted(NUMBER, lambda at=int(column): pane.table._sort(at), f"sorting by {words}")
        found.append((f"sorted by {words}", took, ["sort", "-t,", f"-k{key},{key}", str(listing)]))
    found.append(
        ("scrolled to the end: rows painted after the handle stood", _scroll(pane, doing), [])
    )
    took = painted(HITS, lambda: bar.search.setText(NEEDLE), "searching")
    found.append((f"searched for {NEEDLE}", took, ["grep", "-i", NEEDLE, str(listing)]))
    found.append(
        ("search cleared", painted(NUMBER, lambda: bar.search.setText(""), "clearing"), [])
    )
    return [
        (f"{NUMBER:,} devices {words}", f"{took:.2f} s", _beside(command) if command else "")
        for words, took, command in found
    ]


def _first(pane: DevicesPane) -> Device | None:
    top = pane.table.rowAt(0)
    return pane.model.device(top) if top >= 0 else None


def _scroll(pane: DevicesPane, doing: Callable[[str], None]) -> float:
    """Drag the handle from top to bottom at sixty steps a second; wait for the last rows."""
    doing("scrolling")
    bar, timer, at = pane.table.verticalScrollBar(), QTimer(), [0]

    def further() -> None:
        at[0] += 1
        bar.setValue(bar.maximum() * at[0] // STEPS)
        if at[0] >= STEPS:
            timer.stop()

    timer.timeout.connect(further)
    timer.start(STEP_MS)
    until(lambda: at[0] >= STEPS)
    return until(lambda: pane.model.device(NUMBER - 1) is not None)


def _beside(command: list[str]) -> str:
    """Say how long the tool takes that an operator has instead."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return f"{command[0]}, of a CSV: {time.perf_counter() - began:.2f} s"
