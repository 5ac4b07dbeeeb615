"""Which CA has the zone now? Its certificate from any container, its key where it is ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core.certificate import Custody
from zenca_gui.core.errors import PasswordNeeded, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.services.authority import Imported
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.file_row import FileRow
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.dialogs.reading import read_file
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow


def held_by_words(custody: Custody | None) -> str:
    """Return who holds a key, as a person reads it; None: as the files say."""
    return {
        None: _("As the files say"),
        Custody.ZENCA: _("zenca"),
        Custody.SERVER: _("The zone's own server"),
        Custody.EXTERNAL: _("Somebody else: an external CA"),
    }[custody]


class ImportCaForm(FormDialog):
    """Takes the CA in, says what a person should know of it, then closes.

    Signals:
        succeeded(Imported): the generation and its remarks.
    """

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Import the CA…"),
            heading=_("Import the CA of {zone}").format(zone=zone.name),
            about=_(
                "PEM, DER, PKCS#7 or PKCS#12, as the zone gave it out. With its key zenca can make "
                "certificates; without it zenca watches."
            ),
            button=_("&Import the CA"),
            object_name="import-ca",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self._imported: Imported | None = None
        files = [
            (_("&Certificate file"), FileRow(_("&Certificate file"), "certificate")),
            (_("&Key file, where it is apart"), FileRow(_("&Key file, where it is apart"), "key")),
        ]
        self.certificate, self.key = (row.field for _label, row in files)
        for label, row in files:
            self.add(label, row)
        options = [(held_by_words(c), c) for c in (None, *Custody)]
        self.held_by = fields.choice(_("Who holds the key"), "held-by", options)
        self.password = fields.line(_("Password of the file"), "password", secret=True)
        self.add(
            _("&Who holds the key"),
            self.held_by,
            _("As the files say: zenca where the key is given, somebody else where it is not."),
        )
        self.add(_("&Password of the file"), self.password)
        self.form.setRowVisible(self.password, False)  # noqa: FBT003 - Qt's
        self.certificate.setFocus()

    def work(self) -> Callable[[], Any] | None:
        """Override ours: read the files and take the CA in."""
        if self._imported is not None:
            super().finish(self._imported)
            return None
        if not self.certificate.text().strip():
            raise ZencaError(
                _("No certificate file is named."), _("Nothing was changed. Choose the file.")
            )
        certificate = Path(self.certificate.text().strip())
        key = Path(self.key.text().strip()) if self.key.text().strip() else None
        secret = Secret(self.password.text()) if self.password.text() else None
        authority, zone, by = self._seat.console.authority, self._zone.id, self._seat.by
        held_by: Custody | None = self.held_by.currentData()

        def take() -> Imported:
            return authority.import_(
                zone,
                certificate=read_file(certificate),
                certificate_name=certificate.name,
                key=read_file(key) if key else None,
                key_name=key.name if key else "",
                password=secret,
                held_by=held_by,
                by=by,
            )

        return take

    def finish(self, value: Any) -> None:
        """Override ours: say what was found before the dialog closes."""
        imported: Imported = value
        self._imported = imported
        generation = imported.generation
        found = _("{name}: {subject}, until {end}.").format(
            name=generation.name, subject=generation.certificate.subject, end=utc(generation.ends)
        )
        rows = [CheckRow(outcome=Outcome.PASS, text=found)]
        rows += [CheckRow(outcome=Outcome.WARN, text=remark) for remark in imported.remarks]
        for row in rows:
            line = CheckLine(row)
            self.body.addWidget(line)
            line.show()
        for field in (self.certificate, self.key, self.held_by, self.password):
            field.setEnabled(False)
        self.cancel.hide()
        self.do.put(_("&Close"))
        self.do.setFocus()
        grow(self)

    def reject(self) -> None:
        """Override Qt's: what was imported is told, however the dialog is closed."""
        if self._imported is not None:
            super().finish(self._imported)
        else:
            super().reject()

    def refuse(self, error: ZencaError) -> None:
        """Override ours: a file that asks for a password gets a field for it."""
        if isinstance(error, PasswordNeeded):
            self.form.setRowVisible(self.password, True)  # noqa: FBT003 - Qt's
            self.password.setFocus()
        super().refuse(error)
