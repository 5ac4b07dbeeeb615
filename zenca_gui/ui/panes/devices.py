"""Where does every device stand? A million rows, filtered in one line."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from zenca_gui.core.device_choice import DeviceChoice, DeviceMark
from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.zone import Device, DeviceId, ZoneId
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs.device_form import DeviceForm
from zenca_gui.ui.importing.opening import import_devices
from zenca_gui.ui.models.device_table import ORDERS, Column, DeviceTableModel
from zenca_gui.ui.panes.device_choosing import Choosing, Sought
from zenca_gui.ui.panes.device_deeds import DeviceDeeds, marks_menu
from zenca_gui.ui.panes.device_detail import DeviceDetail
from zenca_gui.ui.panes.device_filters import DeviceFilters
from zenca_gui.ui.panes.device_pages import nobody, nothing_fits
from zenca_gui.ui.panes.device_reading import DeviceReading, FirstLook, Listed, near
from zenca_gui.ui.panes.device_saved import SavedFilters
from zenca_gui.ui.panes.done_line import DoneLine
from zenca_gui.ui.panes.one_of import OneOf
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import DENSE_ROW, STEP
from zenca_gui.ui.widgets.button import Button, LinkButton, under
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

WIDTHS = {Column.NAME: 160, Column.KIND: 108, Column.OS: 104, Column.USER: 112, Column.STAGE: 216}
"""So that all columns fit a window of 1280."""
REST_MS = 60
"""The whole order is read when the first rows are painted, and not between two letters typed."""


class DevicesPane(Pane[FirstLook | None]):
    """Filters above, the table, the chosen device's facts below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, _("Devices"), parent)
        self._look: FirstLook | Listed | None = None
        self._growing = False
        self._sought, self._chosen_then = Sought(), Sought()
        self._reading = DeviceReading(seat.console, seat.tasks, self)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self.filters = DeviceFilters()
        self.model = DeviceTableModel(seat.tasks, seat.console.devices.page)
        self.table = Table(
            _("Devices"), self.model, row_height=DENSE_ROW, object_name="devices-table"
        )
        self.choosing = Choosing(self.table, self.model)
        self.detail = DeviceDetail()
        self.working, self.done = WorkPlace(seat.tasks), DoneLine()
        self.deeds = DeviceDeeds(seat, self.working, self.done, self)
        self.saved = SavedFilters(seat, self.done, self.filters.filter, self)
        self.count = Words("", strong=True)
        self.add = Button(_("&Add…"), "plus", object_name="add-device")
        self.edit = Button(_("E&dit…"), object_name="edit-device")
        self.tell = Button(_("Tell a sta&ge…"), object_name="tell-stage")
        self.mark = Button(_("Mar&k…"), object_name="mark-devices")
        self.remove = Button(_("Re&move…"), object_name="remove-devices")
        self.import_list = Button(_("&Import…"), "import", object_name="import-devices")
        self.export = Button(_("E&xport…"), "export", object_name="export-devices")
        self.choose_all = LinkButton("", object_name="choose-all")
        self._arrange()
        self._connect()
        self._follow()

    def read(self, zone: ZoneId) -> FirstLook | None:
        """Override ours: the first rows of another filter; None where the same is asked for."""
        asked, look = self._asked_filter, self._look
        if look is not None and look.asked == asked and look.query.zone == zone:
            return None
        return self._reading.first(zone, asked)

    def refresh(self) -> None:
        """Override ours: the fields are read here, not in the worker."""
        self._asked_filter = self.filters.filter()
        if self._look is not None and self._look.asked != self._asked_filter:
            self._rest.stop()
            self._reading.stop()
        super().refresh()

    def show_zone(self, zone: ZoneId | None) -> None:
        """Override ours."""
        self.saved.show_zone(zone)
        super().show_zone(zone)

    def empty(self) -> None:
        """Override ours."""
        self._rest.stop()
        self._reading.stop()
        self._look, self._growing = None, False
        self.done.hide()
        self.model.put(array("q"), now=None)
        self.detail.put(None, now=None, activated_at=None, verdicts=False)
        self._pages.turn_to(0)

    def put(self, value: FirstLook | None) -> None:
        """Override ours: show the first rows, then read the whole order."""
        if value is not None:
            self._look, self._growing = value, not value.rows.whole
            self._sought = self.choosing.sought()
            places = {each: row for row, each in enumerate(value.rows.ids)}
            self._put_anew(value.query, value.rows.ids, places, first=value.devices)
            self.table.scrollToTop()
            self._chosen_then = self.choosing.sought()
            self._turn(value)
        if self._growing and value is not None:
            self._rest.start()
        else:
            self._begin_whole()

    def _begin_whole(self) -> None:
        if self.zone is not None and self._look is not None:
            seek = self._sought if self._growing else self.choosing.sought()
            self._reading.begin(self.zone, self._look.asked, seek.all())

    def _put_whole(self, value: Listed) -> None:
        """Show all of it: what is chosen stays chosen, and the view stays where it is."""
        before = self._look
        if before is None or before.asked != value.asked:
            return
        self._look = value
        growing, self._growing = self._growing, False
        every = self.choosing.every
        if growing and self.model.grow(value.ids):
            if every:
                self.table.selectAll()
            elif self.choosing.sought() == self._chosen_then:
                self.choosing.find(self._sought, value.places, move=False)
        elif self.model.ids == value.ids and near(before.query, value.query):
            if isinstance(before, Listed):
                self.model.refresh()
        else:
            self._put_anew(value.query, value.ids, value.places)
        self._turn(value)

    def _turn(self, value: FirstLook | Listed) -> None:
        self.table.setColumnHidden(int(Column.VERDICT), not value.assigned)
        self.filters.allow_verdicts(allowed=value.assigned)
        nothing = not self.model.ids and not self._growing
        self._pages.turn_to(0 if not nothing else (2 if value.asked.filters else 1))
        self._follow()

    def search_field(self) -> QWidget:
        """Override ours."""
        return self.filters.bar.search

    def show_filter(self, asked: DeviceFilter) -> None:
        """Show what a saved filter asks for."""
        self.filters.show_filter(asked)
        self.table.show_order(_column(asked.order), _qt(descending=asked.descending))

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

    def add_device(self) -> None:
        """Ask for a device and add it."""
        if self.zone is not None:
            self.deeds.open(DeviceForm(self.seat, self.zone, parent=self.window()))

    def import_devices(self) -> None:
        """Ask for a list of devices and take it in."""
        if self.zone is not None:
            import_devices(self.seat, self.zone, self.window(), self._changed)

    def _arrange(self) -> None:
        self.box.setSpacing(STEP)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        steps = (self.edit, self.tell, self.mark, self.remove)
        for button in (self.add, self.import_list, *steps, self.export):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.choose_all)
        self.filters.row.addWidget(self.count)
        self.filters.head.addWidget(self.saved.button)
        self._pages = OneOf([self.table, nobody(self.add_device), nothing_fits(self.filters.clear)])
        self.box.addWidget(self.filters)
        self.box.addLayout(row)
        self.box.addWidget(self.working)
        self.box.addWidget(self.done)
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
        self.detail.facts_wanted.connect(self._read_facts)
        self.table.row_opened.connect(self._edit)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.add.clicked.connect(self.add_device)
        self.import_list.clicked.connect(self.import_devices)
        self._rest.timeout.connect(self._begin_whole)
        self._reading.landed.connect(self._put_whole)
        self._reading.broke.connect(self._broke)
        self.deeds.changed.connect(self._changed)
        self.saved.chosen.connect(self.show_filter)
        self.saved.failed.connect(self._broke)
        self.edit.clicked.connect(self._edit)
        self.tell.clicked.connect(self._tell)
        self.mark.clicked.connect(self._offer_marks)
        self.remove.clicked.connect(self._remove)
        self.export.clicked.connect(self._export)
        self.choose_all.clicked.connect(self.table.selectAll)
        self.table.offer(
            self.edit, self.tell, self.mark, self.remove, self.add, self.import_list, self.export
        )

    def _put_anew(
        self,
        query: DeviceQuery,
        ids: array[int],
        places: Mapping[int, int],
        *,
        first: Sequence[Device] = (),
    ) -> None:
        sought = self.choosing.sought()
        place = self.table.verticalScrollBar().value()
        self.model.put(ids, now=query.now, activated_at=query.activated_at, first=first)
        self.choosing.find(sought, places, move=True)
        self.table.verticalScrollBar().setValue(place)

    def _reorder(self, order: DeviceOrder, descending: bool) -> None:
        self.filters.order_by(order, descending=descending)

    def _show_detail(self) -> None:
        row, look = self.table.current_row(), self._look
        device = self.model.device(row) if 0 <= row < self.model.rowCount() else None
        query = look.query if look else None
        if device is not None or row < 0 or not self.model.rowCount():
            self.detail.put(
                device,
                now=query.now if query else None,
                activated_at=query.activated_at if query else None,
                verdicts=bool(look and look.assigned),
            )

    def _read_facts(self, device: int) -> None:
        facts = partial(self.seat.console.syncing.facts, DeviceId(device))
        self.seat.tasks.run(facts, then=self.detail.tell, failed=self._broke, owner=self)

    def _follow(self) -> None:
        number, rows = self.choosing.number, self.model.rowCount()
        waits = self._growing and number == rows
        for button in (self.edit, self.tell, self.mark, self.remove):
            button.setEnabled(number > 0 and not waits)
        self.export.setEnabled(rows > 0 and not self._growing)
        for button in (self.add, self.import_list):
            button.setEnabled(self.zone is not None)
        self.choose_all.put(_("Choose a&ll {n}").format(n=grouped(rows)))
        self.choose_all.setVisible(1 < rows != number and not self._growing)
        self.count.setText(self._counted(number))

    def _counted(self, chosen: int) -> str:
        look = self._look
        if self._growing or not isinstance(look, Listed):
            return _("Counting…") if self._growing else self.count.text()
        every = max(look.every, len(look.ids))
        if chosen > 1:
            return _("{n} of {all} chosen").format(n=grouped(chosen), all=grouped(len(look.ids)))
        return ngettext("{n} of {all} device", "{n} of {all} devices", every).format(
            n=grouped(len(look.ids)), all=grouped(every)
        )

    def _edit(self) -> None:
        row = self.table.current_row()
        device = self.model.device(row) if row >= 0 else None
        if device is not None and self.zone is not None:
            self.deeds.open(DeviceForm(self.seat, self.zone, device, parent=self.window()))

    def _act(self, deed: Callable[[ZoneId, DeviceChoice], None]) -> None:
        choice = self.choosing.choice(self._look.query) if self._look else None
        if choice is not None and self.zone is not None and not self._growing:
            deed(self.zone, choice)

    def _tell(self) -> None:
        self._act(self.deeds.tell)

    def _remove(self) -> None:
        self._act(self.deeds.remove)

    def _offer_marks(self) -> None:
        under(self.mark, marks_menu(self.mark, self._mark))

    def _mark(self, mark: DeviceMark, *, on: bool) -> None:
        self._act(partial(self.deeds.mark, mark=mark, on=on))

    def _changed(self) -> None:
        self.changed.emit()
        self.refresh()

    def _export(self) -> None:
        """Export what is listed; where some rows are chosen, ask whether only those."""
        if self.choosing.number < 2 or self.choosing.every:
            self.export_all()
            return
        menu = QMenu(self.export)
        words = _("The {n} &chosen devices…").format(n=grouped(self.choosing.number))
        menu.addAction(words, self.export_chosen)
        words = _("&All {n} that are listed…").format(n=grouped(self.model.rowCount()))
        menu.addAction(words, self.export_all)
        under(self.export, menu)

    def export_all(self) -> None:
        """Write all devices that are listed into a file."""
        if self._look is not None:
            self.deeds.export(self.model.ids, self._look.query)

    def export_chosen(self) -> None:
        """Write the chosen devices into a file."""
        if self._look is not None:
            self.deeds.export(array("q", self.choosing.ids()), self._look.query)


def _column(order: DeviceOrder) -> int:
    return next(int(column) for column, known in ORDERS.items() if known is order)


def _qt(*, descending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
