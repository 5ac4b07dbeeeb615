"""What do the entries start that write papers? The change's report, the calendar of its dates."""

from __future__ import annotations

from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.export_ca import write_file
from zenca_gui.ui.rollout import evidence
from zenca_gui.ui.shell.opening import Deed, Opening


class PaperDeeds(Opening):
    """Save the newest change's report; save the zone's dates."""

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {"save-report": self.save_report, "save-calendar": self.save_calendar}

    def save_report(self) -> None:
        """Write the evidence of the newest change, or how it stands while it is open."""
        zone, packs = self.zone, self.seat.console.evidence
        if zone is None:
            return
        known = zone

        def ask(ended: bool) -> None:
            path = evidence.ask_where(self.window, ended=ended)
            if path is not None:
                where = path
                self.read(lambda: evidence.write(where, packs, known), self._written)

        self.read(lambda: packs.has_ended(known), ask)

    def save_calendar(self) -> None:
        """Write the dates of the zone for a calendar."""
        zone, calendars = self.zone, self.seat.console.calendars
        if zone is None:
            return
        known = zone
        path = files.ask_save(
            self.window, _("Save the calendar"), "zenca.ics", _("Calendars (*.ics)")
        )
        if path is not None:
            where = path
            self.read(lambda: write_file(where, calendars.text(known).encode()), self._written)

    def _written(self, _path: object) -> None:
        self.changed.emit()
