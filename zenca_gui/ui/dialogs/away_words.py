"""Why does zenca ask a person, and not the keyring? In a sentence."""

from __future__ import annotations

from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState


def away_words(state: VaultState) -> str:
    """Return what is the matter with the keyring."""
    return {
        VaultState.READY: _("The keyring does not hold it."),
        VaultState.MISSING: _("This account has no keyring."),
        VaultState.LOCKED: _("The keyring is locked."),
        VaultState.PLAINTEXT: _("The keyring keeps plain text; zenca does not use it."),
        VaultState.MEMORY: _("There is no keyring."),
    }[state]
