"""Administrators' passwords as Argon2id hashes: slow on purpose, and equally slow when wrong."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from zenca_gui.core.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from zenca_gui.core.ports.vault import Passwords

PASSES, LANES, KIBIBYTES = 3, 4, 64 * 1024
SALT, LENGTH = 16, 32
PREFIX = f"$argon2id$v=19$m={KIBIBYTES},t={PASSES},p={LANES}$"
_OURS = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}")
_NOBODY = f"{PREFIX}{'A' * 22}${'A' * 43}"
"""A well-formed hash that no password made, to be compared with at full cost."""


class Argon2Passwords:
    """`core.ports.vault.Passwords` over cryptography's Argon2id."""

    def hash(self, password: Secret) -> str:
        """Return a PHC string: `$argon2id$v=19$m=65536,t=3,p=4$salt$hash`."""
        return _argon2().derive_phc_encoded(password.reveal().encode("utf-8", "surrogatepass"))

    def fits(self, password: Secret, kept: str) -> bool:
        """Tell whether the password made this hash; as slow for a wrong one. "" fits nothing."""
        from cryptography.exceptions import InvalidKey
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        ours = _OURS.fullmatch(kept) is not None  # what asks for other costs is not from here
        try:
            Argon2id.verify_phc_encoded(
                password.reveal().encode("utf-8", "surrogatepass"), kept if ours else _NOBODY
            )
        except (InvalidKey, ValueError):
            return False
        return ours


def _argon2() -> Argon2id:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=os.urandom(SALT), length=LENGTH, iterations=PASSES, lanes=LANES, memory_cost=KIBIBYTES
    )


if TYPE_CHECKING:

    def _fits(passwords: Argon2Passwords) -> Passwords:
        return passwords
