"""Who keeps the activation date while zenca does not run? The system's own scheduler, if asked.

zenca is no service. It writes what a systemd user timer or a Windows scheduled task needs; either
calls `zenca change activate --if-due` at the date, and once more after a start that came late.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services.change.begin import must_be
from zenca_gui.services.desk import Desk
from zenca_gui.services.trust_kit import slug
from zenca_gui.services.whole_folder import put, whole_folder

PAGE = "READ-ME-FIRST.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """What was written, and for when."""

    folder: Path
    at: datetime
    """In the workstation's time: when the scheduler has to call."""
    files: tuple[str, ...]
    linux: str
    """The command that switches the timer on."""
    windows: str
    """The command that enters the task."""


@dataclass
class Timetables:
    """Write the scheduler's files for a zone's activation date."""

    desk: Desk

    def write(self, zone: ZoneId, folder: Path, *, command: Sequence[str], by: Actor) -> Timetable:
        """Write unit files, a task, and a page; `command` is how zenca is called here."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.MATERIAL, ChangeState.ASSIGNED)
        if change.activation is None:
            raise ZencaError(
                _("No activation date is set."),
                _("Nothing was written. Move the date first: `zenca change move-date`."),
            )
        at = _workstation_time(home, self.desk.clock(), change.activation)
        name = f"zenca-activate-{slug(home.name)}"
        call = [
            *command, "--data-dir", str(self.desk.folder), "--admin", by,
            "change", "activate", "--if-due", "--zone", home.name,
        ]  # fmt: skip
        linux = f"systemctl --user enable --now {name}.timer"
        windows = f'schtasks /Create /TN "{name}" /XML {name}.xml'
        files = _files(name, home, at, call, linux, windows)
        with whole_folder(folder) as made:
            for file, data in files.items():
                put(made, file, data)
        return Timetable(
            folder=folder, at=at, files=tuple(sorted(files)), linux=linux, windows=windows
        )


def own_command() -> list[str]:
    """Return how this zenca is called: the bundle itself, or this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "zenca_gui"]


def _workstation_time(zone: Zone, now: datetime, at: datetime) -> datetime:
    """Return when this workstation's clock shows what the zone calls `at`."""
    left = (at - zone.time.at(now)) / zone.time.speed
    return max(now, now + left).replace(microsecond=0)


def _files(
    name: str, zone: Zone, at: datetime, call: Sequence[str], linux: str, windows: str
) -> Mapping[str, bytes]:
    about = _("zenca: activate the CA change of {zone}").format(zone=zone.name)
    page = [
        about,
        "",
        _("Date: {at}").format(at=f"{at:%Y-%m-%d %H:%M} UTC"),
        "",
        _("The call acts as an administrator: keep that password in the keyring first."),
        "",
        _("On Linux: copy the .service and the .timer to ~/.config/systemd/user, then"),
        "  systemctl --user daemon-reload",
        f"  {linux}",
        _("To take it back:"),
        f"  systemctl --user disable --now {name}.timer",
        "",
        _("On Windows, in a command prompt in this folder:"),
        f"  {windows}",
        _("To take it back:"),
        f'  schtasks /Delete /TN "{name}" /F',
    ]
    return {
        f"{name}.service": _service(about, call).encode(),
        f"{name}.timer": _timer(about, at).encode(),
        f"{name}.xml": _task(about, at, call).encode("utf-16"),
        PAGE: ("\n".join(page) + "\n").encode(),
    }


def _service(about: str, call: Sequence[str]) -> str:
    return (
        f"[Unit]\nDescription={_plain(about)}\n\n"
        f"[Service]\nType=oneshot\nExecStart={' '.join(map(_unit_word, call))}\n"
    )


def _timer(about: str, at: datetime) -> str:
    return (
        f"[Unit]\nDescription={_plain(about)}\n\n"
        f"[Timer]\nOnCalendar={at:%Y-%m-%d %H:%M:%S} UTC\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _plain(text: str) -> str:
    return text.replace("%", "%%").replace("\n", " ")


def _unit_word(word: str) -> str:
    """Quote for ExecStart= (systemd.syntax(7)): specifiers and variables mean themselves."""
    kept = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{kept}"'


def _task(about: str, at: datetime, call: Sequence[str]) -> str:
    program, *rest = call
    arguments = " ".join(_windows_word(word) for word in rest)
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        f"  <RegistrationInfo><Description>{escape(about)}</Description></RegistrationInfo>\n"
        "  <Triggers><TimeTrigger>"
        f"<StartBoundary>{at:%Y-%m-%dT%H:%M:%SZ}</StartBoundary><Enabled>true</Enabled>"
        "</TimeTrigger></Triggers>\n"
        "  <Settings><StartWhenAvailable>true</StartWhenAvailable>"
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries></Settings>\n"
        f"  <Actions><Exec><Command>{escape(program)}</Command>"
        f"<Arguments>{escape(arguments)}</Arguments></Exec></Actions>\n"
        "</Task>\n"
    )


def _windows_word(word: str) -> str:
    """Quote one argument as CommandLineToArgvW reads it."""
    if word and not any(c in word for c in ' \t"'):
        return word
    quoted, slashes = '"', 0
    for c in word:
        if c == "\\":
            slashes += 1
            continue
        quoted += "\\" * (2 * slashes + 1 if c == '"' else slashes) + c
        slashes = 0
    return quoted + "\\" * (2 * slashes) + '"'
