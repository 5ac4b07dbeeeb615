"""Which servers are in the zone, and what is to be done with one?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server, Zone
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.issue import IssueForm
from zenca_gui.ui.dialogs.list_dialog import ListDialog
from zenca_gui.ui.dialogs.server_form import ServerForm, role_words
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

SIZE = QSize(900, 460)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One server, and how many certificates it has."""

    server: Server
    certificates: int


def _columns() -> list[Column[Line]]:
    return [
        Column[Line](label=_("Server"), width=224, text=lambda r: r.server.fqdn,
                     icon=lambda r: "satellite" if r.server.role.value == "satellite" else "server",
                     key=lambda r: r.server.fqdn),
        Column[Line](label=_("Address"), width=152, style=Style.QUIET,
                     text=lambda r: f"{r.server.host}:{r.server.port}",
                     key=lambda r: r.server.host),
        Column[Line](label=_("Role"), width=176, text=lambda r: _roles(r.server),
                     key=lambda r: r.server.role.value),
        Column[Line](label=_("Certificates"), width=96, text=lambda r: str(r.certificates),
                     style=Style.NUMBER, key=lambda r: r.certificates),
        Column[Line](label=_("Files reach it by"), width=136, style=Style.QUIET,
                     text=lambda r: _access(r.server)),
    ]  # fmt: skip


def _roles(server: Server) -> str:
    more = [words for on, words in ((server.ca_role, _("CA role")), (server.mdm, _("MDM"))) if on]
    return ", ".join([role_words(server.role), *more])


def _access(server: Server) -> str:
    if server.ssh is None:
        return _("nothing named yet")
    return _("SSH, port {port}").format(port=server.ssh.port)


class ServersDialog(ListDialog):
    """The servers of a zone: add, edit, remove, look at, give certificates.

    Signals:
        probe_wanted(): *Probe* was pressed.
    """

    probe_wanted = Signal()

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        title = _("Servers of {zone}").format(zone=zone.name)
        super().__init__(seat, title=title, name=_("Servers"), object_name="servers", parent=parent)
        self._zone = zone
        self.model = RowsModel[Line](_columns())
        self.table = Table(_("Servers"), self.model, object_name="servers-table")
        self.add = Button(_("&Add…"), "plus", object_name="add-server")
        self.edit = Button(_("&Edit…"), object_name="edit-server")
        self.remove = Button(_("Re&move…"), object_name="remove-server")
        self.issue = Button(_("Make &certificates…"), "certificate", object_name="issue")
        self.probe = Button(_("&Probe"), "refresh", object_name="probe")
        self.none = Words(_("There are no servers yet. Add the Primary Servers first."), quiet=True)
        self.table.offer(self.edit, self.issue, self.probe, self.remove, self.add)
        self.arrange(
            self.table,
            self.none,
            (self.add, self.edit, self.remove, self.issue, self.probe),
            SIZE,
        )
        self.add.clicked.connect(self.add_server)
        self.edit.clicked.connect(self._edit)
        self.remove.clicked.connect(self._remove)
        self.issue.clicked.connect(self._issue)
        self.probe.clicked.connect(self.probe_wanted)
        self.table.row_opened.connect(self._edit)
        self.follow()
        self.refresh()

    def refresh(self) -> None:
        """Override ours: read the servers."""
        console, zone = self._seat.console, self._zone.id

        def read() -> list[Line]:
            issued = [c.server for c in console.certificates.of(zone)]
            return [
                Line(server=s, certificates=issued.count(s.id)) for s in console.servers.of(zone)
            ]

        self._seat.tasks.run(read, then=self._put, failed=self.broke, owner=self)

    def add_server(self) -> None:
        """Ask for a server and add it."""
        self.open_form(ServerForm(self._seat, self._zone.id, parent=self))

    def chosen(self) -> list[Server]:
        """Return the chosen servers."""
        return [self.model.value(row).server for row in self.table.chosen_rows()]

    def _put(self, lines: list[Line]) -> None:
        put_rows(self.table, self.model, lines, lambda line: line.server.id)
        self.none.setVisible(not lines)
        self.follow()

    def follow(self) -> None:
        """Override ours."""
        number = len(self.chosen())
        self.edit.setEnabled(number == 1)
        self.remove.setEnabled(number == 1)
        self.issue.setEnabled(number > 0)
        self.probe.setEnabled(self.model.rowCount() > 0)

    def _edit(self) -> None:
        for server in self.chosen()[:1]:
            self.open_form(ServerForm(self._seat, self._zone.id, server, parent=self))

    def _issue(self) -> None:
        if self.chosen():
            self.open_form(IssueForm(self._seat, self._zone, self.chosen(), parent=self))

    def _remove(self) -> None:
        for server in self.chosen()[:1]:
            harm = Harm(
                title=_("Remove {server}?").format(server=server.fqdn),
                happens=_("It leaves zenca's inventory, with its certificates and what was seen."),
                stays=_("The server itself is not touched; it goes on serving what it serves."),
                back=_("Add it again. A key that zenca made for it does not come back."),
                button=_("&Remove the server"),
            )
            servers, by = self._seat.console.servers, self._seat.by
            step = partial(servers.remove, server.id, by=by)
            self.open_form(ConfirmDialog(self._seat.tasks, harm, step, self))
