"""`zenca change review`, `status`, `report`: what will it do, where does it stand, what was it?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import change_board, json_change
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, facts, when
from zenca_gui.cli.files import STANDARD_OUTPUT, may_write, print_bytes, write, write_by
from zenca_gui.cli.given import in_zone, into_file
from zenca_gui.cli.words import generation_names, outcome_words
from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.proof import Cell, Leaf, Moment, Trust

if TYPE_CHECKING:
    from zenca_gui.core.report import Report
    from zenca_gui.services.change.changes import Status
    from zenca_gui.services.change.review import Review

CASES = [(leaf, trust) for leaf in Leaf for trust in Trust]


def report_words(parser: ArgumentParser) -> None:
    """Add where the evidence goes, and of which change."""
    in_zone(parser)
    into_file(parser, _("the file to write, as PDF or else as JSON; - prints it"))
    parser.add_argument(
        "--change", type=int, metavar="ID", help=_("an earlier change; the newest unless told")
    )


def review(call: Call) -> int:
    """Print old beside new, the four-case proof and who follows how; refuse a broken proof."""
    seen = call.console.changes.review(call.zone.id)
    call.answer(lambda: json_change.review(seen), lambda: _review_lines(seen))
    if seen.outcome is Outcome.STOP:
        raise ZencaError(
            _("The proof does not come out as it must."),
            _("Nothing was changed. See the cases that are marked with !."),
        )
    return 0


def _review_lines(seen: Review) -> Iterator[str]:
    yield from columns(
        ["", _("{name} (old)").format(name=seen.old.name),
         _("{name} (new)").format(name=seen.new.name)],
        [[row.what, row.old, row.new] for row in seen.rows],
    )  # fmt: skip
    yield ""
    yield _("Four-case proof: {outcome}").format(outcome=outcome_words(seen.outcome))
    servers = {server.id: server.fqdn for server in seen.servers}
    looks: dict[tuple[str, Moment], dict[tuple[Leaf, Trust], Cell]] = {}
    for cell in seen.cells:
        name = servers.get(cell.server, str(cell.server))
        looks.setdefault((name, cell.moment), {})[cell.leaf, cell.trust] = cell
    yield from columns(
        [_("server"), _("when"), _("at"),
         _("old cert, old trust"), _("old cert, new trust"),
         _("new cert, old trust"), _("new cert, new trust")],
        [
            [name, moment_words(moment), when(next(iter(cells.values())).at),
             *(_case(cells.get(case)) for case in CASES)]
            for (name, moment), cells in looks.items()
        ],
    )  # fmt: skip
    for cell in seen.cells:
        if not cell.as_expected:
            yield _("! {server}, {moment}: {reason}").format(
                server=servers.get(cell.server, ""),
                moment=moment_words(cell.moment),
                reason=cell.reason or _("trusted, and must not be"),
            )
    yield ""
    yield seen.left_behind_words
    yield from (f"  {sentence}" for sentence in seen.follow_ups)


def _case(cell: Cell | None) -> str:
    if cell is None:
        return ""
    words = _("trusted") if cell.trusted else _("refused")
    return words if cell.as_expected else f"{words} !"


def moment_words(moment: Moment) -> str:
    """Return when a device looks."""
    return {
        Moment.NOW: _("now"),
        Moment.BEFORE_ACTIVATION: _("an hour before activation"),
        Moment.AFTER_ACTIVATION: _("an hour after activation"),
        Moment.BEFORE_END: _("just before the old CA ends"),
        Moment.AFTER_END: _("just after the old CA ended"),
    }[moment]


def status(call: Call) -> int:
    """Print where the zone's change stands."""
    stands = call.console.changes.status(call.zone.id)
    names = generation_names(call.console.authority.generations(call.zone.id))
    seen = change_board.looked(call)
    code = call.answer(
        lambda: {**json_change.status(stands, names), **change_board.document(seen)},
        lambda: [*_status_lines(stands), *change_board.lines(seen)],
    )
    change_board.remember(call, seen)
    return code


def _status_lines(stands: Status) -> Iterator[str]:
    yield stands.words
    yield from (f"  {line}" for line in stands.server_lines)
    counts = [(stage, str(number)) for stage, number in stands.device_counts.items() if number]
    yield from (f"  {line}" for line in facts(counts))
    if stands.open:
        yield _("Still open:")
        yield from (f"  {line}" for line in stands.open)
    if stands.next:
        yield _("Next: {words}").format(words=stands.next)


def report(call: Call) -> int:
    """Write the evidence of a change that ended, or how an open one stands."""
    out, force = call.given.out, call.given.force
    pdf = _pdf_writer(call, out)
    if out != STANDARD_OUTPUT:
        may_write(out, force=force)
    change = ChangeId(call.given.change) if call.given.change is not None else None
    if pdf is None:
        text = call.console.changes.evidence(call.zone.id, change)
        return _hand_out(call, (text.rstrip("\n") + "\n").encode())
    found = call.console.evidence.report(call.zone.id, change)
    write_by(out, lambda at: pdf(found, at), force=force)
    return call.answer(
        lambda: {"zone": call.zone.name, "out": str(out)},
        lambda: [_("Wrote {file}.").format(file=out)],
    )


def _hand_out(call: Call, data: bytes) -> int:
    """Write what only its owner may read, for it names people; or print it as it is."""
    out = call.given.out
    if out == STANDARD_OUTPUT:
        print_bytes(call.out, data)
        return 0
    write(out, data, force=call.given.force)
    return call.answer(
        lambda: {"out": str(out), "bytes": len(data)},
        lambda: [_("Wrote {file}.").format(file=out)],
    )


def _pdf_writer(call: Call, out: Path | None) -> Callable[[Report, Path], None] | None:
    """Return what writes a PDF where the file's name asks for one."""
    if out is None or out.suffix.lower() != ".pdf":
        return None
    if call.write_pdf is None:
        raise ZencaError(
            _("This zenca cannot write PDF files."),
            _("Nothing was written. Choose a name that ends in .json."),
        )
    return call.write_pdf


def close_words(parser: ArgumentParser) -> None:
    """Add where the evidence may go at once."""
    in_zone(parser)
    parser.add_argument(
        "--out", type=Path, metavar="F", help=_("a file for the evidence, PDF or JSON")
    )
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def close(call: Call) -> int:
    """End the change; refused while something is open."""
    out, zone, by = call.given.out, call.zone, call.actor
    pdf = _pdf_writer(call, out)
    if out is not None and out != STANDARD_OUTPUT:
        may_write(out, force=call.given.force)
    text = call.console.changes.close(zone.id, by=by).rstrip("\n") + "\n"
    if out is not None and pdf is not None:
        found = call.console.evidence.report(zone.id)
        write_by(out, lambda at: pdf(found, at), force=call.given.force)
    elif out is not None and out != STANDARD_OUTPUT:
        write(out, text.encode(), force=call.given.force)
    if call.given.json or out == STANDARD_OUTPUT:
        print_bytes(call.out, text.encode())
        return 0
    call.say(_("Closed the CA change of {zone}.").format(zone=zone.name))
    call.say(
        _("The evidence is in {file}.").format(file=out)
        if out is not None
        else _("The evidence: zenca change report --zone {zone} --out F").format(zone=zone.name)
    )
    return 0
