"""How is a lab started, and found again?"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from zenca_gui.core.errors import Busy, RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.lab import FirstCa, FirstServer, Founded, LabDoor, LabPlan
from zenca_gui.lab import founding, outside_ca
from zenca_gui.lab.clock import steady
from zenca_gui.lab.door import LoopbackDoor
from zenca_gui.lab.plan_file import Start, write_start
from zenca_gui.lab.private_file import write_private
from zenca_gui.lab.release_on_disk import serves

LIMIT = 60.0
LOG = "lab.log"
SSH_KEY = "ssh-key"
_started: list[subprocess.Popen[bytes]] = []
"""Held here, since a lab ends when nobody holds the other end of its standard input."""


class LabProcess:
    """Fits core.ports.lab.LabHost. `command` runs the lab's module; the folder is added to it."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "zenca_gui.lab")) -> None:
        self._command = tuple(command)

    def start(self, plan: LabPlan, *, now: datetime) -> LabDoor:
        """Start a lab in a process of its own that ends with this one; return once all listen."""
        plan.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.find(plan.folder):
            raise Busy(
                _("A lab runs in {folder} already.").format(folder=plan.folder),
                _("Nothing was changed. Stop it first, or choose another folder."),
            )
        path = write_start(Start(plan=plan, workstation=now, steady=steady()))
        try:
            process = self._process(plan.folder)
            refusal = _refusal(process)
        finally:
            path.unlink(missing_ok=True)
        if refusal:
            process.kill()
            process.communicate()
            raise RemoteError(
                _("The lab did not come up: {why}").format(why=refusal),
                _("Nothing runs. Its log is {path}.").format(path=plan.folder / LOG),
            )
        _started[:] = [each for each in _started if each.poll() is None]
        _started.append(process)
        return LoopbackDoor(folder=plan.folder, process=process)

    def find(self, folder: Path) -> LabDoor | None:
        """Return the door of the lab that runs in this folder, None where none answers."""
        door = LoopbackDoor(folder=folder)
        return door if door.answers() else None

    def ssh_key(self, folder: Path) -> tuple[str, str]:
        """Make (or find) the key that may log in; return (private key file 0600, public line)."""
        import asyncssh  # takes a quarter of a second, and only labs need it

        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / SSH_KEY
        if not path.exists():
            made = asyncssh.generate_private_key("ssh-ed25519", comment="zenca lab")
            write_private(path, made.export_private_key())
        public = asyncssh.read_private_key(path).export_public_key()
        return str(path), public.decode().strip()

    def found(self, folder: Path, ca: FirstCa, servers: Sequence[FirstServer]) -> Founded:
        """Make a CA that zenca does not hold, and servers' first files, in a lab's folder."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return founding.found(folder, ca, servers)
        except OSError as error:
            raise _no_files(folder, error) from error

    def serves(self, folder: Path, fqdn: str) -> bool:
        """Tell whether a server of this name has files there to go on with."""
        return serves(folder / "servers" / fqdn)

    def sign(
        self, folder: Path, requests: Sequence[bytes], *, now: datetime, same_ca: bool
    ) -> Sequence[bytes]:
        """Let the lab's external CA sign requests."""
        try:
            return outside_ca.sign(folder, requests, now=now, same_ca=same_ca)
        except OSError as error:
            raise _no_files(folder, error) from error

    def _process(self, folder: Path) -> subprocess.Popen[bytes]:
        with (folder / LOG).open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own interpreter or bundle
                [*self._command, str(folder.resolve())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for us; it ends when we do
            )


def _no_files(folder: Path, error: OSError) -> RemoteError:
    return RemoteError(
        _("The lab's files in {folder} cannot be written or read: {why}.").format(
            folder=folder, why=error.strerror or error
        ),
        _("Nothing was made. Look at the folder's rights and the disk."),
    )


def _refusal(process: subprocess.Popen[bytes]) -> str:
    """Wait for the lab's one line; return "" where it is up, else why not."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    assert process.stdout is not None

    def read(stream: IO[bytes]) -> None:
        with stream:
            lines.put(stream.readline())

    threading.Thread(target=read, args=(process.stdout,), daemon=True).start()
    try:
        note = json.loads(lines.get(timeout=LIMIT) or b"{}")
    except queue.Empty:
        return _("it took more than {n} seconds.").format(n=round(LIMIT))
    return "" if note.get("ready") else str(note.get("failed") or _("its process ended."))
