"""Passphrases in this process only, for a throw-away lab: they end with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret

if TYPE_CHECKING:
    from zenca_gui.core.ports.vault import Vault


class MemoryVault:
    """`core.ports.vault.Vault` over a dictionary."""

    def __init__(self) -> None:
        self._held: dict[str, Secret] = {}

    def state(self) -> VaultState:
        """Say that nothing outlives this process."""
        return VaultState.MEMORY

    def get(self, name: str) -> Secret | None:
        """Return what is kept under `name`, None where nothing is."""
        return self._held.get(name)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it until the process ends."""
        self._held[name] = secret

    def delete(self, name: str) -> None:
        """Forget it; nothing happens where nothing is kept."""
        self._held.pop(name, None)

    def of_database(self, _uuid: str) -> MemoryVault:
        """Return this one: it knows of one database only."""
        return self


if TYPE_CHECKING:

    def _fits(vault: MemoryVault) -> Vault:
        return vault
