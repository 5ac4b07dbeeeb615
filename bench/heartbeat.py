"""The window's heartbeat while a lab runs, files are delivered, and servers are looked at."""

import itertools
import threading
import time

from PySide6.QtCore import QTimer

from bench.desk import console
from bench.window import beaten, opened, until
from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish
from zenca_gui.services.tour import Tour
from zenca_gui.ui.shell.menus import PANES

BENCH = Actor("bench")
TURN_MS = 250
FIRST_SHOW = 1.0
"""Seconds until the Overview has painted what it read."""


def rows() -> list[tuple[str, str, str]]:
    """Measure the window at rest on its Overview, and then with its panes turned all the time."""
    return [
        *_beaten("window with lab, probe, delivery", turning=False),
        *_beaten("the same, panes turned four times a second", turning=True),
    ]


def _beaten(name: str, *, turning: bool) -> list[tuple[str, str, str]]:
    """Beat the window's event loop while a worker plays the whole job."""
    with console() as c:
        zone = c.labs.start(LabWish(name="bench", servers=5, devices=60, speed=5_000), by=BENCH)
        with opened(c) as window:
            until(lambda: window.zone is not None)
            shown = time.perf_counter()
            until(lambda: time.perf_counter() - shown > FIRST_SHOW)
            panes = itertools.cycle(PANES)

            def turn() -> None:
                pane = next(panes)
                beats.doing = f"{beats.doing.partition(',')[0]}, turning to {pane}"
                window.view.show_pane(pane)

            def work() -> None:
                """Do what the window's buttons do, one after the other, without a pause."""
                for _ in range(20):
                    beats.doing = "probe"
                    c.probing.look(zone.id)
                    beats.doing = "reports"
                    c.reports.collect(zone.id)
                beats.doing = "making the change"
                Tour(c, lambda _words: None, c.desk.folder)._prepare(zone)
                c.changes.assign(zone.id, typed_name=zone.name, by=BENCH)
                beats.doing = "delivery"
                for _ in range(3):
                    c.changes.deliver(zone.id, by=BENCH)
                beats.doing = "activation"
                c.changes.activate(zone.id, by=BENCH)
                for _ in range(20):
                    beats.doing = "probe after it"
                    c.probing.look(zone.id)
                    c.reports.collect(zone.id)

            with beaten() as beats:
                turner = QTimer()
                turner.timeout.connect(turn)
                if turning:
                    turner.start(TURN_MS)
                worker = threading.Thread(target=work)
                worker.start()
                until(lambda: not worker.is_alive())
                worker.join()
                turner.stop()
    return beats.rows(name)
