"""Which file is meant? The desktop's own dialog, asked in one place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _


def ask_save(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write; None where nothing was chosen. Asks itself before it replaces."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder that is there; None where nothing was chosen."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None


def ask_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask which file to read; None where nothing was chosen."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(chosen) if chosen else None


def read_short_text(path: Path, *, most: int) -> str:
    """Return the text of a small file; StoreError where it is not one."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        text = data.decode() if len(data) <= most else None
    except (OSError, ValueError) as error:
        raise _no_text(path) from error
    if text is None:
        raise _no_text(path)
    return text


def _no_text(path: Path) -> StoreError:
    return StoreError(
        _("{name} cannot be read as text.").format(name=path.name),
        _("Nothing was changed. Choose another file."),
    )
