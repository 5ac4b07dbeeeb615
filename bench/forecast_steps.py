"""How long does a step of the date take, and what does a year of contacts cost on the disk?"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.fleets import YEAR, fleet
from zenca_gui.core.contact_history import phase_of
from zenca_gui.core.contact_line import ContactLine
from zenca_gui.core.forecast import Forecast, forecast

SAMPLE = 400
NUMBERS = {100_000: "100 ms", 1_000_000: "500 ms"}
DAY = timedelta(days=1)


def rows() -> list[tuple[str, str, str]]:
    """Forecast large fleets with a year of history each, then move the date about."""
    some = fleet("office rhythm", 5, history=YEAR, number=SAMPLE)
    found = []
    for number, asked in NUMBERS.items():
        began = time.perf_counter()
        told = forecast(
            _many(some.lines, number), now=some.now, as_of=some.now, number=number,
            phase=phase_of(some.now),
        )  # fmt: skip
        curve = list(told.curve(some.now, some.now + 90 * DAY))
        made = time.perf_counter() - began
        found += [
            (f"{number:,} devices forecast, {len(curve)} dates", f"{made:.1f} s", ""),
            (f"{number:,} devices, a step of the date, p95", _step(told), asked),
            (f"{number:,} devices, the list for a date, p95", _step(told, listed=True), asked),
        ]
    per_device = _on_disk(some.lines)
    size = f"{per_device * 100_000 / 1e6:.0f} MB"
    return [*found, ("a year of daily imports of 100,000 devices", size, "small")]


def _many(lines: list[ContactLine], number: int) -> Iterator[ContactLine]:
    for at in range(number):
        one = lines[at % len(lines)]
        yield ContactLine(
            device=at, kind=one.kind, stage=one.stage, last_contact=one.last_contact,
            history=one.history,
        )  # fmt: skip


def _step(told: Forecast, *, listed: bool = False) -> str:
    took = []
    for step in range(100):
        when = told.now + (1 + step * 0.83) * DAY
        began = time.perf_counter()
        told.at(when)
        told.by_kind(when)
        if listed:
            told.listed(when, limit=200)
        took.append(time.perf_counter() - began)
    return f"{sorted(took)[94] * 1000:.1f} ms"


def _on_disk(lines: list[ContactLine]) -> float:
    """Return bytes a device, of a table as the store's own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        db = sqlite3.connect(path)
        db.execute("create table h (device integer primary key, newest integer, slots blob)")
        histories = [line.history for line in lines if line.history]
        db.executemany(
            "insert into h values (?, ?, ?)",
            (
                (
                    at,
                    histories[at % len(histories)].newest,
                    histories[at % len(histories)].to_bytes(),
                )
                for at in range(20_000)
            ),
        )
        db.commit()
        db.close()
        return path.stat().st_size / 20_000
