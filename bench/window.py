"""Does the real window's event loop keep up? It is beaten, and whoever holds it up is named."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from zenca_gui.core.secret import Secret
from zenca_gui.services.console import Console
from zenca_gui.ui import theme
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

BEAT_MS = 5
LATE = 0.02
"""A beat this late is looked at while it lasts: where does the main thread stand?"""
PATIENCE = 120


@dataclass
class Beats:
    """How late each beat was and how long the main thread itself worked meanwhile, in seconds;
    what ran by then, and where the main thread stood."""

    doing: str = ""
    late: list[tuple[float, float, str, str]] = field(default_factory=list)
    _last: float = field(default_factory=time.perf_counter)
    _worked: float = field(default_factory=time.thread_time)
    _where: str = ""

    def beat(self) -> None:
        """One beat of the timer on the main thread."""
        now, worked = time.perf_counter(), time.thread_time()
        late = max(0.0, now - self._last - BEAT_MS / 1000)
        self.late.append((late, worked - self._worked, self.doing, self._where))
        self._last, self._worked, self._where = now, worked, ""

    def look(self, main: int, ended: threading.Event) -> None:
        """From another thread: note where the main thread stands while a beat is late."""
        while not ended.wait(LATE / 4):
            if time.perf_counter() - self._last > LATE:
                self._where = stands(sys._current_frames().get(main)) or self._where

    def rows(self, name: str) -> list[tuple[str, str, str]]:
        """Say it as lines of the table."""
        waits, worked = sorted(self.late), sorted(own for _late, own, *_ in self.late)

        def share(values: list[float], part: float) -> str:
            return f"{values[min(len(values) - 1, int(len(values) * part))] * 1000:.0f} ms"

        late = [each for each, *_ in waits]
        worst, own, doing, where = waits[-1]
        return [
            (f"{name}: heartbeat p50, p99 of {len(waits):,} beats",
             f"{share(late, 0.5)}, {share(late, 0.99)}", ""),
            (f"{name}: heartbeat p99.9", share(late, 0.999), "50 ms or less"),
            (f"{name}: of it the window's own work, p99.9", share(worked, 0.999), ""),
            (f"{name}: maximum ({own * 1000:.0f} ms of it own work), at: {doing}; "
             f"in {where or 'Qt'}", f"{worst * 1000:.0f} ms", "printed with its cause"),
        ]  # fmt: skip


def stands(frame: FrameType | None) -> str:
    """Return the three innermost places of ours that a thread stands in, outermost first."""
    found: list[str] = []
    while frame is not None and len(found) < 3:
        name = Path(frame.f_code.co_filename)
        if "zenca_gui" in name.parts:
            found.append(f"{name.stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " > ".join(reversed(found))


@contextlib.contextmanager
def beaten() -> Iterator[Beats]:
    """Beat the main thread's event loop meanwhile."""
    beats, ended = Beats(), threading.Event()
    timer = QTimer()
    timer.timeout.connect(beats.beat)
    watcher = threading.Thread(target=beats.look, args=(threading.get_ident(), ended))
    watcher.start()
    timer.start(BEAT_MS)
    try:
        yield beats
    finally:
        timer.stop()
        ended.set()
        watcher.join()


@contextlib.contextmanager
def opened(console: Console) -> Iterator[MainWindow]:
    """Open the main window over a console, as after a log in."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    settings = QSettings(str(console.desk.folder / "window.ini"), QSettings.Format.IniFormat)
    theme.apply(app, "light")
    tasks = TaskRunner()
    who = console.administrators.add("bench", Secret("a long word"), by=None)
    window = MainWindow(console, tasks, who, settings=settings)
    window.show()
    try:
        yield window
    finally:
        window.close()
        tasks.shutdown()
        window.deleteLater()
        app.processEvents()


def until(done: Callable[[], bool]) -> float:
    """Let the event loop run until something is so; return how many seconds it took."""
    began = time.perf_counter()
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(
        lambda: loop.quit() if done() or time.perf_counter() - began > PATIENCE else None
    )
    timer.start(2)
    loop.exec()
    return time.perf_counter() - began
