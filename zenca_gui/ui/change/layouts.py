"""How is a column filled with checks, and emptied before it shows something else?"""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QSizePolicy

from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow


def check_line(row: CheckRow) -> CheckLine:
    """Return a line that may be as high as its words need at the width it gets."""
    line = CheckLine(row)
    policy = line.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    line.setSizePolicy(policy)
    return line


def clear(layout: QLayout) -> None:
    """Take everything out; the widgets die when the event loop is back."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            clear(inner)
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
