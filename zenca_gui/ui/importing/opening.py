"""How does the import begin? A file is chosen, and its first rows are read in a worker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.services.device_list import ListLook, look_at
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.error import show_error
from zenca_gui.ui.importing.dialog import ImportDialog
from zenca_gui.ui.shell.seat import Seat


def import_devices(seat: Seat, zone: ZoneId, parent: QWidget, changed: Callable[[], None]) -> None:
    """Ask for a list and open the dialog; `changed` is called once devices came in."""
    path = files.ask_open(
        parent, _("Import devices"), _("Lists (*.csv *.txt *.tsv);;All files (*)")
    )
    if path is None:
        return

    def read() -> tuple[Zone, ListLook]:
        return seat.console.zones.get(zone), look_at(path)

    def show(found: tuple[Zone, ListLook]) -> None:
        dialog = ImportDialog(seat, *found, parent=parent)
        dialog.imported.connect(changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    seat.tasks.run(read, then=show, failed=lambda error: show_error(parent, error), owner=parent)
