"""For which servers is a certificate made under the CA of today, and for how long?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zone import Server, Zone
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

DAYS, MOST = 730, 3650
NAMED = 6


class IssueForm(FormDialog):
    """Makes certificates with keys that zenca makes and seals.

    Signals:
        succeeded(list[ServerCertificate]): what was made.
    """

    def __init__(
        self, seat: Seat, zone: Zone, servers: Sequence[Server], parent: QWidget | None = None
    ) -> None:
        number = len(servers)
        super().__init__(
            seat.tasks,
            title=_("Make certificates…"),
            heading=ngettext(
                "Make a certificate for {n} server", "Make certificates for {n} servers", number
            ).format(n=number),
            about=_(
                "Under the active CA, with a key that zenca makes and seals for each: {names}. "
                "Nothing is delivered, and no certificate is replaced."
            ).format(names=_names(servers)),
            button=_("&Make them"),
            object_name="issue-certificates",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self._servers = [server.id for server in servers]
        self.days = fields.number(_("Days they are valid"), "days", DAYS, low=1, high=MOST)
        self.add(_("&Days they are valid"), self.days, _("Servers of phones: 730 days at most."))

    def work(self) -> Callable[[], Any]:
        """Override ours: make keys and certificates."""
        certificates, zone, by = self._seat.console.certificates, self._zone.id, self._seat.by
        servers, days, told = self._servers, self.days.value(), self.progress()
        return lambda: certificates.issue(zone, servers, by=by, validity_days=days, progress=told)


def _names(servers: Sequence[Server]) -> str:
    named = [server.fqdn for server in servers[:NAMED]]
    rest = len(servers) - len(named)
    return ", ".join(named) + (f" … (+{rest})" if rest else "")
