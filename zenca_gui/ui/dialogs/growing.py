"""How does an open dialog make room for a sentence that came later?"""

from __future__ import annotations

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QDialog

DRAWN_FOR = 13
"""The size of the font, in pixels, that widths are written for."""


def scaled(width: int) -> int:
    """Return a width for the system's font: wider where that is larger than the drawn one."""
    size = QFontInfo(QApplication.font()).pixelSize()
    return round(width * max(1.0, size / DRAWN_FOR))


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
