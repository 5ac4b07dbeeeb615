"""Who has the window? One at a time for one database; the lock ends with its process."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from zenca_gui.core.errors import Busy, StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso

FILE = "window.lock"
PAUSE = 0.05
_FAR = 1 << 30
"""Windows locks bytes, and nobody else can read them: this one lies behind the text."""


class WindowLock:
    """The right to open the window on the database of one folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._file: IO[str] | None = None

    def acquire(self, *, now: datetime) -> None:
        """Take it and write down who has it; Busy, with who has it, where another window does."""
        assert self._file is None
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                _("The lock file {path} cannot be opened.").format(path=self._path),
                _("Nothing was changed. Look at the rights of the data folder."),
            ) from error
        file = os.fdopen(descriptor, "r+", encoding="utf-8")
        try:
            _lock(file)
        except OSError as error:
            raise Busy(
                _held_by(file.read()),
                _("Nothing was changed. Use that window, or close it and try again."),
            ) from error
        else:
            _write(file, now)
            self._file, file = file, None  # type: ignore[assignment]
        finally:
            if file is not None:
                file.close()

    def release(self) -> None:
        """Give it back; nothing happens where it was not taken."""
        if self._file is not None:
            self._file.truncate(0)
            _unlock(self._file)
            self._file.close()
            self._file = None


@contextmanager
def exclusive(path: Path, *, wait: float) -> Iterator[None]:
    """Hold a file for this block alone, across threads and processes; Busy after `wait` seconds."""
    pause = threading.Event()
    with path.open("a+", encoding="utf-8") as file:
        for _attempt in range(max(1, int(wait / PAUSE))):
            try:
                _lock(file)
                break
            except OSError:
                pause.wait(PAUSE)
        else:
            raise Busy(
                _("Another zenca is sealing a key at this moment."),
                _("Nothing was changed. Try again in a minute."),
            )
        try:
            yield
        finally:
            _unlock(file)


def _write(file: IO[str], now: datetime) -> None:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        user = str(os.getuid()) if hasattr(os, "getuid") else "?"
    holder = {"user": user, "host": platform.node(), "pid": os.getpid(), "since": to_iso(now)}
    file.truncate(0)
    file.write(json.dumps(holder))
    file.flush()


def _held_by(text: str) -> str:
    try:
        holder = json.loads(text)
        return _("{user} has zenca open on {host} (process {pid}, since {since}).").format(
            user=holder["user"], host=holder["host"], pid=holder["pid"], since=holder["since"]
        )
    except (ValueError, KeyError, TypeError):  # it was taken a moment ago and says nothing yet
        return _("zenca is open in another window.")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file.fileno(), 0, os.SEEK_SET)

    def _unlock(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
