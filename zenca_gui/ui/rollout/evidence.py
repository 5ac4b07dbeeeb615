"""Where does the evidence of a change go? Into a file that the administrator names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _


def ask_where(parent: QWidget) -> Path | None:
    """Ask for a file; None: not now."""
    name, _kind = QFileDialog.getSaveFileName(
        parent, _("Save the evidence"), "zenca-evidence.json", _("JSON (*.json)")
    )
    return Path(name) if name else None


def write(path: Path, text: str) -> Path:
    """Write the evidence beside its place and move it there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise StoreError(
            _("The file {path} could not be written: {why}.").format(
                path=path, why=error.strerror or type(error).__name__
            ),
            _("The evidence is kept in the database. Choose another folder and try again."),
        ) from error
    return path
