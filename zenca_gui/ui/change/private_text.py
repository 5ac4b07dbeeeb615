"""How is a text with secrets brought to disk? Born readable by its owner alone, then renamed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 beside its place and move it there."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(
            _("The file {path} could not be written: {why}.").format(
                path=path, why=error.strerror or type(error).__name__
            ),
            _("Nothing else was changed. Choose another folder and try again."),
        ) from error
