"""May this backup be restored now? Not where it would undo a part of a change that is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.store import Store


def refuse_under_a_change(
    store: Store, zone: str, dumped: Mapping[str, Any], *, ca_only: bool
) -> None:
    """Refuse a backup that is older than an open change's CAs; ZencaError says which and why."""
    here = store.zones.named(zone)
    if here is None:
        if ca_only:
            raise NotFound(
                _("There is no zone “{name}” here to put its CA into.").format(name=shown(zone)),
                _("Nothing was changed. Restore the backup whole."),
            )
        return
    change = store.changes.open(here.id)
    if change is None:
        return
    if ca_only:
        raise ZencaError(
            _("A change of the CA of {zone} is open.").format(zone=here.name),
            _("Nothing was changed: the CA alone would no longer fit the change's certificates. "
              "Close or cancel the change first, or restore the backup whole."),
        )  # fmt: skip
    held = {row["certificate"]: row["status"] for row in dumped["rows"]["generation"]}
    for generation in store.authorities.generations(here.id):
        if generation.id not in (change.old, change.new):
            continue
        if held.get(generation.certificate.sha256) == generation.status.value:
            continue
        raise ZencaError(
            _(
                "A change of the CA of {zone} is open, and this backup is older than it: it does "
                "not hold {ca} as {status}."
            ).format(zone=here.name, ca=generation.name, status=generation.status.value),
            _("Nothing was changed: servers and devices may follow that CA already, and its key "
              "would be lost. Close or cancel the change first."),
        )  # fmt: skip
