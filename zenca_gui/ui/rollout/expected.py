"""How is a number told that is only expected? With its interval where zenca claims to know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zenca_gui.core.follow_up import FollowUpKind
from zenca_gui.core.forecast_board import ExpectedBoard, Span
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind
from zenca_gui.services.board.stage_lines import StageLine
from zenca_gui.services.rollout import Board
from zenca_gui.ui.dates import short_day, week_day


def span_words(span: Span, *, known: bool) -> str:
    """Return `12 (8 to 17)`, `perhaps 12` where too little is known, `12` where it is certain."""
    number = grouped(span.expected)
    if span.low == span.high:
        return number
    if not known:
        return _("perhaps {n}").format(n=number)
    return _("{n} ({low} to {high})").format(
        n=number, low=grouped(span.low), high=grouped(span.high)
    )


def expected_heading(expected: ExpectedBoard | None) -> str:
    """Return the heading above numbers that are only expected, "" above those of now.

    It is short: no card may grow, or the chart would move under the hand that drags its date.
    """
    if expected is None:
        return ""
    return _("Expected on {day}").format(day=short_day(expected.at))


def expected_line(line: StageLine, expected: ExpectedBoard | None) -> StageLine:
    """Return a line with the numbers that are expected, or as it is."""
    if expected is None:
        return line
    return replace(line, counts=dict(expected.stages.get(DeviceKind(line.key), line.counts)))


def verdict_numbers(board: Board, expected: ExpectedBoard | None) -> dict[Verdict, str]:
    """Return how many devices have each verdict, as it is shown; none where nobody has it."""
    if expected is None:
        return {verdict: grouped(n) for verdict, n in board.verdicts.items() if n}
    return {
        verdict: span_words(span, known=expected.known)
        for verdict, span in expected.verdicts.items()
        if span.high
    }


def follow_ups_sentence(expected: ExpectedBoard | None) -> str:
    """Say which follow-ups of devices an activation then would open."""
    if expected is None:
        return ""
    parts, day = list(_work(expected)), week_day(expected.at)
    if not parts:
        return _("Expected on {day}: no follow-up of a device.").format(day=day)
    return _("Expected on {day}: {work}.").format(day=day, work=", ".join(parts))


def _work(expected: ExpectedBoard) -> Iterator[str]:
    for kind in (FollowUpKind.RE_ENROL, FollowUpKind.RE_REGISTER, FollowUpKind.CHECK_STAGE):
        span = expected.work.get(kind)
        if span is None or not (span.expected or span.high):
            continue
        number = span_words(span, known=expected.known)
        yield {
            FollowUpKind.RE_ENROL: ngettext(
                "{n} phone to re-enrol", "{n} phones to re-enrol", span.expected
            ),
            FollowUpKind.RE_REGISTER: ngettext(
                "{n} agent to re-register", "{n} agents to re-register", span.expected
            ),
            FollowUpKind.CHECK_STAGE: ngettext(
                "{n} device whose stage is to be looked at",
                "{n} devices whose stages are to be looked at",
                span.expected,
            ),
        }[kind].format(n=number)
