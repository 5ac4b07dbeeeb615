"""Which button does Enter press? The one that the keyboard is on, else the filled one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPushButton


def let_enter_press(dialog: QDialog) -> None:
    """Let Enter press the button that has the focus; buttons made later are not asked."""
    for button in dialog.findChildren(QPushButton):
        button.setAutoDefault(True)
