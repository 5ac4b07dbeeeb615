"""Which subscriptions does the zone have, and what is to be done with one?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.sheet import Sheet, as_text
from zenca_gui.core.subscription import Side, Subscription, side_words
from zenca_gui.core.zone import Zone
from zenca_gui.services.subscriptions import Theirs
from zenca_gui.ui.dates import day
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.export_ca import write_file
from zenca_gui.ui.dialogs.list_dialog import ListDialog
from zenca_gui.ui.dialogs.reading import read_file
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.sharing.form import SubscriptionForm
from zenca_gui.ui.sharing.theirs import TakeTheirsForm
from zenca_gui.ui.sheet_pdf import pdf
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

SIZE = QSize(900, 440)


def _columns() -> list[Column[Subscription]]:
    return [
        Column[Subscription](label=_("Subscription"), width=200, text=lambda s: s.name,
                             icon=lambda _s: "subscriber", key=lambda s: s.name.casefold()),
        Column[Subscription](label=_("Our part"), width=160, text=lambda s: side_words(s.side),
                             key=lambda s: s.side.value),
        Column[Subscription](label=_("Publisher's server"), width=184,
                             text=lambda s: s.server_name, key=lambda s: s.server_name),
        Column[Subscription](label=_("Other zone"), width=128, text=lambda s: s.partner,
                             key=lambda s: s.partner.casefold()),
        Column[Subscription](label=_("Certificate kept since"), width=152, style=Style.QUIET,
                             text=lambda s: day(s.kept_at) if s.kept_at else ""),
    ]  # fmt: skip


class SubscriptionsDialog(ListDialog):
    """Add, edit, remove; hand ours over, take theirs in."""

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        title = _("Subscriptions of {zone}").format(zone=zone.name)
        super().__init__(
            seat, title=title, name=_("Subscriptions"), object_name="subscriptions", parent=parent
        )
        self._zone = zone
        self.model = RowsModel[Subscription](_columns())
        self.table = Table(_("Subscriptions"), self.model, object_name="subscriptions-table")
        self.add = Button(_("&Add…"), "plus", object_name="add-subscription")
        self.edit = Button(_("&Edit…"), object_name="edit-subscription")
        self.remove = Button(_("Re&move…"), object_name="remove-subscription")
        self.sheet = Button(_("Save the hand-off &sheet…"), "export", object_name="hand-off-sheet")
        self.take = Button(_("&Take theirs in…"), "import", object_name="take-theirs")
        self.none = Words(
            _("There are no subscriptions. Add those in which our zone publishes or subscribes."),
            quiet=True, wrap=True,
        )  # fmt: skip
        self.table.offer(self.edit, self.sheet, self.take, self.remove, self.add)
        self.arrange(
            self.table,
            self.none,
            (self.add, self.edit, self.remove, self.sheet, self.take),
            SIZE,
        )
        self.add.clicked.connect(self.add_one)
        self.edit.clicked.connect(self._edit)
        self.remove.clicked.connect(self._remove)
        self.sheet.clicked.connect(self._save_sheet)
        self.take.clicked.connect(self._take)
        self.table.row_opened.connect(self._edit)
        self.follow()
        self.refresh()

    def refresh(self) -> None:
        """Override ours: read them."""
        console, zone = self._seat.console, self._zone.id
        self._seat.tasks.run(
            lambda: console.subscriptions.of(zone), then=self._put, failed=self.broke, owner=self
        )

    def add_one(self) -> None:
        """Ask for a subscription and add it."""
        self.open_form(SubscriptionForm(self._seat, self._zone.id, parent=self))

    def chosen(self) -> Subscription | None:
        """Return the chosen one, None for none or several."""
        rows = self.table.chosen_rows()
        return self.model.value(rows[0]) if len(rows) == 1 else None

    def _put(self, found: list[Subscription]) -> None:
        put_rows(self.table, self.model, found, lambda each: each.id)
        self.none.setVisible(not found)
        self.follow()

    def follow(self) -> None:
        """Override ours."""
        one = self.chosen()
        self.edit.setEnabled(one is not None)
        self.remove.setEnabled(one is not None)
        self.sheet.setEnabled(one is not None and one.side is Side.PUBLISHER)
        self.take.setEnabled(one is not None and one.side is Side.SUBSCRIBER)

    def _edit(self) -> None:
        one = self.chosen()
        if one is not None:
            self.open_form(SubscriptionForm(self._seat, self._zone.id, one, parent=self))

    def _remove(self) -> None:
        one = self.chosen()
        if one is None:
            return
        harm = Harm(
            title=_("Remove {name}?").format(name=one.name),
            happens=_("It leaves zenca's inventory; an open follow-up of it ends with it."),
            stays=_("The subscription itself, in the consoles of both zones, is not touched."),
            back=_("Add it again. What was known of the certificate kept does not come back."),
            button=_("&Remove the subscription"),
        )
        step = partial(self._seat.console.subscriptions.remove, one.id, by=self._seat.by)
        self.open_form(ConfirmDialog(self._seat.tasks, harm, step, self))

    def _save_sheet(self) -> None:
        one = self.chosen()
        if one is None:
            return
        path = files.ask_save(
            self, _("Save the hand-off sheet"), f"{_file_name(one.name)}.pdf",
            _("PDF (*.pdf);;Text (*.txt)"),
        )  # fmt: skip
        if path is None:
            return
        where, service = path, self._seat.console.subscriptions
        self.working.run(
            lambda _told, _stop: _write(service.sheet(one.id), where),
            lambda _none: None,
            words=_("Writing the sheet"),
        )

    def _take(self) -> None:
        one = self.chosen()
        if one is None:
            return
        path = files.ask_open(
            self, _("The Publisher's new certificate"),
            _("Certificates (*.pem *.cer *.crt *.der *.p7b);;All files (*)"),
        )  # fmt: skip
        if path is None:
            return
        where, service = path, self._seat.console.subscriptions

        def read() -> Theirs:
            return service.compare(one.id, read_file(where), name=where.name)

        def show(theirs: Theirs) -> None:
            self.open_form(TakeTheirsForm(self._seat, one, theirs, parent=self))

        self.working.run(lambda _told, _stop: read(), show, words=_("Reading the certificate"))


def _write(sheet: Sheet, path: Path) -> None:
    is_pdf = path.suffix.lower() == ".pdf"
    write_file(path, pdf(sheet) if is_pdf else (as_text(sheet) + "\n").encode())


def _file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip() or "sheet"
