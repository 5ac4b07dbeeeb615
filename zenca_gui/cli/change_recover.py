"""`zenca change recover`: a new CA for a zone whose CA has expired, and the kit for its devices."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli import change_start
from zenca_gui.cli.call import Call
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.roads import usual


def words(parser: ArgumentParser) -> None:
    """Add what can be chosen, and where the recovery kit goes."""
    change_start.chosen_words(parser)
    parser.add_argument(
        "--kit", type=Path, metavar="DIR", help=_("write the recovery kit into a new folder")
    )


def recover(call: Call) -> int:
    """Start the change that an expired CA asks for; with --kit write the recovery kit too."""
    zone = call.zone
    active = call.console.authority.active(zone.id)
    if active is None:
        raise NotFound(
            _("This zone has no CA yet."), _("Nothing was changed. Create or import its CA.")
        )
    now = call.console.desk.now(zone)
    if active.ends > now:
        raise ZencaError(
            _("The zone CA has not expired: it ends {end}.").format(
                end=f"{active.ends:%Y-%m-%d %H:%M} UTC"
            ),
            _("Nothing was changed. Start a usual change: `zenca change start`."),
        )
    call.given.kind = _kind(active.custody)
    code = change_start.start(call)
    if call.given.kit is not None:
        written = call.console.trust_kits.write(zone.id, call.given.kit, after_expiry=True)
        call.tell(_("Wrote the recovery kit into {folder}.").format(folder=written.folder))
    return code


def _kind(held_by: Custody) -> ChangeKind:
    """Return the kind that leads back soonest: a remint where there is one."""
    return ChangeKind.REMINT if usual(ChangeKind.REMINT, held_by) else ChangeKind.EXTERNAL
