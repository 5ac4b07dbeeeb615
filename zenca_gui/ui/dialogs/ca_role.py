"""Which Primary Server is to have the CA role from now on?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server, ZoneId
from zenca_gui.services.ca_role import RoleMove
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.words import Words


class MoveCaRoleForm(FormDialog):
    """Says what is done in the zone's console, and records the move as told.

    Signals:
        succeeded(Server): it has the role now.
    """

    def __init__(
        self, seat: Seat, zone: ZoneId, found: RoleMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Move the CA role…"),
            about=found.about,
            button=_("&It has moved") if found.steps else _("&Move the CA role"),
            object_name="move-ca-role",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        now = found.now.fqdn if found.now else _("no server")
        self.body.insertWidget(0, Facts([Fact(_("Has it now"), now)]))
        for n, step in enumerate(found.steps, 1):
            numbered = _("{n}. {step}").format(n=n, step=step)
            self.body.insertWidget(n, Words(numbered, wrap=True))
        servers = [(server.fqdn, server.id) for server in found.choices]
        self.to = fields.choice(_("New server"), "to", servers)
        self.add(_("&New server"), self.to, _("Primary Servers of this zone."))
        self.to.setFocus()

    def work(self) -> Callable[[], Server]:
        """Override ours: record the move."""
        to = self.to.currentData()
        if to is None:
            raise ZencaError(
                _("There is no other Primary Server in this zone."),
                _("Nothing was changed. Add the server first."),
            )
        role, zone, by = self._seat.console.ca_role, self._zone, self._seat.by
        return lambda: role.move(zone, to, by=by)
