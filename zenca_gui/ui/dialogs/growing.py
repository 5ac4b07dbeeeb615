"""How does an open dialog make room for a sentence that came later?"""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def grow(dialog: QDialog) -> None:
    """Make the dialog as high as its words need now; never lower than it is."""
    layout = dialog.layout()
    if layout is None or not dialog.isVisible():
        return
    layout.invalidate()
    layout.activate()
    high = layout.totalHeightForWidth(dialog.width())
    if high > dialog.height():
        dialog.setMinimumHeight(high)
        dialog.resize(dialog.width(), high)
