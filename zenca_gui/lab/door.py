"""How does zenca speak to a running lab, in whichever process it runs?"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.lab import ConsoleStand, ListeningServer
from zenca_gui.core.rollout import DeviceReport
from zenca_gui.core.system_update import TrustKit
from zenca_gui.lab.doorkeeper import FILE
from zenca_gui.lab.notes import kit_note, kit_of, read_report, read_server, read_stand, time_note

LIMIT = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopbackDoor:
    """Fits core.ports.lab.LabDoor. `process` is the lab's, where this process started it."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def servers(self) -> Sequence[ListeningServer]:
        """Return where its servers listen."""
        return [read_server(note) for note in self._ask("servers")]

    def reports(self, since: int) -> tuple[int, Sequence[DeviceReport]]:
        """Return what devices did after `since`, and the number to ask from next."""
        answer = self._ask("reports", since=since)
        return answer["next"], [read_report(note) for note in answer["reports"]]

    def publish(self, kit: TrustKit) -> None:
        """Offer an update to devices; a later one replaces it."""
        self._ask("publish", kit=kit_note(kit_of(kit)), waiting=sorted(kit.waiting))

    def withdraw(self) -> None:
        """Offer nothing any more."""
        self._ask("withdraw")

    def set_time(self, time: TimeSource) -> None:
        """Put the lab's clock."""
        self._ask("set_time", time=time_note(time))

    def console(self) -> ConsoleStand:
        """Return what the zone's own console shows."""
        return read_stand(self._ask("console"))

    def remint(self, kind: ChangeKind, *, days: int) -> ConsoleStand:
        """Let the CA-role server make a CA and certificates by itself; they wait."""
        return read_stand(self._ask("remint", kind=kind.value, days=days))

    def activate(self) -> ConsoleStand:
        """Let each server switch to its own future certificate."""
        return read_stand(self._ask("activate"))

    def take_back(self) -> ConsoleStand:
        """Undo the last remint, before `activate` or after it."""
        return read_stand(self._ask("take_back"))

    def update_subscriber(self, name: str) -> ConsoleStand:
        """Press *Update Certificate* in a Subscriber's console."""
        return read_stand(self._ask("update_subscriber", name=name))

    def visit(self) -> int:
        """Enrol and register again all devices that were left behind; how many."""
        return int(self._ask("visit"))

    def stop(self) -> None:
        """End the lab; returns when nothing listens any more. One that ended is no trouble."""
        with contextlib.suppress(RemoteError):
            self._ask("stop", to_the_end=True)
        if self.process is None:
            return
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def answers(self) -> bool:
        """Tell whether a lab runs in the folder."""
        try:
            self._ask("servers")
        except RemoteError:
            return False
        return True

    def _ask(self, do: str, *, to_the_end: bool = False, **more: Any) -> Any:
        """Ask one question; with `to_the_end`, wait until the lab's process has ended, too."""
        try:
            note = json.loads((self.folder / FILE).read_bytes())
            asked = json.dumps({"token": note["token"], "do": do, **more}).encode() + b"\n"
            with socket.create_connection(("127.0.0.1", note["port"]), LIMIT) as sock:
                sock.sendall(asked)
                with sock.makefile("rb") as answers:
                    line = answers.readline()
                    if to_the_end:
                        answers.read()
            answer = json.loads(line)
        except (OSError, ValueError, KeyError) as error:
            raise RemoteError(
                _("The lab in {folder} does not answer.").format(folder=self.folder),
                _("It has probably ended. Start it again."),
            ) from error
        if "refused" in answer:
            raise RemoteError(
                _("The lab did not do what was asked: {why}.").format(why=answer["refused"]),
                _("Nothing was changed."),
            )
        return answer["answer"]
