"""`zenca admin`: who may act?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli import json_form, login, passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret


def _add_words(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the new administrator"))
    parser.add_argument(
        "--new-password-file",
        type=Path,
        metavar="F",
        help=_("the new one's password; for the first of all --password-file will do"),
    )
    parser.add_argument(
        "--remember",
        action="store_true",
        help=_("keep the password in the keyring, so that commands need not ask for it"),
    )


def _add(call: Call) -> int:
    first = not call.console.administrators.all()
    by = None if first else call.actor
    password = _new_password(call, first=first)
    added = call.console.administrators.add(call.given.name, password, by=by)
    if call.given.remember:
        _remember(call, added.name, password)
    return call.answer(
        lambda: {"administrator": json_form.administrator(added)},
        lambda: [_("Added the administrator {name}.").format(name=added.name)],
    )


def _remember(call: Call, name: str, password: Secret) -> None:
    try:
        call.console.desk.vault.put(login.entry(name), password)
    except VaultError as error:
        raise ZencaError(
            _("{name} was added, but the password is not kept: {why}").format(
                name=name, why=error.title
            ),
            _("Commands ask for it, or take it from --password-file F."),
        ) from error


def _new_password(call: Call, *, first: bool) -> Secret:
    file = call.given.new_password_file or (call.given.password_file if first else None)
    if file is not None:
        return passwords.first_line(file)
    if passwords.can_ask():
        return passwords.ask_twice(_("New password of {name}").format(name=call.given.name))
    option = "--password-file" if first else "--new-password-file"
    raise ZencaError(
        _("{name} needs a password, and there is nobody to ask.").format(name=call.given.name),
        _("Nothing was changed. Give it with {option} F.").format(option=option),
    )


def _list(call: Call) -> int:
    people = call.console.administrators.all()
    return call.answer(
        lambda: {"administrators": [json_form.administrator(person) for person in people]},
        lambda: columns(
            [_("name"), _("added")], [[person.name, when(person.added_at)] for person in people]
        ),
    )


GROUP = Group(
    about=lambda: _("Local administrators"),
    commands=(
        Command(
            words=("admin", "add"),
            help=lambda: _("Add an administrator; the first needs no login."),
            run=_add,
            arguments=_add_words,
        ),
        Command(words=("admin", "list"), help=lambda: _("List the administrators."), run=_list),
    ),
)
