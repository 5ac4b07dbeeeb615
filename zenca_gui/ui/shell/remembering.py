"""What does the window remember? Its place, its halves, the pane, and the tables' columns."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter

from zenca_gui.ui.dialogs.settings import Kept
from zenca_gui.ui.widgets.table import Table

SIZE = QSize(1280, 800)
FRAME = QSize(8, 40)
"""What a desktop puts around a window; Qt knows it only once the window is shown."""


def restore_window(kept: Kept, window: QMainWindow) -> None:
    """Put the window where it was; at first 1280 x 800, or what the screen has."""
    state = kept.value("window/geometry")
    if isinstance(state, QByteArray) and window.restoreGeometry(state):
        return
    screen = window.screen().availableGeometry().size()
    window.resize(SIZE.boundedTo(screen - FRAME))


def keep_window(kept: Kept, window: QMainWindow) -> None:
    """Remember where the window is."""
    kept.setValue("window/geometry", window.saveGeometry())


def restore_splitter(kept: Kept, name: str, splitter: QSplitter) -> None:
    """Put the halves as they were."""
    state = kept.value(f"splitter/{name}")
    if isinstance(state, QByteArray):
        splitter.restoreState(state)


def keep_splitter(kept: Kept, name: str, splitter: QSplitter) -> None:
    """Remember the halves."""
    kept.setValue(f"splitter/{name}", splitter.saveState())


def restore_tables(kept: Kept, tables: Mapping[str, Table]) -> None:
    """Give the columns their widths, and the rows their order."""
    for name, table in tables.items():
        widths = str(kept.value(f"columns/{name}", "")).split(" ")
        across = table.horizontalHeader()
        if len(widths) == across.count() and all(w.isdigit() for w in widths):
            for at, width in enumerate(widths):
                if int(width) >= across.minimumSectionSize():
                    table.setColumnWidth(at, int(width))
        column, _space, falling = str(kept.value(f"order/{name}", "")).partition(" ")
        if column.isdigit() and int(column) < across.count():
            down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
            order = down if falling == "down" else up
            table.show_order(int(column), order)
            table.model().sort(int(column), order)


def keep_tables(kept: Kept, tables: Mapping[str, Table]) -> None:
    """Remember widths and order."""
    for name, table in tables.items():
        across = table.horizontalHeader()
        shown = [at for at in range(across.count()) if not table.isColumnHidden(at)]
        # The last one that is shown takes the rest: its width says nothing.
        kept_ones = shown[:-1]
        widths = [
            str(table.columnWidth(at) if at in kept_ones else 0) for at in range(across.count())
        ]
        kept.setValue(f"columns/{name}", " ".join(widths))
        if across.isSortIndicatorShown():
            falling = across.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            way = "down" if falling else "up"
            kept.setValue(f"order/{name}", f"{across.sortIndicatorSection()} {way}")
