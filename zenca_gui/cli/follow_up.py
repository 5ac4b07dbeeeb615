"""`zenca follow-up`: which work must a person still do, and how does it end?"""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli import json_change
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import choice, in_zone, moment, whole
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, FollowUpState, what_to_do
from zenca_gui.core.i18n import _


def _list_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    choice(parser, "--state", FollowUpState, help=_("only these"))
    choice(parser, "--kind", FollowUpKind, help=_("only of this kind"))


def _id(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=whole(0, 2**62), metavar="ID", help=_("as the list shows it"))


def _done_words(parser: ArgumentParser) -> None:
    _id(parser)
    parser.add_argument(
        "--evidence", required=True, metavar="TEXT", help=_("how you know that it is done")
    )


def _waive_words(parser: ArgumentParser) -> None:
    _id(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("why it is given up"))
    parser.add_argument(
        "--recheck", required=True, type=moment, metavar="DATE", help=_("when to look again")
    )


def state_words(state: FollowUpState) -> str:
    """Return how a follow-up stands."""
    return {
        FollowUpState.OPEN: _("open"),
        FollowUpState.DONE: _("done"),
        FollowUpState.WAIVED: _("waived"),
    }[state]


def _list(call: Call) -> int:
    found = [
        each
        for each in call.console.follow_ups.of(call.zone.id)
        if call.given.state in (None, each.state) and call.given.kind in (None, each.kind)
    ]
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "follow_ups": [json_change.follow_up(each, what_to_do(each.kind)) for each in found],
        },
        lambda: columns(
            [_("id"), _("state"), _("about"), _("to do"), _("evidence"), _("by"), _("re-check")],
            [
                [
                    str(each.id),
                    state_words(each.state),
                    each.subject,
                    what_to_do(each.kind),
                    each.evidence,
                    each.by,
                    when(each.recheck),
                ]
                for each in found
            ],
        ),
    )


def _answer(call: Call, ended: FollowUp) -> int:
    return call.answer(
        lambda: {"follow_up": json_change.follow_up(ended, what_to_do(ended.kind))},
        lambda: [
            _("{subject}: {state}.").format(subject=ended.subject, state=state_words(ended.state))
        ],
    )


def _done(call: Call) -> int:
    follow_up = FollowUpId(call.given.id)
    return _answer(
        call,
        call.console.follow_ups.done(follow_up, call.given.evidence, by=call.actor),
    )


def _waive(call: Call) -> int:
    given, by = call.given, call.actor
    return _answer(
        call,
        call.console.follow_ups.waive(FollowUpId(given.id), given.reason, given.recheck, by=by),
    )


def _reopen(call: Call) -> int:
    follow_up = FollowUpId(call.given.id)
    return _answer(call, call.console.follow_ups.reopen(follow_up, by=call.actor))


GROUP = Group(
    about=lambda: _("Work a person must do before a change can be closed"),
    commands=(
        Command(
            words=("follow-up", "list"),
            help=lambda: _("List the follow-ups of the open change."),
            run=_list,
            arguments=_list_words,
        ),
        Command(
            words=("follow-up", "done"),
            help=lambda: _("Say that one is done, and how you know."),
            run=_done,
            arguments=_done_words,
        ),
        Command(
            words=("follow-up", "waive"),
            help=lambda: _("Give one up on purpose, with a reason and a date to look again."),
            run=_waive,
            arguments=_waive_words,
        ),
        Command(
            words=("follow-up", "reopen"),
            help=lambda: _("Open one again."),
            run=_reopen,
            arguments=_id,
        ),
    ),
)
