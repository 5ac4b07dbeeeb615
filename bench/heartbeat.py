"""The window's heartbeat while a lab runs, files are delivered, and servers are looked at."""

import threading
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bench.desk import console
from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish
from zenca_gui.services.tour import Tour

BEAT_MS = 5
BENCH = Actor("bench")


def rows() -> list[tuple[str, str, str]]:
    """Beat every five milliseconds on the main thread while a worker plays the whole job."""
    app = QApplication.instance() or QApplication(["bench"])
    late: list[tuple[float, str]] = []
    doing = [""]
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        late.append((max(0.0, now - last[0] - BEAT_MS / 1000), doing[0]))
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(beat)

    def work() -> None:
        with console() as c:
            zone = c.labs.start(LabWish(name="bench", servers=5, devices=60, speed=5_000), by=BENCH)
            tour = Tour(c, lambda words: doing.__setitem__(0, words.strip()[:60]), c.desk.folder)
            for _ in range(20):
                doing[0] = "probe"
                c.probing.look(zone.id)
                doing[0] = "reports"
                c.reports.collect(zone.id)
            doing[0] = "the tour's steps"
            tour._prepare(zone)
            tour._assign_and_deliver(zone)

    worker = threading.Thread(target=work)
    worker.start()
    timer.start(BEAT_MS)
    watch = QTimer()
    watch.timeout.connect(lambda: None if worker.is_alive() else app.quit())
    watch.start(50)
    app.exec()
    worker.join()
    waits = sorted(late)
    slow = waits[min(len(waits) - 1, int(len(waits) * 0.999))][0]
    worst, cause = waits[-1]
    return [
        (f"heartbeat p99.9 of {len(waits):,} beats", f"{slow * 1000:.0f} ms", "50 ms or less"),
        (f"heartbeat maximum, while: {cause}", f"{worst * 1000:.0f} ms", "printed with its cause"),
    ]
