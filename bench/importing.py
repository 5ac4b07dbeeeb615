"""A list of 100 MB comes in: how long, how much memory? Beside `sqlite3 .import` of the same file.

Each list is taken in by a process of its own, whose peak is its memory: a new zone's list, the
same list a day later, and a million rows about the same thousand devices.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bench.desk import console
from zenca_gui.core.device_list import Layout
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.services.device_list import look_at

BENCH = Actor("bench")
SIZE = 100_000_000
TWICE, DEVICES = 1_000_000, 1_000
HEADER = ("guid", "name", "kind", "os", "user", "mdm server", "last contact", "stage", "stage at")
ASKED = "180 s and 350 MB"
HERE = Path(__file__).resolve().parents[1]


def rows() -> list[tuple[str, str, str]]:
    """Take the lists in."""
    with console() as c:
        now = c.desk.now(c.zones.add("bench", by=BENCH))
        whole, alike = c.desk.folder / "devices.csv", c.desk.folder / "alike.csv"
        number = _write(whole, _lines(now), SIZE)
        found = [
            (f"list of {number:,} devices ({SIZE / 1e6:.0f} MB) taken in", _taken(whole), ASKED),
            ("the same list into sqlite3, by its .import", _imported(whole), ""),
        ]
        repeated = (line for _time in range(TWICE // DEVICES) for line in _few(now))
        _write(alike, repeated, SIZE * 10)
        words = f"list of {TWICE:,} rows about {DEVICES:,} devices taken in"
        return [*found, (words, _taken(alike), ASKED)]


def _lines(now: datetime) -> Iterator[tuple[str, ...]]:
    kinds, at = tuple(DeviceKind), 0
    while True:
        kind = kinds[at % len(kinds)]
        yield (
            f"{at * 2654435761 % 2**64:032x}", f"WS-{at:07}.north.example.org", kind.value,
            "Windows 11 Enterprise", f"user{at % 9973}",
            f"mdm{at % 3}.example.org" if kind is DeviceKind.MOBILE else "",
            f"{now - timedelta(seconds=at * 7919 % 2_000_000):%Y-%m-%dT%H:%M:%SZ}",
            "Update Assigned", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        )  # fmt: skip
        at += 1


def _few(now: datetime) -> Iterator[tuple[str, ...]]:
    lines = _lines(now)
    return (next(lines) for _at in range(DEVICES))


def _write(path: Path, lines: Iterator[tuple[str, ...]], most: int) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for line in lines:
            writer.writerow(line)
            number += 1
            if number % 10_000 == 0 and file.tell() >= most:
                break
    return number


def _taken(path: Path) -> str:
    """Take a list into a database of its own, by a process of its own, twice."""
    command = [sys.executable, "-c", "from bench.importing import take; take()", str(path)]
    began = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
    assert began.stdout is not None
    said = json.loads(began.stdout.read())
    _pid, status, used = os.wait4(began.pid, 0)
    began.returncode = os.waitstatus_to_exitcode(status)
    assert began.returncode == 0
    first, again = said
    return (
        f"{first['seconds']:.0f} s ({first['rows'] / first['seconds']:,.0f} rows a second),"
        f" again {again['seconds']:.0f} s; {used.ru_maxrss / 1024:.0f} MB;"
        f" told {first['told']} times how far"
    )


def take() -> None:
    """Be that process: take the list in, and say what was seen."""
    path, said = Path(sys.argv[1]), []
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        layout = Layout(columns=look_at(path).guess)
        for _time in range(2):
            told = 0

            def count(_read: int, _size: int, _words: str) -> None:
                nonlocal told
                told += 1

            began = time.perf_counter()
            done = c.device_import.run(zone.id, path, layout, by=BENCH, progress=count)
            took = time.perf_counter() - began
            said.append({"seconds": took, "rows": done.rows, "told": told})
    print(json.dumps(said))


def _imported(path: Path) -> str:
    """Say how long the tool takes that knows nothing of devices."""
    tool = shutil.which("sqlite3")
    if tool is None:
        return "no sqlite3 here"
    out = path.with_name("imported.db")
    began = time.perf_counter()
    subprocess.run([tool, str(out), f".import --csv {path} device"], check=True)
    took = time.perf_counter() - began
    out.unlink()
    return f"{took:.1f} s (one table of text: no device is found, compared or indexed)"
