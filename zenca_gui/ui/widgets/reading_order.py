"""In which order does Tab walk a window? As it is read, also what was made later."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def tab_as_read(whole: QWidget) -> None:
    """Let Tab walk everything in a widget as its layouts read; Qt appends what is made later."""
    layout = whole.layout()
    if layout is not None:
        for first, second in pairwise(_stops(layout)):
            QWidget.setTabOrder(first, second)


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        inner = item.layout() if item is not None else None
        if inner is not None:
            yield from _stops(inner)
        widget = item.widget() if item is not None else None
        if widget is None:
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
            continue
        held = widget.layout()
        if held is not None:
            yield from _stops(held)
