"""What does the board say beside the numbers: since the last look, and after the activation?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import when
from zenca_gui.core.coming_back_words import back_words, missing_words, nobody_words
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.last_look import Difference
from zenca_gui.core.last_look_words import difference_words
from zenca_gui.core.moment import to_iso
from zenca_gui.services.board.last_looks import Door

if TYPE_CHECKING:
    from zenca_gui.core.coming_back import CameBack
    from zenca_gui.core.standing import Turned
    from zenca_gui.core.zone import Actor
    from zenca_gui.services.board.last_looks import SinceLook
    from zenca_gui.services.rollout import Board


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The board of an open change, and what changed since the administrator named looked at it."""

    board: Board
    by: Actor | None
    since: SinceLook | None


def looked(call: Call) -> Looked | None:
    """Look at the board for the administrator that `--admin` names; None without an open change."""
    zone, console = call.zone.id, call.console
    board = console.rollout.board(zone)
    if board.change is None:
        return None
    by = console.last_looks.known(call.given.admin) if call.given.admin else None
    since = None
    if by is not None:
        since = console.last_looks.since(zone, board, by=by, door=Door.COMMAND)
    return Looked(board=board, by=by, since=since)


def remember(call: Call, seen: Looked | None) -> None:
    """Keep that the administrator has looked, once it was printed."""
    if seen is not None and seen.by is not None:
        call.console.last_looks.looked(call.zone.id, seen.board, by=seen.by, door=Door.COMMAND)


def lines(seen: Looked | None) -> Iterator[str]:
    """Write it for a person."""
    if seen is None:
        return
    board = seen.board
    if seen.since is not None:
        moment = when(seen.since.at)
        if not seen.since.differences:
            yield _("Nothing has changed since {moment}.").format(moment=moment)
        else:
            yield _("Since {moment}:").format(moment=moment)
            yield from (f"  {difference_words(each)}" for each in seen.since.differences)
    if board.abandoned is not None:
        yield _("Trust the abandoned CA: {n}; may trust it: {perhaps}.").format(
            n=grouped(board.abandoned.trusting), perhaps=grouped(board.abandoned.perhaps)
        )
    if board.back is not None:
        missing = missing_words(board.back) if board.back.missing else ""
        said = (missing, back_words(board.back), nobody_words(board.back, _day))
        yield from (sentence for sentence in said if sentence)


def _day(at: datetime) -> str:
    return to_iso(at)[:10]


def document(seen: Looked | None) -> dict[str, Any]:
    """Write it for a script."""
    if seen is None:
        return {"since": None, "after": None, "abandoned": None}
    given_up = seen.board.abandoned
    return {
        "since": seen.since and {
            "at": to_iso(seen.since.at),
            "differences": [_difference(each) for each in seen.since.differences],
        },
        "after": seen.board.turned and _after(seen.board, seen.board.turned),
        "abandoned": given_up and {
            "trust_it": given_up.trusting, "may_trust_it": given_up.perhaps
        },
    }  # fmt: skip


def _after(board: Board, turned: Turned) -> dict[str, Any]:
    return {
        "not_seen": turned.unseen,
        "not_seen_by_kind": {kind.value: n for kind, n in turned.unseen_kinds.items()},
        "silent_since": turned.longest and to_iso(turned.longest),
        "never_heard": turned.never,
        "cannot_talk": turned.cut_off,
        "missing": turned.missing,
        "reachable": turned.reachable,
        "reachable_until": board.overlap_until and to_iso(board.overlap_until),
        "following": turned.following,
        "new_certificate": turned.arrived,
        "came_back": board.back and _back(board.back),
    }


def _back(back: CameBack) -> dict[str, Any]:
    nobody = back.nobody
    return {
        "in_all": back.in_all,
        "lately": back.lately,
        "days": list(back.days),
        "a_day": None if back.too_early else round(back.a_day, 2),
        "nobody_missing": nobody and {
            key: at and to_iso(at)
            for key, at in (("at", nobody.at), ("earliest", nobody.earliest),
                            ("latest", nobody.latest))
        },
    }  # fmt: skip


def _difference(each: Difference) -> dict[str, Any]:
    about = each.stage or each.verdict or each.server
    return {
        "news": each.news.value, "number": each.number, "before": each.before,
        "about": about and about.value, "words": difference_words(each),
    }  # fmt: skip
