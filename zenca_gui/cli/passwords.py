"""Where does a password come from? A file's first line or a prompt, never an argument."""

from __future__ import annotations

import getpass
import re
import sys
from pathlib import Path

from zenca_gui.cli.files import read_text
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret

_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]+")


def first_line(path: Path) -> Secret:
    """Return a file's first line; ZencaError where it is empty or cannot be read."""
    line, _end, _rest = read_text(path).removeprefix("\ufeff").partition("\n")
    if not line.strip():
        raise ZencaError(
            _("The first line of {file} is empty.").format(file=path),
            _("Nothing was changed. Write the password into it."),
        )
    return Secret(line.rstrip("\r"))


def can_ask() -> bool:
    """Tell whether a person sits at the other end."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(words: str) -> Secret:
    """Ask at the terminal; what is typed is not shown."""
    try:
        return Secret(getpass.getpass(f"{words}: "))
    except EOFError as error:
        raise ZencaError(_("No password was given."), _("Nothing was changed.")) from error


def ask_twice(words: str) -> Secret:
    """Ask, and once more, so that a slip is noticed."""
    typed = ask(words)
    if ask(_("Once more")) != typed:
        raise ZencaError(
            _("The two are not the same."), _("Nothing was changed. Give the command again.")
        )
    return typed


def backup_secret(path: Path) -> Secret:
    """Return what opens a backup: the identity on a recovery sheet's text, or the first line."""
    found = _IDENTITY.search(read_text(path))
    return Secret(found[0]) if found else first_line(path)
