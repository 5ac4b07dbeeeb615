"""Is zenca to hold the CA's key from now on? The file it lies in; custody moves with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core.certificate import Generation
from zenca_gui.core.errors import PasswordNeeded, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.file_row import FileRow
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.reading import read_file
from zenca_gui.ui.shell.seat import Seat


class ImportKeyForm(FormDialog):
    """Takes the key of the active CA in.

    Signals:
        succeeded(Generation): the CA, in zenca's custody now.
    """

    def __init__(
        self, seat: Seat, zone: Zone, active: Generation, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Import the CA's key…"),
            heading=_("Import the key of {name}").format(name=active.name),
            about=_(
                "{subject}. With its key zenca makes certificates itself: custody moves to zenca. "
                "The key is sealed here; where it lay before, it still lies."
            ).format(subject=active.certificate.subject),
            button=_("&Import the key"),
            object_name="import-key",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self.key = FileRow(_("&Key file"), "key")
        self.password = fields.line(_("Password of the file"), "password", secret=True)
        self.add(_("&Key file"), self.key, _("PEM, DER or PKCS#12, with a password or without."))
        self.add(_("&Password of the file"), self.password)
        self.form.setRowVisible(self.password, False)  # noqa: FBT003 - Qt's
        self.key.field.setFocus()

    def work(self) -> Callable[[], Any]:
        """Override ours: read the file and seal the key."""
        path = self.key.path()
        if path is None:
            raise ZencaError(_("No key file is named."), _("Nothing was changed. Choose the file."))
        custody, zone, by = self._seat.console.custody, self._zone.id, self._seat.by
        secret = Secret(self.password.text()) if self.password.text() else None
        return lambda: custody.take_key(
            zone, read_file(path), name=path.name, password=secret, by=by
        )

    def refuse(self, error: ZencaError) -> None:
        """Override ours: a file that asks for a password gets a field for it."""
        if isinstance(error, PasswordNeeded):
            self.form.setRowVisible(self.password, True)  # noqa: FBT003 - Qt's
            self.password.setFocus()
        super().refuse(error)
