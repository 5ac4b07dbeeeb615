"""What is a subscription called, and who is on the other side?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.subscription import Side, Subscription, side_words
from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

WIDTH = 600


class SubscriptionForm(FormDialog):
    """Adds a subscription, or edits one.

    Signals:
        succeeded(Subscription): the subscription as it is now.
    """

    def __init__(
        self,
        seat: Seat,
        zone: ZoneId,
        subscription: Subscription | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Edit the subscription") if subscription else _("Add a subscription"),
            button=_("&Save") if subscription else _("&Add the subscription"),
            object_name="subscription-form",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._zone, self._known = seat, zone, subscription
        known = subscription
        self.name = fields.line(_("Name"), "name", known.name if known else "")
        sides = [(side_words(side), side) for side in Side]
        self.side = fields.choice(
            _("Our part"), "side", sides, known.side if known else Side.PUBLISHER
        )
        self.side.setEnabled(known is None)
        self.server = fields.line(
            _("Publisher's server"), "server", known.server_name if known else "",
            hint="zen01.example.org",
        )  # fmt: skip
        self.partner = fields.line(_("Other zone"), "partner", known.partner if known else "")
        self.console = fields.line(
            _("Subscriber's console"), "console", known.console if known else "",
            hint="https://console.example.org",
        )  # fmt: skip
        self.contact = fields.line(_("Contact"), "contact", known.contact if known else "")
        self.add(_("&Name"), self.name, _("As the Subscriber's console calls it."))
        self.add(_("Our &part"), self.side)
        self.add(
            _("Publisher's ser&ver"), self.server,
            _("Where our zone publishes: one of our own servers."),
        )  # fmt: skip
        self.add(_("&Other zone"), self.partner)
        self.add(_("Subscriber's &console"), self.console)
        self.add(_("Con&tact"), self.contact, _("Who looks after the other side."))
        self.name.setFocus()

    def work(self) -> Callable[[], Subscription]:
        """Override ours: add or change it."""
        if not self.name.text().strip() or not self.server.text().strip():
            raise ZencaError(
                _("A subscription needs a name and the Publisher's server."),
                _("Nothing was changed. Fill both in."),
            )
        given = {
            "partner": self.partner.text(),
            "console": self.console.text(),
            "contact": self.contact.text(),
        }
        name, server, by = self.name.text(), self.server.text(), self._seat.by
        service, zone, known = self._seat.console.subscriptions, self._zone, self._known
        side: Side = self.side.currentData()
        if known is not None:
            old = known.id
            return lambda: service.edit(old, by=by, name=name, server_name=server, **given)
        return lambda: service.add(zone, name, side, server, by=by, **given)
