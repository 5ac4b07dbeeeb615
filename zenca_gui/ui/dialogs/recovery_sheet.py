"""Is the recovery sheet printed, and can somebody prove to have it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.recovery_card import RecoveryCard
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

WIDTH = 620


class RecoverySheetForm(FormDialog):
    """Shows and saves the sheet; the check group at its end proves that somebody has it.

    Signals:
        succeeded(None): the group was right.
    """

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Recovery sheet…"),
            heading=_("Recovery sheet of {zone}").format(zone=zone.name),
            button=_("&Prove it"),
            object_name="recovery-sheet",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        desk = ChangeDesk(console=seat.console, tasks=seat.tasks, zone=zone.id, by=seat.by)
        work = WorkPlace(seat.tasks)
        self.card = RecoveryCard(desk, work)
        self.body.insertWidget(0, self.card)
        self.body.insertWidget(1, work)
        self.group = fields.line(_("Check group"), "check-group")
        self.add(
            _("Check &group"),
            self.group,
            _("Six letters and digits at the end of the printed sheet."),
        )
        self.cancel.put(_("&Close"))

    def work(self) -> Callable[[], Any]:
        """Override ours: compare the group."""
        group = self.group.text()
        if not group.strip():
            raise ZencaError(
                _("No check group is typed."),
                _("Nothing was changed. Type the group from the end of the sheet."),
            )
        recovery, zone, by = self._seat.console.recovery, self._zone.id, self._seat.by
        return lambda: recovery.prove(zone, group, by=by)
