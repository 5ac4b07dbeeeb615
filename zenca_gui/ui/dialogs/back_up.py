"""Where is a copy of the zone kept, who can open it, and how does it come back?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QRadioButton, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.services.backup import BackupSummary, Restored
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.file_row import FileRow
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.words import Words

MOST = 12
"""Lost entries that are named; the journal has the others."""


class BackUpForm(FormDialog):
    """Writes the zone whole into one age file, and reads it back.

    Signals:
        succeeded(Path): the file.
    """

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Back up the CA…"),
            heading=_("Back up the CA of {zone}").format(zone=zone.name),
            about=_(
                "One encrypted file with everything of the zone: CAs, sealed keys and their "
                "passphrases, servers, devices. zenca reads it back before it says done."
            ),
            button=_("&Back up…"),
            object_name="back-up",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self.to_sheet = QRadioButton(_("Opens with the &identity on the recovery sheet"))
        self.by_words = QRadioButton(_("Opens with a pass&phrase that I choose"))
        for button, name in ((self.to_sheet, "to-sheet"), (self.by_words, "by-passphrase")):
            button.setObjectName(name)
            button.setAccessibleName(button.text().replace("&", ""))
            self.form.addRow(button)
        self.to_sheet.setChecked(True)
        self.passphrase = fields.line(_("Passphrase"), "passphrase", secret=True)
        self.again = fields.line(_("Passphrase, again"), "passphrase-again", secret=True)
        self.add(_("Pa&ssphrase"), self.passphrase)
        self.add(_("Passphrase, a&gain"), self.again)
        self.by_words.toggled.connect(self._follow)
        self._follow()
        self.do.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Writing and reading back…")

    def work(self) -> Callable[[], Path] | None:
        """Override ours: ask where to, then write."""
        secret: Secret | None = None
        if self.by_words.isChecked():
            if self.passphrase.text() != self.again.text():
                raise ZencaError(
                    _("The two passphrases differ."),
                    _("Nothing was written. Type the same passphrase twice."),
                )
            if not self.passphrase.text():
                raise ZencaError(
                    _("The passphrase is empty."), _("Nothing was written. Type a passphrase.")
                )
            secret = Secret(self.passphrase.text())
        kinds = _("Backups (*.age)")
        path = files.ask_save(self, _("Back up the CA"), f"{_plain(self._zone.name)}.age", kinds)
        if path is None:
            return None
        backup, zone, by, where = self._seat.console.backup, self._zone.id, self._seat.by, path
        return lambda: backup.write(zone, where, passphrase=secret, by=by, force=True)

    def _follow(self) -> None:
        for field in (self.passphrase, self.again):
            field.setEnabled(self.by_words.isChecked())


class RestoreForm(FormDialog):
    """Opens a backup, shows what is in it, and puts it back once its zone's name is typed.

    Signals:
        succeeded(Restored): the zone as it is now.
    """

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Restore the CA…"),
            about=_(
                "The zone of the backup takes the place of the one of its name. What happened "
                "since the backup was written is lost, and the journal says so."
            ),
            button=_("&Open the backup"),
            object_name="restore",
            parent=parent,
        )
        self._seat = seat
        self._summary: BackupSummary | None = None
        self._restored: Restored | None = None
        row = FileRow(
            _("Backup file"), "backup-file",
            title=_("Restore the CA"), kinds=_("Backups (*.age);;All (*)"),
        )  # fmt: skip
        self.file = row.field
        self.secret = fields.line(_("Passphrase or identity"), "passphrase", secret=True)
        self.ca_only = fields.switch(
            _("The &CA and its keys only; servers and devices stay"), "ca-only"
        )
        self.typed = fields.line(_("Name of the zone, typed"), "typed-name")
        self.add(_("Backup &file"), row)
        self.add(
            _("&Passphrase or identity"),
            self.secret,
            _("Empty: with the identities in this computer's keyring."),
        )
        self.form.addRow(self.ca_only)
        self.add(_("&Name of the zone, typed"), self.typed)
        for field in (self.typed, self.ca_only):
            self.form.setRowVisible(field, False)  # noqa: FBT003 - Qt's
        self.typed.textChanged.connect(self._follow)
        self.file.setFocus()

    def work(self) -> Callable[[], Any] | None:
        """Override ours: look into the file first, then put it back."""
        if not self.file.text().strip():
            raise ZencaError(_("No file is named."), _("Nothing was changed. Choose the backup."))
        path = Path(self.file.text().strip())
        secret = Secret(self.secret.text()) if self.secret.text() else None
        backup, by = self._seat.console.backup, self._seat.by
        if self._restored is not None:
            self.accept()
            return None
        if self._summary is None:
            return lambda: backup.verify(path, secret)
        alone = self.ca_only.isChecked()
        return lambda: backup.restore(path, secret, by=by, ca_only=alone)

    def finish(self, value: Any) -> None:
        """Override ours: after the look, ask for the name."""
        if isinstance(value, Restored) and value.lost:
            self._say_lost(value)
            return
        if not isinstance(value, BackupSummary):
            super().finish(value)
            return
        self._summary = value
        self.file.setEnabled(False)
        self.secret.setEnabled(False)
        self.body.addWidget(
            Facts(
                [
                    Fact(_("Zone"), value.zone),
                    Fact(_("Written"), utc(value.made_at)),
                    Fact(
                        _("Holds"),
                        _(
                            "{generations} CA generations, {keys} passphrases, {servers} servers, "
                            "{devices} devices"
                        ).format(
                            generations=value.generations,
                            keys=value.keys,
                            servers=value.servers,
                            devices=value.devices,
                        ),
                    ),
                ]
            )
        )
        for field in (self.typed, self.ca_only):
            self.form.setRowVisible(field, True)  # noqa: FBT003 - Qt's
        self.do.put(_("&Restore the CA"))
        self._follow()
        self.typed.setFocus()
        QTimer.singleShot(0, self, self._make_room)  # once the new rows have their sizes

    @Slot()
    def _make_room(self) -> None:
        grow(self)

    def _say_lost(self, restored: Restored) -> None:
        """Say what the backup did not know; the dialog stays until that was read."""
        self._restored = restored
        self.succeeded.emit(restored)
        words = ngettext(
            "Restored. {n} later entry of the journal is not in the backup:",
            "Restored. {n} later entries of the journal are not in the backup:",
            restored.lost_entries,
        ).format(n=restored.lost_entries)
        lines = [f"{utc(e.at)}  {e.actor}  {e.words}" for e in restored.lost[-MOST:]]
        self.body.addWidget(Words("\n".join([words, *lines]), wrap=True))
        self.ca_only.setEnabled(False)
        self.typed.setEnabled(False)
        self.cancel.hide()
        self.do.put(_("&Close"))
        self.do.setFocus()
        QTimer.singleShot(0, self, self._make_room)  # once the new rows have their sizes

    def _follow(self) -> None:
        summary = self._summary
        self.do.setEnabled(summary is None or self.typed.text() == summary.zone)


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_ " else "-" for c in name)
