"""What is a server called, where does it answer, and how do files reach it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core import names
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server, ServerId, ServerRole, SshAccess, ZoneId
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

WIDTH = 600
_NOBODY = ServerId(0)


def role_words(role: ServerRole) -> str:
    """Return what a server is, as a person reads it."""
    return {
        ServerRole.PRIMARY: _("Primary Server"),
        ServerRole.SATELLITE: _("Authentication Satellite"),
    }[role]


class ServerForm(FormDialog):
    """Adds a server, or edits one.

    Signals:
        succeeded(Server): the server as it is now.
    """

    def __init__(
        self, seat: Seat, zone: ZoneId, server: Server | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Edit the server") if server else _("Add a server"),
            button=_("&Save") if server else _("&Add the server"),
            object_name="server-form",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._zone, self._server = seat, zone, server
        self._make(server)
        self._place()
        self.ssh.toggled.connect(self._follow)
        self._follow()
        self.fqdn.setFocus()

    def _make(self, server: Server | None) -> None:
        text = server or Server(id=_NOBODY, zone=self._zone, fqdn="")
        access = text.ssh or SshAccess()
        self.fqdn = fields.line(_("Name"), "fqdn", text.fqdn, hint="zen01.example.org")
        aliases = " ".join(text.aliases)
        self.aliases = fields.line(_("Other names"), "aliases", aliases)
        self.address = fields.line(_("Address"), "address", text.address)
        self.port = fields.number(_("Port"), "port", text.port, low=1, high=65535)
        roles = [(role_words(role), role) for role in ServerRole]
        self.role = fields.choice(_("Role"), "role", roles, text.role)
        self.ca_role = fields.switch(_("It has the CA role"), "ca-role", on=text.ca_role)
        self.mdm = fields.switch(_("It has the MDM role"), "mdm", on=text.mdm)
        reached = server is not None and server.ssh is not None
        self.ssh = fields.switch(_("zenca brings files to it over SSH"), "ssh", on=reached)
        self.ssh_port = fields.number(_("SSH port"), "ssh-port", access.port, low=1, high=65535)
        self.user = fields.line(_("SSH user"), "ssh-user", access.user)
        self.key_file = fields.line(_("SSH key file"), "ssh-key-file", access.key_file)
        self.folder = fields.line(_("Folder on the server"), "ssh-folder", access.folder)
        self.host_key = fields.line(_("Host key"), "ssh-host-key", access.host_key)
        self.profile = fields.line(_("Delivery profile"), "ssh-profile", access.profile)

    def _place(self) -> None:
        self.add(_("&Name"), self.fqdn)
        self.add(_("&Other names"), self.aliases, _("Separated by spaces. They stand in its "
                                                    "certificate as well."))  # fmt: skip
        self.add(_("A&ddress"), self.address, _("Empty: by its name."))
        self.add(_("&Port"), self.port)
        self.add(_("&Role"), self.role)
        self.form.addRow("", self.ca_role)
        self.form.addRow("", self.mdm)
        self.form.addRow("", self.ssh)
        for label, field in self._ssh_fields():
            self.add(label, field)

    def _ssh_fields(self) -> list[tuple[str, QWidget]]:
        return [
            (_("SSH por&t"), self.ssh_port),
            (_("SSH &user"), self.user),
            (_("SSH &key file"), self.key_file),
            (_("&Folder on the server"), self.folder),
            (_("&Host key (SHA256:…)"), self.host_key),
            (_("Delivery pro&file"), self.profile),
        ]

    def work(self) -> Callable[[], Server]:
        """Override ours: add or change the server."""
        if not self.fqdn.text().strip():
            raise ZencaError(
                _("A server needs a name."),
                _("Nothing was changed. Give a name such as zen01.example.org."),
            )
        names.host_name(self.fqdn.text())
        given: dict[str, Any] = {
            "fqdn": self.fqdn.text(),
            "aliases": tuple(self.aliases.text().replace(",", " ").split()),
            "address": self.address.text(),
            "port": self.port.value(),
            "role": self.role.currentData(),
            "ca_role": self.ca_role.isChecked(),
            "mdm": self.mdm.isChecked(),
            "ssh": self._access(),
        }
        servers, by, server, zone = (
            self._seat.console.servers,
            self._seat.by,
            self._server,
            self._zone,
        )
        if server is not None:
            known = server.id
            return lambda: servers.edit(known, by=by, **given)
        return lambda: servers.add(zone, by=by, **given)

    def _access(self) -> SshAccess | None:
        if not self.ssh.isChecked():
            return None
        return SshAccess(
            port=self.ssh_port.value(),
            user=self.user.text().strip(),
            key_file=self.key_file.text().strip(),
            host_key=self.host_key.text().strip(),
            folder=self.folder.text().strip(),
            profile=self.profile.text().strip(),
        )

    def _follow(self) -> None:
        for _label, field in self._ssh_fields():
            self.form.setRowVisible(field, self.ssh.isChecked())
        if self.isVisible():
            self.setMinimumHeight(0)
            self.adjustSize()
            self.resize(WIDTH, self.height())
