"""What do many looks of the proof say in one cell? Cells of core, read for the four-case matrix."""

from __future__ import annotations

from collections.abc import Sequence

from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.proof import Cell, Leaf, Moment, Trust
from zenca_gui.core.zone import ServerId
from zenca_gui.ui.widgets.case_matrix import Case, FourCases

EXPIRED = "certificate has expired"
"""OpenSSL's own words."""


def moment_words(moment: Moment) -> str:
    """Return when a device looks."""
    return {
        Moment.NOW: _("Now"),
        Moment.BEFORE_ACTIVATION: _("An hour before activation"),
        Moment.AFTER_ACTIVATION: _("An hour after activation"),
        Moment.BEFORE_END: _("Just before the old CA ends"),
        Moment.AFTER_END: _("Just after the old CA ended"),
    }[moment]


def pair_words(leaf: Leaf, trust: Trust) -> str:
    """Return which device meets which certificate."""
    return {
        (Leaf.OLD, Trust.OLD): _("Old trust, old certificate"),
        (Leaf.NEW, Trust.OLD): _("Old trust, new certificate"),
        (Leaf.OLD, Trust.NEW): _("New trust, old certificate"),
        (Leaf.NEW, Trust.NEW): _("New trust, new certificate"),
    }[leaf, trust]


def chosen(
    cells: Sequence[Cell], *, server: ServerId | None = None, moment: Moment | None = None
) -> list[Cell]:
    """Return the looks at one server, at one moment, or all."""
    return [
        c for c in cells if server in (None, c.server) and (moment is None or c.moment is moment)
    ]


def four(cells: Sequence[Cell]) -> FourCases:
    """Sum looks up into the four cases."""

    def case(leaf: Leaf, trust: Trust) -> Case:
        chosen_cells = [c for c in cells if c.leaf is leaf and c.trust is trust]
        if cells and not any(c.leaf is leaf for c in cells):
            return _without(leaf)
        return sum_up(chosen_cells)

    return FourCases(
        old_device_old_server=case(Leaf.OLD, Trust.OLD),
        old_device_new_server=case(Leaf.NEW, Trust.OLD),
        new_device_old_server=case(Leaf.OLD, Trust.NEW),
        new_device_new_server=case(Leaf.NEW, Trust.NEW),
    )


def _without(leaf: Leaf) -> Case:
    """Say why there is no such certificate to look at."""
    if leaf is Leaf.NEW:
        return Case(
            outcome=Outcome.PASS,
            verdict=_("No new certificate"),
            reason=_("Servers keep the certificates they have."),
        )
    return Case(
        outcome=Outcome.WARN,
        verdict=_("Not seen"),
        reason=_("zenca has not seen what servers present today."),
    )


def _ended_by_then(cell: Cell) -> bool:
    """Tell whether nothing else was to be expected: server certificates may end years before."""
    if cell.moment is Moment.AFTER_END:
        return True
    return cell.moment is Moment.BEFORE_END and EXPIRED in cell.reason


def sum_up(cells: Sequence[Cell]) -> Case:
    """Say in a verdict and a reason what these looks of one case mean together."""
    if not cells:
        return Case(
            outcome=Outcome.STOP, verdict=_("Nobody looked"), reason=_("There is nothing to show.")
        )
    wrong = [c for c in cells if not c.as_expected]
    if wrong:
        return Case(
            outcome=Outcome.STOP,
            verdict=_("{n} of {all} not as they must be").format(n=len(wrong), all=len(cells)),
            reason=wrong[0].reason or _("It was trusted where it must not be."),
        )
    servers = len({c.server for c in cells})
    refused = [c for c in cells if not c.trusted]
    if not refused:
        return Case(
            outcome=Outcome.PASS,
            verdict=_("Trusted, {n} of {n}").format(n=servers),
            reason=_("At every moment looked at."),
        )
    soon = [c for c in refused if not _ended_by_then(c)]
    if soon:
        return Case(
            outcome=Outcome.WARN,
            verdict=_("These devices must re-register"),
            reason=_("Refused, as expected: {reason}").format(reason=soon[0].reason),
        )
    if all(c.moment is Moment.AFTER_END for c in refused) and len(refused) < len(cells):
        return Case(
            outcome=Outcome.PASS,
            verdict=_("Trusted until the old CA ends"),
            reason=_("Refused after it, as it must be: {reason}").format(reason=refused[0].reason),
        )
    if all(c.moment is Moment.AFTER_END for c in refused):
        return Case(
            outcome=Outcome.PASS,
            verdict=_("Refused, as it must be"),
            reason=_("The old CA has ended: {reason}").format(reason=refused[0].reason),
        )
    return Case(
        outcome=Outcome.PASS,
        verdict=_("Refused, as it must be")
        if len(refused) == len(cells)
        else _("Trusted while they are valid"),
        reason=_("Server certificates end before the old CA does: {reason}").format(
            reason=refused[0].reason
        ),
    )
