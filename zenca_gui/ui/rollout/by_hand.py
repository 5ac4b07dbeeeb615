"""How do files reach servers that zenca has no way to? Written out, brought there, and told so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from zenca_gui.core.delivery import Delivery
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zone import Server
from zenca_gui.services.change.timetable import Timetable, own_command
from zenca_gui.services.trust_kit import slug
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import Work
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.rollout.asking import AskingDialog, Question

Run = Callable[[Work[str], str], None]
Ask = Callable[[Question, Callable[[AskingDialog], None]], None]


class ByHandSteps:
    """What a person carries: files to servers, and the date to the system's scheduler."""

    def __init__(self, desk: ChangeDesk, window: QWidget, run: Run, ask: Ask) -> None:
        self._desk = desk
        self._window = window
        self._run = run
        self._ask = ask

    def write_files(self) -> None:
        """Write a folder for each server, into a new one in the folder that is chosen."""
        desk, place = self._desk, files.ask_folder(self._window, _("Write the files in"))
        if place is None:
            return
        where = place / f"zenca-{slug(self._zone_name())}-files"

        def work(_told: object, _stop: object) -> str:
            servers = desk.changes.hand_folders.write(desk.zone, where, by=desk.by)
            return ngettext(
                "Wrote the files of {n} server into {folder}. They hold private keys: destroy the "
                "folder once they are there.",
                "Wrote the files of {n} servers into {folder}. They hold private keys: destroy the "
                "folder once they are there.",
                len(servers),
            ).format(n=len(servers), folder=where)

        self._run(work, _("Writing the files…"))

    def tell(self, servers: list[Server]) -> None:
        """Ask how it is known that the files lie there, then write it down."""
        desk = self._desk

        def go(dialog: AskingDialog) -> None:
            words = dialog.reason.text().strip()

            def work(told: Callable[[int, int, str], None], _stop: object) -> str:
                done: list[Delivery] = []
                for at, server in enumerate(servers):
                    told(at, len(servers), server.fqdn)
                    done.append(desk.changes.told(server.id, words, by=desk.by))
                return ngettext(
                    "{n} server is staged, as told.", "{n} servers are staged, as told.", len(done)
                ).format(n=len(done))

            self._run(work, _("Writing it down…"))

        self._ask(question(servers), go)

    def keep_the_date(self) -> None:
        """Write what the system's scheduler needs to activate at the date."""
        desk, place = self._desk, files.ask_folder(self._window, _("Write the timetable in"))
        if place is None:
            return
        where = place / f"zenca-{slug(self._zone_name())}-timetable"

        def work(_told: object, _stop: object) -> str:
            done = desk.changes.timetables.write(
                desk.zone, where, command=own_command(), by=desk.by
            )
            return timetable_words(done)

        self._run(work, _("Writing the timetable…"))

    def _zone_name(self) -> str:
        return self._desk.console.zones.get(self._desk.zone).name


def question(servers: list[Server]) -> Question:
    """Ask whether the files really lie there."""
    return Question(
        title=_("Did you bring the files there?"),
        happens=ngettext(
            "{n} server counts as staged, as you say and when. Its new certificate, chain and key "
            "lie beside the old ones.",
            "{n} servers count as staged, as you say and when. Their new certificates, chains and "
            "keys lie beside the old ones.",
            len(servers),
        ).format(n=len(servers)),
        does_not=_("Nothing is switched. At the activation zenca looks at what they present."),
        back=_("Deliver again: what is not there stays waiting."),
        button=_("They &are there"),
        listed=[server.fqdn for server in servers],
        reason=_("How do you know that they are there?"),
        must_say=True,
    )


def timetable_words(done: Timetable) -> str:
    """Say what was written and how it is switched on."""
    return _(
        "Wrote the timetable into {folder}. Switch it on there: {linux} on Linux, {windows} on "
        "Windows. Its page says how."
    ).format(folder=Path(done.folder), linux=done.linux, windows=done.windows)
