"""Where does the kit go that makes devices trust the CA, and what is it told for?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.trust_kit import Written
from zenca_gui.ui.change.material import in_two_lines
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.facts import Fact, Facts

WIDTH = 620


class TrustKitForm(FormDialog):
    """Writes the kit into a new folder, then says what to compare.

    Signals:
        succeeded(Written): the kit.
    """

    def __init__(
        self,
        seat: Seat,
        zone: ZoneId,
        name: str,
        *,
        expired: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Save the trust kit…"),
            about=_(
                "A folder with the CA in every container, a script for each platform that makes "
                "it trusted there, and the order of work on one page. There is no key in it."
            ),
            button=_("&Save the kit"),
            object_name="trust-kit",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._zone, self._name = seat, zone, name
        self.folder = fields.line(_("Folder"), "kit-folder", str(Path.home() / name))
        browse = Button(_("Choose…"), object_name="choose-kit-folder")
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.folder, 1)
        line.addWidget(browse)
        row.setFocusProxy(self.folder)
        options = [
            (_("Before the activation: devices first"), False),
            (_("Recovery after expiry: servers first"), True),
        ]
        self.purpose = fields.choice(_("What for"), "kit-purpose", options, expired)
        self.add(_("&Folder"), row, _("It is made new; one that is there must be empty."))
        self.add(_("&What for"), self.purpose)
        browse.clicked.connect(self._browse)
        self.do.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Writing the kit…")

    def work(self) -> Callable[[], Written]:
        """Override ours: write it."""
        text = self.folder.text().strip()
        if not text:
            raise ZencaError(
                _("No folder is named."), _("Nothing was written. Choose where the kit goes.")
            )
        kits, zone, where = self._seat.console.trust_kits, self._zone, Path(text).expanduser()
        late: bool = self.purpose.currentData()
        return lambda: kits.write(zone, where, after_expiry=late)

    def finish(self, value: Any) -> None:
        """Override ours: stay, and show what is to be compared."""
        kit: Written = value
        self.folder.setEnabled(False)
        self.purpose.setEnabled(False)
        count = ngettext("{n} file", "{n} files", len(kit.files)).format(n=len(kit.files))
        facts = Facts(
            [
                Fact(_("Written"), count),
                Fact(_("CA"), kit.generation),
                Fact(_("SHA-256"), in_two_lines(fingerprint(kit.fingerprint)), fixed=True),
                Fact(_("Begin with"), str(kit.folder / "read-me.html")),
            ]
        )
        self.body.addWidget(facts)
        facts.show()  # only what is shown takes room
        self.do.hide()
        self.cancel.put(_("&Close"))
        self.cancel.setFocus()
        grow(self)
        self.succeeded.emit(kit)

    def _browse(self) -> None:
        chosen = files.ask_folder(self, _("Save the trust kit in"))
        if chosen is not None:
            self.folder.setText(str(chosen / self._name))
