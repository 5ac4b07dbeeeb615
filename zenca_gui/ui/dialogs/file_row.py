"""Which file? A field for its path, and a button that asks the desktop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.widgets.button import Button


class FileRow(QWidget):
    """The field has the keyboard; its text is the path. Certificates and keys, unless told."""

    def __init__(
        self,
        label: str,
        name: str,
        parent: QWidget | None = None,
        *,
        title: str = "",
        kinds: str = "",
    ) -> None:
        super().__init__(parent)
        self._title, self._kinds = title, kinds
        self.field = fields.line(label, name)
        browse = Button(_("Choose…"), object_name=f"choose-{name}")
        browse.setAccessibleName(_("Choose: {what}").format(what=self.field.accessibleName()))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.field, 1)
        line.addWidget(browse)
        self.setFocusProxy(self.field)
        browse.clicked.connect(self._browse)

    def path(self) -> Path | None:
        """Return the file, None where none is named."""
        text = self.field.text().strip()
        return Path(text) if text else None

    def _browse(self) -> None:
        kinds = self._kinds or _(
            "Certificates and keys (*.pem *.crt *.cer *.der *.p7b *.p12 *.pfx *.key);;All (*)"
        )
        path = files.ask_open(self, self._title or self.field.accessibleName(), kinds)
        if path is not None:
            self.field.setText(str(path))
