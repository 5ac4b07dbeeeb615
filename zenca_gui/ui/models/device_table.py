"""How do a million devices fit a table? An id array, with pages behind it that workers fetch."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from zenca_gui.core.device_query import DeviceOrder
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.zone import Device
from zenca_gui.ui.models.cells import (
    DISPLAY,
    ICON_ROLE,
    MARK_ROLE,
    ROOT,
    ROW_ROLE,
    SPOKEN,
    STYLE_ROLE,
    TOOL_TIP,
    CellModel,
    Head,
    Index,
    Table,
)
from zenca_gui.ui.models.copying import copied
from zenca_gui.ui.models.device_words import DeviceWords
from zenca_gui.ui.tasks import TaskRunner

PAGE = 256
KEPT = 64
"""Pages that stay: 16,384 devices, some 15 MB."""
SHOWN = 4
"""Pages whose devices are shown as they were, until what is there now has come: no row blinks."""
WAITING = 6
"""Pages asked for at most: what was scrolled past is asked for again if it comes back."""
DEVICE_ROLE = ROW_ROLE
Fetch = Callable[[Sequence[int]], Sequence[Device]]


class Column(IntEnum):
    """The columns, left to right."""

    NAME = 0
    KIND = 1
    OS = 2
    USER = 3
    CONTACT = 4
    STAGE = 5
    VERDICT = 6


ORDERS = {
    Column.NAME: DeviceOrder.NAME,
    Column.KIND: DeviceOrder.KIND,
    Column.OS: DeviceOrder.OS,
    Column.USER: DeviceOrder.USER,
    Column.CONTACT: DeviceOrder.LAST_CONTACT,
    Column.STAGE: DeviceOrder.STAGE,
    Column.VERDICT: DeviceOrder.VERDICT,
}
"""What SQL can order by."""
COPIED = 20_000
"""More rows than these are no good on a clipboard: a file takes them."""


class DeviceTableModel(CellModel):
    """Read-only devices; a row that is not here yet is blank, and painted when it arrives.

    Signals:
        order_asked(DeviceOrder, bool): a head was clicked; the bool: descending.
        failed(Exception): a page could not be had; its rows stay as they are until `put` again.
    """

    order_asked = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, page: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._fetch = page
        self._ids: array[int] = array("q")
        self._words = DeviceWords(now=None, activated_at=None)
        self._pages: OrderedDict[int, dict[int, Device]] = OrderedDict()
        self._before: dict[int, Device] = {}
        self._wanted: list[int] = []
        self._under_way: set[int] = set()
        self._broken: set[int] = set()
        self._round = 0
        self.heads = [
            Head(label=label, width=width, style=style, sorts=column in ORDERS)
            for column, (label, width, style) in zip(Column, DeviceWords.heads(), strict=True)
        ]

    def put(
        self,
        ids: array[int],
        *,
        now: datetime | None,
        activated_at: datetime | None = None,
        first: Sequence[Device] = (),
    ) -> None:
        """Show these devices, in this order. `now`, `activated_at`: for ages and verdicts.

        `first`: the devices of the first page, where they are here already.
        """
        self.beginResetModel()
        self._ids = ids
        self._words = DeviceWords(now=now, activated_at=activated_at)
        self._forget()
        if first:
            self._pages[0] = {int(device.id): device for device in first}
        self.endResetModel()

    def grow(self, ids: array[int]) -> bool:
        """Add what follows the rows shown, which stay as they are; False where others come."""
        shown = len(self._ids)
        if len(ids) <= shown or ids[:shown] != self._ids:
            return False
        half = self._pages.pop(shown // PAGE, {}) if shown % PAGE else {}
        self._before.update(half)  # shown until its page is here whole
        self.beginInsertRows(ROOT, shown, len(ids) - 1)
        self._ids = ids
        self.endInsertRows()
        return True

    def refresh(self) -> None:
        """Fetch again what is on the screen: something in the rows changed, their ids did not."""
        self._forget()
        if self._ids:
            last = self.index(len(self._ids) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _forget(self) -> None:
        self._round += 1
        shown = [self._pages[number] for number in list(self._pages)[-SHOWN:]]
        still = self._before if len(self._before) <= SHOWN * PAGE else {}
        self._before = {at: device for page in (still, *shown) for at, device in page.items()}
        self._pages.clear()
        self._wanted.clear()
        self._under_way.clear()
        self._broken.clear()

    @property
    def ids(self) -> array[int]:
        """The ids shown, in their order."""
        return self._ids

    def device(self, row: int) -> Device | None:
        """Return the device of a row, as it was or None while it is not here; asks for it then."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return self._before.get(self._ids[row])
        self._pages.move_to_end(number)
        return page.get(self._ids[row])

    def rowCount(self, parent: Index = ROOT) -> int:
        """Override Qt's."""
        return 0 if parent.isValid() else len(self._ids)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Override Qt's: say what is asked for; SQL orders, and new ids come by `put`."""
        wanted = ORDERS.get(Column(column)) if 0 <= column < len(Column) else None
        if wanted is not None:
            self.order_asked.emit(wanted, order == Qt.SortOrder.DescendingOrder)

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # the stub's own
        """Override Qt's."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == STYLE_ROLE:
            return self.heads[column].style
        if role not in _FROM_DEVICE:
            return None
        device = self.device(row)
        if device is None:
            return "" if role == DISPLAY else None
        match role:
            case int(r) if r in (DISPLAY, SPOKEN):
                return self._words.cell(device, column)
            case int(r) if r == TOOL_TIP:
                return self._words.tip(device, column)
            case int(r) if r == MARK_ROLE:
                return self._words.mark(device, column)
            case int(r) if r == ICON_ROLE:
                return self._words.icon(device) if column == Column.NAME else None
        return device

    def words(self, rows: Sequence[int], then: Callable[[Table], None]) -> None:
        """Give `then` the labels and the words of some rows, fetched anew in a worker."""
        work = self._table_of([self._ids[row] for row in rows])
        self._tasks.run(work, then=then, failed=self.failed.emit, owner=self)

    def _table_of(self, ids: Sequence[int]) -> Callable[[], Table]:
        fetch, words, labels = self._fetch, self._words, self.labels()

        def work() -> Table:
            table: Table = [labels]
            for first in range(0, len(ids), PAGE):
                part = ids[first : first + PAGE]
                found = {int(device.id): device for device in fetch(part)}
                table += [words.row(found[each]) for each in part if each in found]
            return table

        return work

    def copy(self, rows: Sequence[int], then: Callable[[str], None], *, labels: bool) -> None:
        """Override ours: the text is made in the worker too; too many rows are refused."""
        if len(rows) > COPIED:
            self.failed.emit(_too_many(len(rows)))
            return
        ids = [self._ids[row] for row in rows]
        work = self._table_of(ids)
        self._tasks.run(
            lambda: copied(work() if labels else work()[1:]),
            then=then, failed=self.failed.emit, owner=self,
        )  # fmt: skip

    def _want(self, number: int) -> None:
        if number in self._under_way or number in self._broken:
            return
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-WAITING]
        self._ask()

    def _ask(self) -> None:
        """Fetch the page wanted last, two at a time, so that what is on the screen comes first."""
        while self._wanted and len(self._under_way) < 2:
            number = self._wanted.pop()
            self._under_way.add(number)
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            self._run(number, ids, self._round)

    def _run(self, number: int, ids: Sequence[int], asked: int) -> None:
        def landed(devices: Sequence[Device]) -> None:
            if asked == self._round:
                self._land(number, devices)

        def broke(error: Exception) -> None:
            if asked == self._round:
                self._under_way.discard(number)
                self._broken.add(number)
                self.failed.emit(error)
                self._ask()

        fetch = self._fetch
        self._tasks.run(lambda: fetch(ids), then=landed, failed=broke, owner=self)

    def _land(self, number: int, devices: Sequence[Device]) -> None:
        self._under_way.discard(number)
        self._pages[number] = {int(device.id): device for device in devices}
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        first = number * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
        self._ask()


def _too_many(number: int) -> ZencaError:
    return ZencaError(
        _("{n} rows are too many for the clipboard.").format(n=grouped(number)),
        _("Nothing was copied. Copy up to {most}, or export them into a file.").format(
            most=grouped(COPIED)
        ),
    )


_FROM_DEVICE = frozenset({DISPLAY, SPOKEN, TOOL_TIP, MARK_ROLE, ICON_ROLE, DEVICE_ROLE})
