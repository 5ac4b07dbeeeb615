"""Is the Publisher's new certificate the right one? Theirs beside the one that is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.subscription import Subscription
from zenca_gui.services.subscriptions import Theirs
from zenca_gui.ui.change.material import in_two_lines
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.diff_table import DiffRow, DiffTable
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.words import Words

WIDTH = 860


class TakeTheirsForm(FormDialog):
    """Compares, and records that it was compared.

    Signals:
        succeeded(Subscription): the subscription with what is kept now.
    """

    def __init__(
        self, seat: Seat, subscription: Subscription, theirs: Theirs, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Take their certificate in"),
            heading=_("The new certificate of {server}").format(server=subscription.server_name),
            about=_(
                "Compare the fingerprint with the Publisher, by another way than the file came. "
                "Then update the remote server's certificate in our own console."
            ),
            button=_("&Take it in"),
            object_name="take-theirs",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._subscription, self._theirs = seat, subscription, theirs
        print_ = Fact(_("SHA-256"), in_two_lines(fingerprint(theirs.new.sha256)), fixed=True)
        self.body.insertWidget(0, Facts([print_]))
        if theirs.old is None:
            self.body.insertWidget(1, Words(_("No certificate was kept before."), wrap=True))
        else:
            rows = [DiffRow(row.what, row.old, row.new) for row in theirs.rows]
            table = DiffTable(
                _("Theirs beside the one kept"), old=_("Kept now"), new=_("New"), rows=rows
            )
            self.body.insertWidget(1, table)
        if theirs.same:
            self.body.insertWidget(
                2, Words(_("It is the certificate that is kept already."), strong=True, wrap=True)
            )
        self.evidence = fields.line(_("How was it compared?"), "evidence")
        self.add(
            _("&How was it compared?"), self.evidence, _("For example: read out on the phone.")
        )
        self.evidence.setFocus()

    def work(self) -> Callable[[], Subscription]:
        """Override ours: record it."""
        words = self.evidence.text().strip()
        if not words:
            raise ZencaError(
                _("How was it compared?"),
                _("Nothing was changed. Say with whom its fingerprint was compared."),
            )
        service, by = self._seat.console.subscriptions, self._seat.by
        mine, theirs = self._subscription.id, self._theirs
        return lambda: service.take(mine, theirs, evidence=words, by=by)
