"""In which form does a CA leave? Its certificate and chain, or its CRL; keys never."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

SUFFIXES = {
    Form.PEM: ".pem",
    Form.DER: ".cer",
    Form.P7B: ".p7b",
    Form.P12: ".p12",
    Form.JKS: ".jks",
}
LOCKED = (Form.P12, Form.JKS)


def form_words(form: Form) -> str:
    """Return a container, as a person reads it."""
    return {
        Form.PEM: _("PEM: text, certificate and chain"),
        Form.DER: _("DER: the certificate alone"),
        Form.P7B: _("PKCS#7: certificate and chain"),
        Form.P12: _("PKCS#12 without a key"),
        Form.JKS: _("Java keystore (JKS) without a key"),
    }[form]


def write_file(path: Path, data: bytes) -> Path:
    """Write beside the place and move it there; StoreError in a sentence."""
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(
            _("{path} could not be written: {why}.").format(
                path=path, why=error.strerror or type(error).__name__
            ),
            _("Nothing was changed. Choose another place, or make room."),
        ) from error
    return path


class ExportCaForm(FormDialog):
    """Writes the certificate of one generation.

    Signals:
        succeeded(Path): the file.
    """

    def __init__(
        self,
        seat: Seat,
        zone: ZoneId,
        generations: list[str],
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Export the CA…"),
            about=_("The certificate and its chain. A key never leaves this way."),
            button=_("&Export…"),
            object_name="export-ca",
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        options = [(name, name) for name in reversed(generations)]
        self.generation = fields.choice(_("Generation"), "generation", options, chosen)
        forms = [(form_words(form), form) for form in Form]
        self.form_of = fields.choice(_("Form"), "form", forms, Form.PEM)
        self.password = fields.line(_("Password"), "password", secret=True)
        self.add(_("&Generation"), self.generation)
        self.add(_("&Form"), self.form_of)
        self.add(_("&Password"), self.password)
        self.form_of.currentIndexChanged.connect(self._follow)
        self._follow()
        self.do.setFocus()

    def work(self) -> Callable[[], Path] | None:
        """Override ours: ask where to, then write."""
        form: Form = self.form_of.currentData()
        name = self.generation.currentData()
        title, kinds = _("Export the CA"), _("Certificates (*{suffix})")
        suffix = SUFFIXES[form]
        kinds = kinds.format(suffix=suffix)
        path = files.ask_save(self, title, f"ca-{name}{suffix}", kinds)
        if path is None:
            return None
        secret = Secret(self.password.text()) if form in LOCKED else None
        authority, zone, where = self._seat.console.authority, self._zone, path

        def write() -> Path:
            data = authority.export(zone, form, generation=name, password=secret or None)
            return write_file(where, data)

        return write

    def _follow(self) -> None:
        self.form.setRowVisible(self.password, self.form_of.currentData() in LOCKED)
