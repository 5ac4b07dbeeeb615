"""`zenca subscription`: which zones share with ours, and what is handed over or taken in?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zenca_gui.cli import json_form
from zenca_gui.cli.call import Call, Json
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.files import PUBLIC, STANDARD_OUTPUT, may_write, read_bytes, write, write_by
from zenca_gui.cli.given import choice, in_zone, into_file
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.sheet import as_text
from zenca_gui.core.subscription import Side, Subscription, side_words
from zenca_gui.services.subscriptions import Theirs

_FIELDS = ("partner", "console", "contact")


def _one(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("--name", required=True, metavar="N", help=_("its name"))
    choice(parser, "--as", Side, dest="side", help=_("what our zone is in it"))


def _fields(parser: ArgumentParser) -> None:
    parser.add_argument("--partner", metavar="ZONE", help=_("the other zone's name"))
    parser.add_argument(
        "--console", metavar="URL", help=_("where the Subscriber's console is logged in to")
    )
    parser.add_argument("--contact", metavar="TEXT", help=_("who looks after the other side"))


def _add_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    choice(parser, "--as", Side, dest="side", required=True, help=_("what our zone is in it"))
    parser.add_argument(
        "--name", required=True, metavar="N", help=_("what the Subscriber's console calls it")
    )
    parser.add_argument("--server", required=True, metavar="F", help=_("the Publisher's server"))
    _fields(parser)


def _edit_words(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--new-name", metavar="N", help=_("its new name"))
    parser.add_argument("--server", metavar="F", help=_("the Publisher's server"))
    _fields(parser)


def _sheet_words(parser: ArgumentParser) -> None:
    _one(parser)
    into_file(parser, _("the sheet to write: .pdf, or text; - prints it"))


def _take_words(parser: ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("file", type=Path, metavar="F", help=_("the Publisher's new certificate"))
    parser.add_argument(
        "--evidence", metavar="TEXT",
        help=_("with whom its fingerprint was compared; without it, it is only shown"),
    )  # fmt: skip


def _document(each: Subscription) -> Json:
    return {
        "name": each.name,
        "as": each.side.value,
        "server": each.server_name,
        "partner": each.partner or None,
        "console": each.console or None,
        "contact": each.contact or None,
        "kept_at": json_form.moment(each.kept_at),
        "kept_by": each.kept_by or None,
    }


def _found(call: Call) -> Subscription:
    return call.console.subscriptions.named(call.zone.id, call.given.name, call.given.side)


def _answer(call: Call, each: Subscription, words: str) -> int:
    return call.answer(
        lambda: {"subscription": _document(each)}, lambda: [words.format(name=each.name)]
    )


def _given(call: Call) -> dict[str, Any]:
    values = {name: getattr(call.given, name) for name in _FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def _add(call: Call) -> int:
    given = call.given
    added = call.console.subscriptions.add(
        call.zone.id, given.name, given.side, given.server, by=call.actor, **_given(call)
    )
    return _answer(call, added, _("Added the subscription {name}."))


def _edit(call: Call) -> int:
    fields = _given(call)
    for name, value in (("name", call.given.new_name), ("server_name", call.given.server)):
        if value is not None:
            fields[name] = value
    if not fields:
        raise WrongUsage(_("nothing to change was named"))
    old = _found(call)
    new = call.console.subscriptions.edit(old.id, by=call.actor, **fields)
    return _answer(call, new, _("Changed the subscription {name}."))


def _remove(call: Call) -> int:
    old = _found(call)
    call.console.subscriptions.remove(old.id, by=call.actor)
    return call.answer(
        lambda: {"removed": old.name},
        lambda: [_("Removed the subscription {name}.").format(name=old.name)],
    )


def _list(call: Call) -> int:
    found = call.console.subscriptions.of(call.zone.id)
    return call.answer(
        lambda: {"zone": call.zone.name, "subscriptions": [_document(each) for each in found]},
        lambda: columns(
            [_("name"), _("our part"), _("server"), _("other zone"), _("contact"), _("kept since")],
            [
                [each.name, side_words(each.side), each.server_name, each.partner, each.contact,
                 when(each.kept_at)]
                for each in found
            ],
        ),
    )  # fmt: skip


def _sheet(call: Call) -> int:
    out, force = call.given.out, call.given.force
    if out != STANDARD_OUTPUT:
        may_write(out, force=force)
    one = _found(call)
    sheet = call.console.subscriptions.sheet(one.id)
    if out == STANDARD_OUTPUT:
        call.say(as_text(sheet))
        return 0
    if out.suffix.lower() == ".pdf" and call.write_pdf is not None:
        write_pdf = call.write_pdf
        write_by(out, lambda at: write_pdf(sheet, at), force=force, mode=PUBLIC)
    else:
        write(out, (as_text(sheet) + "\n").encode(), force=force, mode=PUBLIC)
    return call.answer(
        lambda: {"subscription": one.name, "out": str(out)},
        lambda: [_("Wrote {file}.").format(file=out)],
    )


def _take(call: Call) -> int:
    subscriptions, one, file = call.console.subscriptions, _found(call), call.given.file
    theirs = subscriptions.compare(one.id, read_bytes(file), name=file.name)
    taken = call.given.evidence is not None
    if taken:
        subscriptions.take(one.id, theirs, evidence=call.given.evidence, by=call.actor)
    return call.answer(
        lambda: {
            "subscription": one.name,
            "taken": taken,
            "same": theirs.same,
            "old": json_form.certificate(theirs.old) if theirs.old else None,
            "new": json_form.certificate(theirs.new),
        },
        lambda: [*_beside(theirs), *_then(one, theirs, taken=taken)],
    )


def _beside(theirs: Theirs) -> list[str]:
    if theirs.old is None:
        return [
            _("Nothing was kept before."),
            _("SHA-256 of the new one: {digest}").format(digest=fingerprint(theirs.new.sha256)),
        ]
    rows = [[row.what, row.old, row.new] for row in theirs.rows]
    return list(columns([_("of it"), _("kept now"), _("new")], rows))


def _then(one: Subscription, theirs: Theirs, *, taken: bool) -> list[str]:
    if taken:
        return [_("{name}: taken in.").format(name=one.name)]
    if theirs.same:
        return [_("It is the certificate that is kept already.")]
    return [_("Nothing was changed. Take it in with --evidence once the fingerprint is compared.")]


GROUP = Group(
    about=lambda: _("Multizone sharing: subscriptions, and whose certificate is kept"),
    commands=(
        Command(
            words=("subscription", "add"),
            help=lambda: _("Add a subscription."),
            run=_add,
            arguments=_add_words,
        ),
        Command(
            words=("subscription", "edit"),
            help=lambda: _("Change what is known of a subscription."),
            run=_edit,
            arguments=_edit_words,
        ),
        Command(
            words=("subscription", "remove"),
            help=lambda: _("Take a subscription out."),
            run=_remove,
            arguments=_one,
        ),
        Command(
            words=("subscription", "list"),
            help=lambda: _("List a zone's subscriptions."),
            run=_list,
            arguments=in_zone,
        ),
        Command(
            words=("subscription", "sheet"),
            help=lambda: _("Write what is handed to a Subscriber."),
            run=_sheet,
            arguments=_sheet_words,
        ),
        Command(
            words=("subscription", "take"),
            help=lambda: _("Compare a Publisher's new certificate, and take it in."),
            run=_take,
            arguments=_take_words,
        ),
    ),
)
