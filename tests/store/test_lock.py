"""One window at a time, and the second is told who has it."""

import getpass
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from zenca_gui.core.errors import Busy, StoreError
from zenca_gui.store.lock import WindowLock

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from zenca_gui.store.lock import WindowLock

lock = WindowLock(Path(sys.argv[1]))
lock.acquire(now=datetime(2026, 11, 23, 12, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that has the window."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_window_is_told_who_has_it(tmp_path, now, holder):
    with pytest.raises(Busy) as caught:
        WindowLock(tmp_path).acquire(now=now)
    for word in (getpass.getuser(), platform.node(), str(holder.pid), "2026-11-23T12:00:00Z"):
        assert word in caught.value.title


def test_the_lock_ends_with_a_killed_process(tmp_path, now, holder):
    holder.kill()
    holder.wait()
    lock = WindowLock(tmp_path)
    lock.acquire(now=now)
    lock.release()


def test_two_locks_of_one_process_exclude_each_other_until_release(tmp_path, now):
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    first.acquire(now=now)
    with pytest.raises(Busy, match=str(os.getpid())):
        second.acquire(now=now)
    first.release()
    first.release()
    second.acquire(now=now)
    second.release()


def test_a_lock_file_that_says_nothing_yet_is_busy_all_the_same(tmp_path, now):
    first = WindowLock(tmp_path)
    first.acquire(now=now)
    (tmp_path / "window.lock").write_text("{")
    with pytest.raises(Busy, match="another window"):
        WindowLock(tmp_path).acquire(now=now)
    first.release()


def test_a_lock_file_that_cannot_be_made_is_named(tmp_path, now):
    (tmp_path / "window.lock").mkdir()
    with pytest.raises(StoreError, match=r"window\.lock"):
        WindowLock(tmp_path).acquire(now=now)
