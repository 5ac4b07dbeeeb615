"""What is in a file from outside? Read whole, within reason, or said why not."""

from __future__ import annotations

from pathlib import Path

from zenca_gui.core.errors import BadMaterial, StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown

LARGEST = 16 << 20


def read_file(path: Path) -> bytes:
    """Return the bytes; StoreError or BadMaterial in a sentence."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise StoreError(
            _("{path} cannot be read: {why}.").format(
                path=shown(str(path)), why=error.strerror or type(error).__name__
            ),
            _("Nothing was changed. Look at the file's name and rights."),
        ) from error
    if len(data) > LARGEST:
        raise BadMaterial(
            _("{name} is too big for a certificate or a key.").format(name=shown(path.name)),
            _("Nothing was changed. Choose another file."),
        )
    return data
