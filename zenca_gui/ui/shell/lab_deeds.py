"""What do the entries about labs start?"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.lab_console import LabConsoleForm
from zenca_gui.ui.dialogs.lab_form import LabClockForm, LabForm
from zenca_gui.ui.shell.opening import Deed, Opening


class LabDeeds(Opening):
    """Start, take up again, stop, set the clock, play its console.

    Signals:
        busy(str): what is being done meanwhile, "" when it is done.
    """

    busy = Signal(str)

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {
            "try-lab": self.make,
            "start-lab": self.start,
            "stop-lab": self.stop,
            "lab-clock": self.clock,
            "lab-console": self.console,
        }

    def make(self) -> None:
        """Ask what a lab is to be like, and bring it up."""
        form = LabForm(self.seat, self.window)
        form.succeeded.connect(self._made)
        self.open(form)

    def start(self) -> None:
        """Bring the lab of this zone up again."""
        zone, labs = self.zone, self.seat.console.labs
        if zone is None:
            return
        known = zone
        self.busy.emit(_("Starting the lab…"))
        self.seat.tasks.run(
            lambda: labs.resume(known), then=self._up, failed=self._not_up, owner=self
        )

    def stop(self) -> None:
        """End the lab of this zone."""
        zone, labs = self.zone, self.seat.console.labs
        if zone is None:
            return
        known = zone
        harm = Harm(
            title=_("Stop the lab?"),
            happens=_("Its servers and devices end. Its clock goes on."),
            stays=_("Its zone, CA, certificates and everything known of its devices."),
            back=_("Start the lab again: its servers serve what they last served."),
            button=_("&Stop the lab"),
        )
        self.open(
            ConfirmDialog(self.seat.tasks, harm, lambda: labs.stop(known), parent=self.window)
        )

    def clock(self) -> None:
        """Ask for a later time or another speed."""
        zone, console = self.zone, self.seat.console
        if zone is None:
            return
        known = zone

        def read() -> tuple[Zone, datetime]:
            home = console.zones.get(known)
            return home, console.desk.now(home)

        self.read(read, lambda found: self.open(LabClockForm(self.seat, *found, self.window)))

    def console(self) -> None:
        """Let a person play the zone's own server, or the external CA."""
        zone, played = self.zone, self.seat.console.lab_console
        if zone is None:
            return
        known = zone
        self.read(
            lambda: played.stand(known),
            lambda stand: self.open(LabConsoleForm(self.seat, known, stand, self.window)),
        )

    def _made(self, zone: Zone) -> None:
        self.zone_made.emit(int(zone.id))

    def _up(self, _none: None) -> None:
        self.busy.emit("")
        self.changed.emit()

    def _not_up(self, error: Exception) -> None:
        self.busy.emit("")
        self.refuse(error)
