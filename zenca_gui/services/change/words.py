"""What is a change called, and where does it stand, in words?"""

from __future__ import annotations

from zenca_gui.core.ca_change import Change
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.i18n import _


def change_words(change: Change) -> str:
    """Return what a change is, as a title says it."""
    if change.kind is ChangeKind.REMINT:
        if change.choice is not None and change.choice.same_key:
            return _("Remint with the same key")
        return _("Remint with a new key")
    return {
        ChangeKind.INTERNAL: _("Change to an internal CA"),
        ChangeKind.EXTERNAL: _("Change to an external CA"),
        ChangeKind.SERVERS: _("New server certificates"),
    }[change.kind]
