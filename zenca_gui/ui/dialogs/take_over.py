"""What is in this bundle, and who takes it over here?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.services.bundle import Bundle
from zenca_gui.services.console import Console
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.file_row import FileRow
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.dialogs.hand_over import bundles
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.widgets.facts import Fact, Facts


class TakeOverForm(FormDialog):
    """Opens a bundle, shows what is in it, and takes it over once somebody in it logs in.

    Signals:
        succeeded(Holding): another database lies here now; everything is to be opened again.
    """

    def __init__(self, console: Console, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(
            tasks,
            title=_("Take over…"),
            heading=_("Take a database over from another workstation"),
            about=_(
                "The bundle that was written there becomes the database here, with its zones, "
                "administrators, keys and journal. Take a bundle over once only."
            ),
            button=_("&Open the bundle"),
            object_name="take-over",
            parent=parent,
        )
        self._console = console
        self._bundle: Bundle | None = None
        row = FileRow(
            _("Bundle"), "bundle-file",
            title=_("Take over"), kinds=f"{bundles()};;{_('All (*)')}",
        )  # fmt: skip
        self.file = row.field
        self.passphrase = fields.line(_("Passphrase"), "passphrase", secret=True)
        self.name = fields.choice(_("Administrator"), "administrator", [])
        self.password = fields.line(_("Password"), "password", secret=True)
        self.add(_("&Bundle"), row)
        self.add(_("&Passphrase"), self.passphrase)
        self.add(_("&Administrator"), self.name)
        self.add(_("Pass&word"), self.password)
        self._show_log_in(shown=False)
        self.file.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Opening…") if self._bundle is None else _("Taking over…")

    def work(self) -> Callable[[], Any]:
        """Override ours: look into the file first, then take it over."""
        coming, bundle = self._console.take_over, self._bundle
        if bundle is not None:
            name, password = str(self.name.currentData()), Secret(self.password.text())
            return lambda: coming.take(bundle, name=name, password=password)
        if not self.file.text().strip():
            raise ZencaError(_("No file is named."), _("Nothing was changed. Choose the bundle."))
        path, secret = Path(self.file.text().strip()), Secret(self.passphrase.text())
        return lambda: coming.look(path, secret)

    def finish(self, value: Any) -> None:
        """Override ours: after the look, ask who takes it over."""
        if not isinstance(value, Bundle):
            super().finish(value)
            return
        self._bundle = value
        self.file.setEnabled(False)
        self.passphrase.setEnabled(False)
        self.body.insertWidget(
            0,
            Facts(
                [
                    Fact(_("Zones"), ", ".join(value.zones) or _("none")),
                    Fact(
                        _("Handed over"),
                        _("{when} by {name} on {host}").format(
                            when=utc(value.at), name=value.by, host=value.host
                        ),
                    ),
                    Fact(_("To"), value.to or _("nobody named")),
                ]
            ),
        )
        for name in value.administrators:
            self.name.addItem(name, name)
        self._show_log_in(shown=True)
        self.do.put(_("&Take over"))
        self.password.setFocus()
        QTimer.singleShot(0, self, self._make_room)  # once the new rows have their sizes

    @Slot()
    def _make_room(self) -> None:
        grow(self)

    def _show_log_in(self, *, shown: bool) -> None:
        self.form.setRowVisible(self.name, shown)
        self.form.setRowVisible(self.password, shown)
