"""Does the wheel that scrolls a page change what lies below the pointer? Only what has focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class StillWheel(QObject):
    """Lets the wheel pass through choices and numbers that do not have the keyboard."""

    def guard(self, whole: QWidget) -> None:
        """Watch every choice and number in there."""
        for kind in (QComboBox, QAbstractSpinBox):
            for each in whole.findChildren(kind):
                each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt's own: the wheel gives focus
                each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override Qt's: what is ignored here reaches the page, which scrolls."""
        if event.type() != QEvent.Type.Wheel:
            return False
        if isinstance(watched, QWidget) and watched.hasFocus():
            return False
        event.ignore()
        return True
