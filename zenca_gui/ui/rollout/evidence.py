"""Where does the evidence of a change go? Into a file that the administrator names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.backup import write_private
from zenca_gui.services.evidence.packs import Packs
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.report_pdf import write_report_pdf

PDF, JSON = ".pdf", ".json"


def ask_where(parent: QWidget, *, ended: bool = True) -> Path | None:
    """Ask for a file; None: not now. `ended`: it is the evidence, else a status report."""
    title = _("Save the evidence") if ended else _("Save the status report")
    name = "zenca-evidence.pdf" if ended else "zenca-status.pdf"
    path = files.ask_save(parent, title, name, _("PDF to read (*.pdf);;JSON, whole (*.json)"))
    if path is None or path.suffix:
        return path
    return path.with_suffix(PDF)


def write(path: Path, packs: Packs, zone: ZoneId) -> Path:
    """Write the newest change's pack as the file's name asks for it."""
    if path.suffix.lower() == PDF:
        write_report_pdf(packs.report(zone), path)
    else:
        write_private(path, packs.text(zone).encode())
    return path
