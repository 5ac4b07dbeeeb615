"""How do frozen values become rows? Servers, generations, follow-ups, and the journal by pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from zenca_gui.ui.models.cells import (
    DISPLAY,
    ICON_ROLE,
    MARK_ROLE,
    ROOT,
    ROW_ROLE,
    SPOKEN,
    STYLE_ROLE,
    TONE_ROLE,
    TOOL_TIP,
    CellModel,
    Head,
    Index,
    Style,
    Table,
)
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)  # no slots: `Column[T](…)` sets an attribute on 3.11
class Column(Generic[T]):
    """One column: what it says of a value, and whether that is a badge or has an icon."""

    label: str
    width: int
    text: Callable[[T], str] = lambda _: ""
    mark: Callable[[T], Mark | None] | None = None
    icon: Callable[[T], str] | None = None
    tone: Callable[[T], Tone | None] | None = None
    tip: Callable[[T], str] | None = None
    key: Callable[[T], Any] | None = None
    """What the column sorts by; without it a click on its head does nothing."""
    style: Style = Style.PLAIN

    def words(self, value: T) -> str:
        """Return the cell in words, whatever it is painted as."""
        mark = self.mark(value) if self.mark else None
        return mark.text if mark else self.text(value)


class RowsModel(CellModel, Generic[T]):
    """Read-only rows over values that are all here, or come by pages (`more`).

    Signals:
        failed(Exception): the next page could not be had.
    """

    failed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[T]],
        rows: Sequence[T] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: list[T] = list(rows)
        self._more: Callable[[T | None], Sequence[T]] | None = None
        self._tasks: TaskRunner | None = None
        self._round = 0
        self._asking = False
        self.heads = [
            Head(label=c.label, width=c.width, style=c.style, sorts=c.key is not None)
            for c in columns
        ]

    def put(self, rows: Sequence[T]) -> None:
        """Replace what is shown; nothing more will come."""
        self._begin(rows, more=None, tasks=None)

    def page(self, more: Callable[[T | None], Sequence[T]], tasks: TaskRunner) -> None:
        """Show what `more(last value or None)` returns, page by page as the view asks.

        `more` runs in a worker; an empty page is the end.
        """
        self._begin((), more=more, tasks=tasks)
        self.fetchMore(ROOT)

    def _begin(
        self,
        rows: Sequence[T],
        *,
        more: Callable[[T | None], Sequence[T]] | None,
        tasks: TaskRunner | None,
    ) -> None:
        self.beginResetModel()
        self._round += 1
        self._rows, self._more, self._tasks, self._asking = list(rows), more, tasks, False
        self.endResetModel()

    def value(self, row: int) -> T:
        """Return the value behind a row."""
        return self._rows[row]

    def values(self) -> list[T]:
        """Return all values that are here, in the order shown."""
        return list(self._rows)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Override Qt's."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Override Qt's."""
        return not parent.isValid() and self._more is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        """Override Qt's: ask for the next page; the rows appear when it is here."""
        if not self.canFetchMore(parent) or self._tasks is None or self._more is None:
            return
        self._asking = True
        more, last, asked = self._more, (self._rows[-1] if self._rows else None), self._round

        def landed(rows: Sequence[T]) -> None:
            if asked == self._round:
                self._append(rows)

        def broke(error: Exception) -> None:
            if asked == self._round:
                self._more = None
                self.failed.emit(error)

        self._tasks.run(lambda: more(last), then=landed, failed=broke, owner=self)

    def _append(self, rows: Sequence[T]) -> None:
        self._asking = False
        if not rows:
            self._more = None
            return
        first = len(self._rows)
        self.beginInsertRows(ROOT, first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Override Qt's: only for rows that are all here; the selection stays on its values."""
        key = self._columns[column].key if 0 <= column < len(self._columns) else None
        if key is None or self._more is not None:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        falling = order == Qt.SortOrder.DescendingOrder
        places = sorted(range(len(self._rows)), key=lambda at: key(self._rows[at]), reverse=falling)
        now_at = {old: new for new, old in enumerate(places)}
        self._rows = [self._rows[at] for at in places]
        after = [self.index(now_at[index.row()], index.column()) for index in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # the stub's own
        """Override Qt's."""
        if not index.isValid():
            return None
        value, column = self._rows[index.row()], self._columns[index.column()]
        match role:
            case int(r) if r in (DISPLAY, SPOKEN):
                return column.words(value)
            case int(r) if r == TOOL_TIP:
                return column.tip(value) if column.tip else None
            case int(r) if r == MARK_ROLE:
                return column.mark(value) if column.mark else None
            case int(r) if r == ICON_ROLE:
                return column.icon(value) if column.icon else None
            case int(r) if r == TONE_ROLE:
                return column.tone(value) if column.tone else None
            case int(r) if r == STYLE_ROLE:
                return column.style
            case int(r) if r == ROW_ROLE:
                return value
        return None

    def words(self, rows: Sequence[int], then: Callable[[Table], None]) -> None:
        """Give `then` the labels and the words of some rows, at once."""
        chosen = [self._rows[row] for row in rows]
        then([self.labels(), *(tuple(c.words(v) for c in self._columns) for v in chosen)])
