"""What is the zone called, and what brings the update to its devices?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from zenca_gui.core import names
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Carrier, Zone
from zenca_gui.ui.change.choice_words import carrier_words
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat


class ZoneForm(FormDialog):
    """Adds a zone, or edits one.

    Signals:
        succeeded(Zone): the zone as it is now.
    """

    def __init__(self, seat: Seat, zone: Zone | None = None, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Edit the zone") if zone else _("Add my zone"),
            about=""
            if zone
            else _(
                "zenca writes down the zone in its own database on this computer. Nothing in the "
                "zone itself is touched. Its CA and its servers come next."
            ),
            button=_("&Save") if zone else _("&Add the zone"),
            object_name="zone-form",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self.name = fields.line(_("Name"), "name", zone.name if zone else "")
        offered = [c for c in Carrier if c is not Carrier.LAB or (zone and zone.lab)]
        self.carrier = fields.choice(
            _("Carrier"),
            "carrier",
            [(carrier_words(c), c) for c in offered],
            zone.carrier if zone else Carrier.ZONE,
        )
        self.add(_("&Name"), self.name)
        self.add(
            _("&Carrier"),
            self.carrier,
            _("What brings the update to devices. zenca itself reaches servers only."),
        )
        self.name.setFocus()

    def work(self) -> Callable[[], Zone]:
        """Override ours: add or change the zone."""
        name, carrier = names.zone_name(self.name.text()), self.carrier.currentData()
        zones, by, zone = self._seat.console.zones, self._seat.by, self._zone

        def edit(old: Zone) -> Zone:
            renamed = zones.rename(old.id, name, by=by) if name != old.name else old
            if carrier is old.carrier:
                return renamed
            return zones.set(old.id, {"carrier": carrier.value}, by=by)

        return lambda: edit(zone) if zone else zones.add(name, by=by, carrier=carrier)
