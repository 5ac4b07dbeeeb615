"""`zenca follow-up`: which work must a person still do, and how does it end?"""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli import json_change, re_enrol
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import choice, in_zone, moment, whole
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, FollowUpState, what_to_do
from zenca_gui.core.i18n import _

NOBODY = "-"


def _list_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    choice(parser, "--state", FollowUpState, help=_("only these"))
    choice(parser, "--kind", FollowUpKind, help=_("only of this kind"))
    parser.add_argument("--owner", metavar="NAME", help=_("only those of this person; - of nobody"))
    parser.add_argument("--search", default="", metavar="TEXT", help=_("part of what it is about"))


def _id(parser: ArgumentParser) -> None:
    parser.add_argument(
        "id", nargs="+", type=whole(0, 2**62), metavar="ID", help=_("as the list shows it")
    )


def _owner_words(parser: ArgumentParser) -> None:
    _id(parser)
    parser.add_argument(
        "--to", required=True, metavar="NAME", help=_("who looks after it; - for nobody")
    )


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
        if call.given.state in (None, each.state)
        and call.given.kind in (None, each.kind)
        and _is_of(each, call.given.owner)
        and call.given.search.casefold() in each.subject.casefold()
    ]
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "follow_ups": [json_change.follow_up(each, what_to_do(each.kind)) for each in found],
        },
        lambda: columns(
            [
                _("id"),
                _("state"),
                _("about"),
                _("owner"),
                _("to do"),
                _("evidence"),
                _("by"),
                _("re-check"),
            ],
            [
                [
                    str(each.id),
                    state_words(each.state),
                    each.subject,
                    each.owner,
                    what_to_do(each.kind),
                    told(each),
                    each.by,
                    when(each.recheck),
                ]
                for each in found
            ],
        ),
    )


def _is_of(each: FollowUp, owner: str | None) -> bool:
    if owner is None:
        return True
    return each.owner.casefold() == ("" if owner == NOBODY else owner.casefold())


def told(each: FollowUp) -> str:
    """Return what is known of one: its evidence, or the steps that are done and the next."""
    if not each.next_step or not each.steps:
        return each.evidence
    return _("{done}; now: {step}").format(done=each.steps[-1].evidence, step=each.next_step)


def _answer(call: Call, ended: list[FollowUp]) -> int:
    forms = [json_change.follow_up(each, what_to_do(each.kind)) for each in ended]
    return call.answer(
        lambda: {"follow_up": forms[0]} if len(forms) == 1 else {"follow_ups": forms},
        lambda: [_line(each) for each in ended],
    )


def _line(each: FollowUp) -> str:
    words = _("{subject}: {state}.").format(subject=each.subject, state=state_words(each.state))
    if each.steps and each.next_step:
        words += " " + _("Now: {step}.").format(step=each.next_step)
    if each.owner:
        words += " " + _("{name} looks after it.").format(name=each.owner)
    return words


def _ids(call: Call) -> list[FollowUpId]:
    return [FollowUpId(each) for each in call.given.id]


def _done(call: Call) -> int:
    by = call.actor
    return _answer(call, call.console.follow_ups.done_all(_ids(call), call.given.evidence, by=by))


def _waive(call: Call) -> int:
    given, by = call.given, call.actor
    return _answer(
        call, call.console.follow_ups.waive_all(_ids(call), given.reason, given.recheck, by=by)
    )


def _reopen(call: Call) -> int:
    by = call.actor
    return _answer(call, call.console.follow_ups.reopen_all(_ids(call), by=by))


def _owner(call: Call) -> int:
    owner, by = call.given.to, call.actor
    return _answer(
        call, call.console.follow_ups.own(_ids(call), "" if owner == NOBODY else owner, by=by)
    )


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
            help=lambda: _("Say that one, or its next step, is done, and how you know."),
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
            help=lambda: _("Open one again, or take its last step back."),
            run=_reopen,
            arguments=_id,
        ),
        Command(
            words=("follow-up", "owner"),
            help=lambda: _("Say who looks after it."),
            run=_owner,
            arguments=_owner_words,
        ),
        re_enrol.COMMAND,
    ),
)
