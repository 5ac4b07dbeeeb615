"""A dialog that is as high as its words need at one width."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog


class Dialog(QDialog):
    """Base of the small dialogs; the operator may enlarge them."""

    _width = 0

    def fit(self, width: int) -> None:
        """Take a width; the height follows when fonts are known, on first showing."""
        self._width = width
        self.setMinimumWidth(width)

    def showEvent(self, event: QShowEvent) -> None:
        """Override Qt's."""
        super().showEvent(event)
        layout = self.layout()
        if self._width and layout is not None:
            layout.invalidate()
            layout.activate()
            follows = layout.hasHeightForWidth()
            plain = layout.totalSizeHint().height()
            high = layout.totalHeightForWidth(self._width) if follows else plain
            self.setMinimumHeight(high)
            self.resize(self._width, high)
            self._width = 0
