"""How does a table behave? One view for every model of cells."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.models.cells import CellModel, Index
from zenca_gui.ui.models.copying import copied
from zenca_gui.ui.theme import scaled
from zenca_gui.ui.tokens import ROW, STEP
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.cell_delegate import CellDelegate, Dress


class Table(QTableView):
    """A plain table: whole rows selected, no grid, last column takes the rest.

    Signals:
        row_chosen(int): the row that is now the current one, -1 for none.
        row_opened(int): a row was double-clicked, or Enter was pressed on it.
    """

    row_chosen = Signal(int)
    row_opened = Signal(int)

    def __init__(
        self,
        name: str,
        model: CellModel,
        *,
        row_height: int = ROW,
        object_name: str = "table",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cells = model
        self._offered: tuple[Button, ...] = ()
        if model.parent() is None:
            model.setParent(self)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        # Before the model comes: to set the height of a million rows one by one takes minutes.
        self._set_rows(max(row_height, self.fontMetrics().height() + STEP))
        self.setModel(model)
        self._painter = CellDelegate(self)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._set_columns()
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._tell)
        # A row's first cell paints the bar of a selected row, so whole rows are painted again.
        self.selectionModel().selectionChanged.connect(self._repaint)

    def _set_rows(self, row_height: int) -> None:
        down = self.verticalHeader()
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(row_height)
        down.setDefaultSectionSize(row_height)

    def _set_columns(self) -> None:
        across = self.horizontalHeader()
        # A head asks at each painting whether its whole column is selected, row by row: half a
        # minute after Ctrl+A in a million rows. It shows no selection, so it gets an empty one.
        across.setSelectionModel(QItemSelectionModel(self._cells, across))
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        across.setMinimumSectionSize(40)
        across.setSectionsClickable(True)
        across.sectionClicked.connect(self._sort)
        for at, head in enumerate(self._cells.heads):
            self.setColumnWidth(at, scaled(head.width))

    def chosen_rows(self) -> list[int]:
        """Return the rows that are selected, top to bottom, however many they are."""
        return [row for part in self.chosen_parts() for row in part]

    def chosen_parts(self) -> list[range]:
        """Return the rows that are selected as runs, top to bottom: a million rows are one."""
        selection = self.selectionModel().selection()
        found = sorted(
            (part.top(), part.bottom() + 1)
            for part in (selection.at(n) for n in range(selection.size()))
            if part.isValid()
        )
        runs: list[range] = []
        for first, end in found:
            if runs and first <= runs[-1].stop:
                runs[-1] = range(runs[-1].start, max(end, runs[-1].stop))
            else:
                runs.append(range(first, end))
        return runs

    def current_row(self) -> int:
        """Return the row that the keyboard is on, -1 for none."""
        return self.currentIndex().row()

    def show_order(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show by which column the rows are ordered; sorts nothing."""
        across = self.horizontalHeader()
        across.setSortIndicatorShown(True)
        across.setSortIndicator(column, order)

    def offer(self, *buttons: Button) -> None:
        """Let the context menu offer what these buttons do, as far as they can be pressed."""
        self._offered = buttons

    def copy_chosen(self, *, labels: bool = True) -> None:
        """Put the selected rows on the clipboard as soon as they are here."""
        parts = self.chosen_parts()
        rows = parts[0] if len(parts) == 1 else self.chosen_rows()  # all of a million: no list
        if rows:
            self._cells.copy(rows, QGuiApplication.clipboard().setText, labels=labels)

    def copy_cell(self) -> None:
        """Put the cell that the keyboard or the mouse is on on the clipboard."""
        words = str(self.currentIndex().data() or "")
        QGuiApplication.clipboard().setText(copied([[words]]))

    def menu(self) -> QMenu:
        """Return what can be done with the selected rows; it dies when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        some = bool(self.chosen_parts())
        copy = menu.addAction(_("&Copy with headings"), self.copy_chosen)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        rows = menu.addAction(_("Copy &rows only"), partial(self.copy_chosen, labels=False))
        cell = menu.addAction(_("Copy this ce&ll"), self.copy_cell)
        for action in (copy, rows):
            action.setEnabled(some)
        cell.setEnabled(self.currentIndex().isValid())
        if self._offered:
            menu.addSeparator()
        for button in self._offered:
            if button.isVisible():
                action = menu.addAction(button.text(), button.click)
                action.setEnabled(button.isEnabled())
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Override Qt's: by keyboard it opens at the current row."""
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            at = self.viewport().mapToGlobal(corner)
        self.menu().popup(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override Qt's: colours and fonts are asked for once."""
        self._painter.dress = Dress.of(self.palette())
        super().paintEvent(event)
        self._painter.dress = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override Qt's: copy whole rows; Enter opens the current one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.row_opened.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.row_chosen.emit(self.current_row())

    def _repaint(self) -> None:
        self.viewport().update()

    def _sort(self, column: int) -> None:
        head = self._cells.heads[column]
        if not head.sorts:
            return
        across = self.horizontalHeader()
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        shown = across.isSortIndicatorShown() and across.sortIndicatorSection() == column
        order = down if shown and across.sortIndicatorOrder() == up else up
        self.show_order(column, order)
        self._cells.sort(column, order)

    def _open(self, index: Index) -> None:
        self.row_opened.emit(index.row())
