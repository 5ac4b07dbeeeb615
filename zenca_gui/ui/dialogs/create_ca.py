"""What is the zone's first CA to be called, with which key, and for how long?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from zenca_gui.core import names
from zenca_gui.core.certificate import Generation, KeyKind
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.ui.change.choice_words import CA_KEYS, key_words
from zenca_gui.ui.dates import day
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import Tone, Type
from zenca_gui.ui.widgets.words import Words

PROPOSED, LONGEST = 3650, 36_500
USUAL = range(365, 3653)
"""Outside of one to ten years is a warning (DESIGN 4.2)."""


class CreateCaForm(FormDialog):
    """Makes the zone's CA; its key is sealed here.

    Signals:
        succeeded(Generation): the CA.
    """

    def __init__(
        self, seat: Seat, zone: Zone, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Create the CA…"),
            heading=_("Create the CA of {zone}").format(zone=zone.name),
            about=_(
                "zenca makes the key and seals it; the keyring keeps the passphrase. Without a "
                "keyring you are given it before the key is made. Save the recovery sheet "
                "afterwards: it opens the key when this computer is gone."
            ),
            button=_("C&reate the CA"),
            object_name="create-ca",
            parent=parent,
        )
        self._seat, self._zone, self._now = seat, zone, now
        proposed = "".join(c for c in zone.name if c not in ',\\="+<>;#')
        keys = [(key_words(key), key) for key in CA_KEYS]
        self.subject = fields.line(_("Subject"), "subject", f"CN={proposed} Zone CA")
        self.key = fields.choice(_("Key"), "key", keys, KeyKind.RSA_3072)
        self.days = fields.number(
            _("Days it is valid"), "validity-days", PROPOSED, low=1, high=LONGEST
        )
        self.until = Words("", Type.CAPTION, quiet=True)
        self.remark = Words("", Type.CAPTION, wrap=True, tone=Tone.CAUTION)
        self.add(_("&Subject"), self.subject, _("Written like CN=Zone CA, O=Example."))
        self.add(_("&Key"), self.key)
        self.add(_("&Days it is valid"), self.days)
        self.form.addRow("", self.until)
        self.form.addRow("", self.remark)
        self.days.valueChanged.connect(self._follow)
        self._follow()
        self.subject.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Making the key…")

    def work(self) -> Callable[[], Generation]:
        """Override ours: make the CA."""
        names.subject(self.subject.text())
        authority, by, zone = self._seat.console.authority, self._seat.by, self._zone.id
        subject, key, days = self.subject.text(), self.key.currentData(), self.days.value()
        return lambda: authority.create(zone, subject=subject, key=key, validity_days=days, by=by)

    def _follow(self) -> None:
        days = self.days.value()
        self.until.setText(_("Until {day}.").format(day=day(self._now + timedelta(days=days))))
        odd = days not in USUAL
        self.remark.setText(_("One to ten years are usual for a zone's CA.") if odd else "")
        self.remark.setVisible(odd)
        grow(self)
