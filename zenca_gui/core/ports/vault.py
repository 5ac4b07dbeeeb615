"""What zenca asks of the keyring."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from zenca_gui.core.secret import Secret


class VaultState(Enum):
    """Whether the keyring can be used."""

    READY = "ready"
    MISSING = "missing"
    LOCKED = "locked"
    PLAINTEXT = "plaintext"
    MEMORY = "memory"
    """No keyring on purpose: passphrases live in this process and end with it."""


class Vault(Protocol):
    """Short secrets by name, one keyring service per entry: `zenca:` + database UUID + `:` + name.

    Every call may block while the desktop asks a person to unlock: never on the main thread.
    All raise VaultError (missing, locked, plaintext, did not keep it), in sentences.
    """

    def state(self) -> VaultState:
        """Tell whether it can be used; never raises, and asks nobody anything."""
        ...

    def get(self, name: str) -> Secret | None:
        """Return what is kept under `name`, None where nothing is."""
        ...

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, read it back and compare."""
        ...

    def delete(self, name: str) -> None:
        """Forget it; nothing happens where nothing is kept."""
        ...

    def of_database(self, uuid: str) -> Vault:
        """Return the same keyring for another database's secrets."""
        ...


class Passwords(Protocol):
    """Hashes of administrators' passwords (Argon2id)."""

    def hash(self, password: Secret) -> str:
        """Return a hash that holds its own parameters and salt."""
        ...

    def fits(self, password: Secret, kept: str) -> bool:
        """Tell whether the password made this hash; as slow for a wrong one. "" fits nothing."""
        ...
