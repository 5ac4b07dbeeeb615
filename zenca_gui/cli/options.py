"""Which console does a command need? Where its data lies, and where its passphrases come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says of the console that `app` makes."""

    data_dir: Path | None = None
    """None: ZENCA_DATA_DIR, or where the account keeps such things."""
    passphrase_file: Path | None = None
    """Passphrases of sealed keys, asked before the keyring."""
    memory: bool = False
    """No keyring on purpose: passphrases live in this process and end with it."""
    needs_database: bool = True
    """False for what only looks at a file and works where there is no database yet."""
