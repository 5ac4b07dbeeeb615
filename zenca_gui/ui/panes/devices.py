"""Where does every device stand? A million rows, filtered in one line."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.zone import DeviceId, ZoneId
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.device_form import DeviceForm, StageForm
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.importing.opening import import_devices
from zenca_gui.ui.models.device_table import ORDERS, Column, DeviceTableModel
from zenca_gui.ui.models.device_words import DeviceWords
from zenca_gui.ui.panes.device_detail import DeviceDetail
from zenca_gui.ui.panes.device_export import write_devices
from zenca_gui.ui.panes.device_filters import DeviceFilters
from zenca_gui.ui.panes.one_of import OneOf
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.panes.saving import ask_csv
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import DENSE_ROW, STEP
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.empty_state import EmptyState, Way
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

WIDTHS = {Column.NAME: 160, Column.KIND: 108, Column.OS: 104, Column.USER: 112, Column.STAGE: 216}
"""So that all columns fit a window of 1280."""
KEPT_SELECTION = 2_000
"""More chosen rows than these are not looked for again after a refresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a query found."""

    query: DeviceQuery
    ids: array[int]
    every: int
    """How many devices the zone has, without the retired."""
    filters: bool
    assigned: bool
    """Whether an assigned change is open: only then is there a verdict."""


class DevicesPane(Pane[Listed]):
    """Filters above, the table, the chosen device's facts below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, _("Devices"), parent)
        self._listed: Listed | None = None
        self.filters = DeviceFilters()
        self.model = DeviceTableModel(seat.tasks, seat.console.devices.page)
        self.table = Table(
            _("Devices"), self.model, row_height=DENSE_ROW, object_name="devices-table"
        )
        self.detail = DeviceDetail()
        self.working = WorkPlace(seat.tasks)
        self.count = Words("", strong=True)
        self.add = Button(_("&Add…"), "plus", object_name="add-device")
        self.edit = Button(_("E&dit…"), object_name="edit-device")
        self.tell = Button(_("Tell a sta&ge…"), object_name="tell-stage")
        self.remove = Button(_("Re&move…"), object_name="remove-devices")
        self.import_list = Button(_("&Import…"), "import", object_name="import-devices")
        self.export = Button(_("E&xport…"), "export", object_name="export-devices")
        self._arrange()
        self._connect()
        self._follow()

    def read(self, zone: ZoneId) -> Listed:
        """Override ours."""
        devices = self.seat.console.devices
        asked = self._asked_filter
        query = devices.query(zone, **asked.words())
        change = self.seat.console.changes.open(zone)
        every = sum(c.number for c in self.seat.console.desk.store.devices.counts(zone))
        return Listed(
            query=query,
            ids=devices.ids(query),
            every=every,
            filters=asked.filters,
            assigned=change is not None and change.assigned_at is not None,
        )

    def refresh(self) -> None:
        """Override ours: the fields are read here, not in the worker."""
        self._asked_filter = self.filters.filter()
        super().refresh()

    def empty(self) -> None:
        """Override ours."""
        self._listed = None
        self.model.put(array("q"), now=None)
        self.detail.put(None, now=None, activated_at=None, verdicts=False)
        self._pages.turn_to(0)

    def put(self, value: Listed) -> None:
        """Override ours: what is chosen stays chosen, and the view stays where it is."""
        before, self._listed = self._listed, value
        if before is not None and _same(before, value):
            self.model.refresh()
        else:
            self._put_anew(value)
        self.table.setColumnHidden(int(Column.VERDICT), not value.assigned)
        self.filters.allow_verdicts(allowed=value.assigned)
        self.count.setText(
            ngettext("{n} of {all} device", "{n} of {all} devices", value.every).format(
                n=grouped(len(value.ids)), all=grouped(max(value.every, len(value.ids)))
            )
        )
        nothing = not value.ids
        page = 0 if not nothing else (2 if value.filters else 1)
        self._pages.turn_to(page)
        self._follow()

    def search_field(self) -> QWidget:
        """Override ours."""
        return self.filters.bar.search

    def show_query(self, query: DeviceQuery) -> None:
        """Show what a link elsewhere asks for."""
        self.filters.show_query(query)
        self.table.show_order(_column(query.order), _qt(descending=query.descending))

    def show_silent(self) -> None:
        """Show the devices that were silent longest first."""
        if self.zone is not None:
            self.show_query(DeviceQuery(zone=self.zone, order=DeviceOrder.LAST_CONTACT))

    def show_cut_off(self) -> None:
        """Show the devices that can no longer talk to a server."""
        if self.zone is not None:
            self.show_query(DeviceQuery(zone=self.zone, can_talk=False))

    def chosen(self) -> list[int]:
        """Return the ids of the chosen rows."""
        ids = self.model.ids
        return [ids[row] for row in self.table.chosen_rows() if row < len(ids)]

    def add_device(self) -> None:
        """Ask for a device and add it."""
        if self.zone is not None:
            self._open(DeviceForm(self.seat, self.zone, parent=self.window()))

    def import_devices(self) -> None:
        """Ask for a list of devices and take it in."""
        if self.zone is not None:
            import_devices(self.seat, self.zone, self.window(), self._changed)

    def _arrange(self) -> None:
        self.box.setSpacing(STEP)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (self.add, self.import_list, self.edit, self.tell, self.remove, self.export):
            row.addWidget(button)
        row.addStretch()
        self.filters.row.addWidget(self.count)
        self._pages = OneOf([self.table, self._nobody(), self._nothing_fits()])
        self.box.addWidget(self.filters)
        self.box.addLayout(row)
        self.box.addWidget(self.working)
        self.box.addWidget(self._pages, 1)
        self.box.addWidget(self.detail)
        self.table.show_order(0)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(int(column), width)

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.model.order_asked.connect(self._reorder)
        self.model.failed.connect(self._broke)
        self.model.dataChanged.connect(self._show_detail)
        self.table.row_chosen.connect(self._show_detail)
        self.table.row_opened.connect(self._edit)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.add.clicked.connect(self.add_device)
        self.import_list.clicked.connect(self.import_devices)
        self.edit.clicked.connect(self._edit)
        self.tell.clicked.connect(self._tell)
        self.remove.clicked.connect(self._remove)
        self.export.clicked.connect(self._export)
        self.table.offer(self.edit, self.tell, self.remove, self.add, self.import_list, self.export)

    def _nobody(self) -> EmptyState:
        way = Way(
            icon="workstation",
            title=_("Add a device"),
            text=_("Enter name and kind by hand, or take in a list with the button above."),
            button=_("Add a dev&ice…"),
            key="add",
        )
        page = EmptyState(
            _("This zone has no devices yet"),
            _("zenca counts who follows a change once it knows them."),
            [way],
        )
        page.pressed.connect(lambda _key: self.add_device())
        return page

    def _nothing_fits(self) -> EmptyState:
        way = Way(
            icon="filter",
            title=_("Clear the filters"),
            text=_("The zone has devices, but none that all of these filters keep."),
            button=_("Cl&ear the filters"),
            key="clear",
        )
        page = EmptyState(
            _("No device fits"), _("Search text, chips and lists all have to fit."), [way]
        )
        page.pressed.connect(lambda _key: self.filters.clear())
        return page

    def _put_anew(self, value: Listed) -> None:
        rows = self.table.chosen_rows()
        chosen = self.chosen() if len(rows) <= KEPT_SELECTION else []
        ids = self.model.ids
        current = self.table.current_row()
        at = ids[current] if 0 <= current < len(ids) else None
        place = self.table.verticalScrollBar().value()
        query = value.query
        self.model.put(value.ids, now=query.now, activated_at=query.activated_at)
        where = {each: row for row, each in enumerate(value.ids)} if chosen or at else {}
        selection, last = QItemSelection(), len(self.model.heads) - 1
        for each in chosen:
            if (row := where.get(each)) is not None:
                selection.select(self.model.index(row, 0), self.model.index(row, last))
        flags = QItemSelectionModel.SelectionFlag
        if at is not None and at in where:
            index = self.model.index(where[at], 0)
            self.table.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.table.selectionModel().select(selection, flags.ClearAndSelect)
        self.table.verticalScrollBar().setValue(place)

    def _reorder(self, order: DeviceOrder, descending: bool) -> None:
        self.filters.order_by(order, descending=descending)

    def _show_detail(self) -> None:
        row, listed = self.table.current_row(), self._listed
        device = self.model.device(row) if 0 <= row < self.model.rowCount() else None
        query = listed.query if listed else None
        if device is not None or row < 0 or not self.model.rowCount():
            self.detail.put(
                device,
                now=query.now if query else None,
                activated_at=query.activated_at if query else None,
                verdicts=bool(listed and listed.assigned),
            )

    def _follow(self) -> None:
        some = bool(self.table.selectionModel().hasSelection())
        for button in (self.edit, self.tell, self.remove):
            button.setEnabled(some)
        self.export.setEnabled(bool(self.model.ids))
        for button in (self.add, self.import_list):
            button.setEnabled(self.zone is not None)

    def _edit(self) -> None:
        row = self.table.current_row()
        device = self.model.device(row) if row >= 0 else None
        if device is not None and self.zone is not None:
            self._open(DeviceForm(self.seat, self.zone, device, parent=self.window()))

    def _tell(self) -> None:
        chosen = self.chosen()
        if chosen and self.zone is not None:
            self._open(StageForm(self.seat, self.zone, chosen, parent=self.window()))

    def _remove(self) -> None:
        chosen, zone = self.chosen(), self.zone
        if not chosen or zone is None:
            return
        number = len(chosen)
        harm = Harm(
            title=ngettext("Remove {n} device?", "Remove {n} devices?", number).format(
                n=grouped(number)
            ),
            happens=_("They leave zenca's inventory, with their stages and follow-ups."),
            stays=_("The devices themselves and the zone are not touched."),
            back=_("Add them again. What was known of their stages does not come back."),
            button=_("&Remove"),
        )
        devices, by = self.seat.console.devices, self.seat.by
        ids = [DeviceId(each) for each in chosen]
        step = lambda: devices.remove(zone, ids, by=by)  # noqa: E731 - one line, used once
        self._open(ConfirmDialog(self.seat.tasks, harm, step, self.window()))

    def _open(self, dialog: FormDialog) -> None:
        dialog.succeeded.connect(lambda _value: self._changed())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _changed(self) -> None:
        self._listed = None
        self.changed.emit()
        self.refresh()

    def _export(self) -> None:
        listed = self._listed
        path = ask_csv(self, "devices") if listed else None
        if path is None or listed is None:
            return
        where: Path = path
        page, ids = self.seat.console.devices.page, listed.ids
        words = DeviceWords(now=listed.query.now, activated_at=listed.query.activated_at)
        self.working.run(
            lambda told, stop: write_devices(where, ids, page, words, told=told, stop=stop),
            lambda _written: None,
            words=_("Writing devices"),
            stoppable=True,
        )


def _same(before: Listed, after: Listed) -> bool:
    """Tell whether only rows can differ, not which are shown nor the words of their ages."""
    one, other = before.query, after.query
    near = one.now is not None and other.now is not None and _minute(one.now) == _minute(other.now)
    return before.ids == after.ids and one.activated_at == other.activated_at and near


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _column(order: DeviceOrder) -> int:
    return next(int(column) for column, known in ORDERS.items() if known is order)


def _qt(*, descending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
