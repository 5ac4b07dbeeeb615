"""How is a column emptied before it shows something else?"""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout, after: int = 0) -> None:
    """Take out everything after the first so many; it dies when the event loop is back."""
    while (item := layout.takeAt(after)) is not None:
        inner = item.layout()
        if inner is not None:
            clear(inner)
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
