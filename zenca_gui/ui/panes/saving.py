"""How does a table become a file? It is asked where to, and written in a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.error import show_error
from zenca_gui.ui.dialogs.export_ca import write_file
from zenca_gui.ui.tasks import TaskRunner

BOM = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for the country's own code page."""


def ask_csv(parent: QWidget, name: str) -> Path | None:
    """Ask where a table goes."""
    return files.ask_save(parent, _("Export"), f"{name}.csv", _("CSV (*.csv)"))


def save_csv(parent: QWidget, tasks: TaskRunner, name: str, rows: Callable[[], str]) -> None:
    """Ask for a file and write what `rows` returns; a refusal is shown over the window."""
    path = ask_csv(parent, name)
    if path is None:
        return
    where = path
    tasks.run(
        lambda: write_file(where, (BOM + rows()).encode()),
        then=lambda _path: None,
        failed=lambda error: show_error(parent, error),
        owner=parent,
    )
