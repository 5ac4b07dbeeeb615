"""What does a field of a dialog look like? As high as a button, named, and with its letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from zenca_gui.ui.tokens import CONTROL, HALF
from zenca_gui.ui.widgets.button import plain


def named(field: QWidget, label: str, object_name: str) -> None:
    """Give a field its names and its height."""
    field.setObjectName(object_name)
    field.setAccessibleName(plain(label))
    field.setFixedHeight(CONTROL)


def line(
    label: str, object_name: str, text: str = "", *, hint: str = "", secret: bool = False
) -> QLineEdit:
    """Return a field for one line of text; a secret one shows dots."""
    field = QLineEdit(text)
    named(field, label, object_name)
    field.setPlaceholderText(hint)
    field.setTextMargins(HALF, 0, HALF, 0)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def choice(
    label: str, object_name: str, options: Iterable[tuple[str, Any]], chosen: Any = None
) -> QComboBox:
    """Return a field to choose one of some values, each with its words."""
    field = QComboBox()
    named(field, label, object_name)
    for words, value in options:
        field.addItem(words, value)
    at = field.findData(chosen)
    field.setCurrentIndex(max(at, 0))
    return field


def number(
    label: str, object_name: str, value: int, *, low: int, high: int, unit: str = ""
) -> QSpinBox:
    """Return a field for a whole number."""
    field = QSpinBox()
    named(field, label, object_name)
    field.setRange(low, high)
    field.setValue(value)
    field.setSuffix(f" {unit}" if unit else "")
    return field


def share(label: str, object_name: str, value: float, *, low: float, high: float) -> QDoubleSpinBox:
    """Return a field for a number with one decimal."""
    field = QDoubleSpinBox()
    named(field, label, object_name)
    field.setDecimals(1)
    field.setRange(low, high)
    field.setValue(value)
    return field


def switch(label: str, object_name: str, *, on: bool = False) -> QCheckBox:
    """Return a field that is on or off."""
    field = QCheckBox(label)
    field.setObjectName(object_name)
    field.setAccessibleName(plain(label))
    field.setChecked(on)
    return field
