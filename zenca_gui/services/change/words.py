"""What is a change called, and where does it stand, in words?"""

from __future__ import annotations

from zenca_gui.core.ca_change import Change
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.i18n import _


def change_words(change: Change) -> str:
    """Return what a change is, as a title says it."""
    same_key = change.choice is not None and change.choice.same_key
    return kind_of_change(change.kind, same_key=same_key)


def kind_of_change(kind: ChangeKind, *, same_key: bool) -> str:
    """Return what a change of this kind is."""
    if kind is ChangeKind.REMINT:
        return _("Remint with the same key") if same_key else _("Remint with a new key")
    return {
        ChangeKind.INTERNAL: _("Change to an internal CA"),
        ChangeKind.EXTERNAL: _("Change to an external CA"),
        ChangeKind.SERVERS: _("New server certificates"),
    }[kind]
