"""`zenca change`: the CA change after its review, step by step."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING

from zenca_gui.cli import (
    change_external,
    change_recover,
    change_retreat,
    change_review,
    change_schedule,
    change_stages,
    change_start,
    change_watch,
    json_change,
)
from zenca_gui.cli.call import Call
from zenca_gui.cli.change_deliveries import deliveries
from zenca_gui.cli.columns import when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import BY_HAND, in_zone, moment_or_by_hand
from zenca_gui.cli.json_form import server_certificate
from zenca_gui.cli.words import confirmed, generation_names
from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.cli.json_form import Form


def _assign_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("--confirm", metavar="ZONE", help=_("the zone's name once more"))
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--in-stages",
        action="store_true",
        help=_("first the Primary Servers, then satellites, the pilot group, the rest"),
    )
    order.add_argument(
        "--all-at-once", action="store_true", help=_("to everybody now, as without either")
    )


def _move_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "at",
        type=moment_or_by_hand,
        metavar="T",
        help=_("when servers switch, or {by_hand}").format(by_hand=BY_HAND),
    )


def _certify_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("--server", required=True, metavar="F", help=_("the server's full name"))


def _certify(call: Call) -> int:
    server = call.console.servers.named(call.zone.id, call.given.server)
    [made] = call.console.changes.late.certify(call.zone.id, [server.id], by=call.actor)
    return call.answer(
        lambda: {"zone": call.zone.name, "certificate": server_certificate(made, call.servers())},
        lambda: [
            _("Issued a certificate for {server}. Next: zenca deliver --zone {zone}").format(
                server=server.fqdn, zone=call.zone.name
            )
        ],
    )


def _activate_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--if-due", action="store_true", help=_("only when the activation date has come")
    )
    parser.add_argument(
        "--overrule",
        default="",
        metavar="REASON",
        help=_("activate although a server was not seen to follow"),
    )


def _end_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--early", action="store_true", help=_("although devices still need the overlap")
    )


def _document(call: Call, change: Change) -> Form:
    names = generation_names(call.console.authority.generations(call.zone.id))
    return {"zone": call.zone.name, "change": json_change.change(change, names)}


def _assign(call: Call) -> int:
    typed = confirmed(call.given.confirm, call.zone.name)
    given = call.given
    in_stages = given.in_stages if given.in_stages or given.all_at_once else None
    change = call.console.changes.assign(
        call.zone.id, typed_name=typed, by=call.actor, in_stages=in_stages
    )
    return call.answer(
        lambda: _document(call, change),
        lambda: [
            _("Assigned the update of {zone}. Next: zenca deliver --zone {zone}").format(
                zone=call.zone.name
            )
        ],
    )


def _move(call: Call) -> int:
    change = call.console.changes.move_date(call.zone.id, call.given.at, by=call.actor)
    date = change.activation
    return call.answer(
        lambda: _document(call, change),
        lambda: [
            _("Servers switch at {date}.").format(date=when(date))
            if date
            else _("Servers switch when you activate by hand.")
        ],
    )


def _activate(call: Call) -> int:
    zone, by = call.zone, call.actor
    unfinished = change_stages.not_through(call)
    if call.given.if_due:
        found = call.console.changes.open(zone.id)
        if found is None or found.state not in (ChangeState.ASSIGNED, ChangeState.ACTIVE):
            return call.answer(
                lambda: {"zone": zone.name, "activated": False, "deliveries": []},
                lambda: [_("Nothing is due.")],
            )
    done = call.console.changes.activate(
        zone.id,
        by=by,
        if_due=call.given.if_due,
        overrule=call.given.overrule,
        progress=call.progress,
    )
    active = done.change.state is ChangeState.ACTIVE
    if active and unfinished:
        call.tell(unfinished)
    words = _("The new CA of {zone} is active.") if active else _("Nothing is due.")
    return deliveries(
        call,
        done.deliveries,
        {**_document(call, done.change), "activated": active},
        [words.format(zone=zone.name)],
    )


def _end_overlap(call: Call) -> int:
    done = call.console.changes.end_overlap(
        call.zone.id, by=call.actor, early=call.given.early, progress=call.progress
    )
    return deliveries(call, done, {"zone": call.zone.name}, [])


def _command(
    name: str,
    words: Callable[[], str],
    run: Callable[[Call], int],
    arguments: Callable[[ArgumentParser], None] = in_zone,
) -> Command:
    return Command(words=("change", name), help=words, run=run, arguments=arguments)


GROUP = Group(
    about=lambda: _("The CA change"),
    commands=(
        _command(
            "start",
            lambda: _("Start a CA change, or go on with its draft, up to the material."),
            change_start.start,
            change_start.words,
        ),
        _command(
            "preflight",
            lambda: _("Look again whether the change can be done."),
            change_start.preflight,
        ),
        _command(
            "requests",
            lambda: _("External: make a request for each server, and write them out."),
            change_external.requests,
            change_external.requests_words,
        ),
        _command(
            "request-import",
            lambda: _("External: take in a request that a server made itself."),
            change_external.request_import,
            change_external.import_words,
        ),
        _command(
            "replies",
            lambda: _("External: check and keep what was signed."),
            change_external.replies,
            change_external.replies_words,
        ),
        _command(
            "watch",
            lambda: _("The zone's server makes it: what to do there, and what was seen of it."),
            change_watch.watch,
            change_watch.words,
        ),
        _command(
            "certify",
            lambda: _("Issue a new key and certificate for one server in the open change."),
            _certify,
            _certify_words,
        ),
        _command(
            "review",
            lambda: _("Show old beside new, the four-case proof, and who follows how."),
            change_review.review,
        ),
        _command(
            "assign", lambda: _("Assign the update: the point of no return."), _assign,
            _assign_words,
        ),
        _command(
            "stages",
            lambda: _("Say how far the stages of the rollout are, or do something with one."),
            change_stages.stages,
            change_stages.words,
        ),
        _command(
            "move-date", lambda: _("Move the activation date."), _move, _move_words
        ),
        _command(
            "activate",
            lambda: _("Make the new CA active and let servers switch."),
            _activate,
            _activate_words,
        ),
        _command(
            "schedule",
            lambda: _("Let the system's scheduler keep the activation date."),
            change_schedule.schedule,
            change_schedule.words,
        ),
        _command(
            "end-overlap",
            lambda: _("Deliver once more without the cross certificate."),
            _end_overlap,
            _end_words,
        ),
        _command(
            "cancel",
            lambda: _("Give the change up before activation; after Assign, go on with it."),
            change_retreat.cancel,
        ),
        _command(
            "rollback",
            lambda: _("Go back to the old CA; without --confirm, say what that would do."),
            change_retreat.roll_back,
            change_retreat.words,
        ),
        _command(
            "recover",
            lambda: _("After expiry: start the change that brings the zone back."),
            change_recover.recover,
            change_recover.words,
        ),
        _command(
            "close",
            lambda: _("End the change; refused while something is open."),
            change_review.close,
            change_review.close_words,
        ),
        _command("status", lambda: _("Say where the change stands."), change_review.status),
        _command(
            "report",
            lambda: _("Write the evidence of a change."),
            change_review.report,
            change_review.report_words,
        ),
    ),
)  # fmt: skip
