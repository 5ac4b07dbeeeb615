"""Who acts? The administrator named, or the only one, with their password."""

from __future__ import annotations

import logging
from argparse import Namespace
from typing import TYPE_CHECKING

from zenca_gui.cli import passwords
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Actor

if TYPE_CHECKING:
    from zenca_gui.core.secret import Secret
    from zenca_gui.services.console import Console

log = logging.getLogger(__name__)


def entry(name: str) -> str:
    """Return the keyring entry of an administrator's password."""
    return f"password:{name}"


def acting(console: Console, given: Namespace) -> Actor:
    """Log the acting administrator in; ZencaError where that cannot be."""
    name = _name(console, given.admin)
    administrator = console.administrators.log_in(name, _password(console, given, name))
    return Actor(administrator.name)


def _name(console: Console, asked: str | None) -> str:
    if asked is not None:
        return asked.strip()
    known = console.administrators.all()
    if not known:
        raise ZencaError(
            _("There is no administrator yet."),
            _("Nothing was changed. Add one first: zenca admin add NAME."),
        )
    if len(known) > 1:
        raise ZencaError(
            _("There are several administrators."),
            _("Nothing was changed. Say who acts with --admin NAME."),
        )
    return known[0].name


def _password(console: Console, given: Namespace, name: str) -> Secret:
    if given.password_file is not None:
        return passwords.first_line(given.password_file)
    kept = _kept(console, name)
    if kept is not None:
        return kept
    if passwords.can_ask():
        return passwords.ask(_("Password of {name}").format(name=name))
    raise nobody_to_ask(name)


def nobody_to_ask(name: str) -> ZencaError:
    """Return what is said where a password is needed and no person is there."""
    return ZencaError(
        _("The password of {name} is needed, and there is nobody to ask.").format(name=name),
        _("Nothing was changed. Give it with --password-file F, or keep it in the keyring."),
    )


def _kept(console: Console, name: str) -> Secret | None:
    try:
        return console.desk.vault.get(entry(name))
    except VaultError as error:
        log.info("no password from the keyring: %s", error.title)
        return None
