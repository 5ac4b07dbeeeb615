"""What does a cell tell the view? Roles, styles of text, and the base of every table's model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from zenca_gui.ui.models.copying import copied

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

# Qt hands roles over as plain numbers, so they are compared as such; looking the enum up at each
# of some thousand calls per repaint would take twice as long.
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
MARK_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""A `Mark`: the cell is a badge."""
ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 2
"""The name of a drawing that stands before the text."""
STYLE_ROLE = int(Qt.ItemDataRole.UserRole) + 3
"""A `Style`."""
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 4
"""A `Tone` for icon and text."""
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 5
"""The frozen value behind the row."""

Table = list[tuple[str, ...]]
"""Rows of words, the labels first: what is copied and exported."""


class Style(Enum):
    """How a cell's text is set."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    FIXED = "fixed"
    NUMBER = "number"


SIDE = {
    True: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    False: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a column is called, how wide it begins, how its text is set, whether it sorts."""

    label: str
    width: int
    style: Style = Style.PLAIN
    sorts: bool = False


class CellModel(QAbstractTableModel):
    """A read-only table whose columns are `heads` and whose rows can be copied as words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads: Sequence[Head] = ()

    def columnCount(self, parent: Index = ROOT) -> int:
        """Override Qt's."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:  # the stub's own
        """Override Qt's."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.heads):
            return None
        head = self.heads[section]
        match role:
            case int(r) if r in (DISPLAY, SPOKEN, TOOL_TIP):
                return head.label
            case int(r) if r == ALIGNMENT:
                return SIDE[head.style is Style.NUMBER]
        return None

    def labels(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        return tuple(head.label for head in self.heads)

    def words(self, rows: Sequence[int], then: Callable[[Table], None]) -> None:
        """Give `then` the labels and the words of some rows, at once or when they are here."""
        raise NotImplementedError

    def copy(self, rows: Sequence[int], then: Callable[[str], None], *, labels: bool) -> None:
        """Give `then` some rows as text for the clipboard, with the labels above them or without.

        A model of many rows makes the text where no window waits for it.
        """
        self.words(rows, lambda table: then(copied(table if labels else table[1:])))
