"""From the command to a painted log in: the median of warm starts, each a process of its own."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.desk import clock, make_console, open_store
from zenca_gui.core.secret import Secret
from zenca_gui.vault.memory import MemoryVault

STARTS = 7
PROGRAM = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog
class Eye(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and isinstance(thing, QDialog):
            print(time.clock_gettime(time.CLOCK_BOOTTIME), flush=True)
            os._exit(0)
        return False
import zenca_gui.ui.run as run
from zenca_gui import app
eye, dress = Eye(), run.theme.apply
def apply(app, *more):
    app.installEventFilter(eye)
    dress(app, *more)
run.theme.apply = apply
sys.exit(app.main_gui(["--data-dir", sys.argv[1]]))
"""


def rows() -> list[tuple[str, str, str]]:
    """Measure with a database in which an administrator waits."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        store = open_store(Path(name), now=clock())
        desk = make_console(store, MemoryVault(), Path(name))
        desk.administrators.add("bench", Secret("a long word"), by=None)
        store.close()
        took = [one(name) for _ in range(STARTS + 1)][1:]
    return [("start to painted log in, warm, median", f"{statistics.median(took):.2f} s", "0.8 s")]


def one(folder: str) -> float:
    """Start once; return seconds from before the process to the first painting of the dialog."""
    import time

    began = time.clock_gettime(time.CLOCK_BOOTTIME)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder], capture_output=True, text=True, timeout=60,
        env=os.environ, check=False,
    )  # fmt: skip
    if not done.stdout.strip():
        raise RuntimeError(done.stderr)
    return float(done.stdout.split()[-1]) - began
