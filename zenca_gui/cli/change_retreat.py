"""`zenca change cancel` and `rollback`: give a change up, or say what that would do."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zenca_gui.cli import json_change
from zenca_gui.cli.call import Call
from zenca_gui.cli.change_deliveries import FAILED, deliveries
from zenca_gui.cli.given import in_zone
from zenca_gui.cli.words import confirmed, generation_names
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.retreat import RetreatPreview, way_words

if TYPE_CHECKING:
    from zenca_gui.cli.json_form import Form
    from zenca_gui.core.ca_change import Change


def words(parser: ArgumentParser) -> None:
    """Add the zone, and its name once more."""
    in_zone(parser)
    parser.add_argument("--confirm", metavar="ZONE", help=_("the zone's name once more"))


def _document(call: Call, change: Change) -> Form:
    names = generation_names(call.console.authority.generations(call.zone.id))
    return {"zone": call.zone.name, "change": json_change.change(change, names)}


def cancel(call: Call) -> int:
    """Give the change up; after Assign servers and devices go back, and it may stay open."""
    changes, zone = call.console.changes, call.zone
    change = changes.cancel(zone.id, by=call.actor, progress=call.progress)
    if change.state is ChangeState.CANCELLED:
        return call.answer(
            lambda: {**_document(call, change), "cancelled": True, "open": []},
            lambda: [
                _("Cancelled the CA change of {zone}; the zone is as it was.").format(
                    zone=zone.name
                )
            ],
        )
    still = changes.what_is_open(zone.id)
    call.answer(
        lambda: {**_document(call, change), "cancelled": False, "open": still},
        lambda: [
            _("The CA change of {zone} is being cancelled. Still open:").format(zone=zone.name),
            *(f"  {line}" for line in still),
        ],
    )
    failed = [d for d in call.console.desk.store.changes.deliveries(change.id).values()
              if d.state in FAILED]  # fmt: skip
    if failed:
        raise ZencaError(
            _("A server was not seen to be as it was."),
            _("The change stays open. See why above, cure it and cancel again."),
        )
    return 0


def roll_back(call: Call) -> int:
    """Go back to the old CA; without the zone's name say what that does, and refuse."""
    changes, zone = call.console.changes, call.zone
    found = changes.open(zone.id)
    if call.given.confirm is None and found is not None and found.state is ChangeState.ACTIVE:
        preview = changes.retreat_preview(zone.id)
        call.answer(
            lambda: {"zone": zone.name, "preview": json_change.retreat(preview)},
            lambda: _preview_lines(preview),
        )
        if preview.refusal:
            raise ZencaError(preview.refusal, _("Nothing was changed; the new CA is active."))
        confirmed(None, zone.name)
    done = changes.roll_back(
        zone.id, typed_name=call.given.confirm or "", by=call.actor, progress=call.progress
    )
    change = changes.open(zone.id)
    assert change is not None
    said = [_("The old CA of {zone} is active again.").format(zone=zone.name)]
    return deliveries(call, done, _document(call, change), said)


def _preview_lines(preview: RetreatPreview) -> Iterator[str]:
    yield from preview.sentences
    for each in preview.servers:
        why = f" {each.why_not}" if each.why_not else ""
        yield f"  {each.server.fqdn}: {way_words(each.way)}.{why}"
