"""A console over a throw-away folder, with passphrases in memory."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zenca_gui.app import clock, make_console
from zenca_gui.services.console import Console
from zenca_gui.store.database import open_store
from zenca_gui.vault.memory import MemoryVault


@contextlib.contextmanager
def console() -> Iterator[Console]:
    """Give a console; its labs and files end with it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        store = open_store(Path(name), now=clock())
        made = make_console(store, MemoryVault(), Path(name))
        try:
            yield made
        finally:
            made.labs.stop_all()
            store.close()
