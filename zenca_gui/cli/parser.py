"""How are the words of a command line read? argparse, made to raise instead of leaving."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

from zenca_gui.cli.command import Command, Group
from zenca_gui.core.i18n import _

COMMAND, WORD = "command", "word"
SHARED: dict[str, object] = {
    "data_dir": None,
    "admin": None,
    "password_file": None,
    "passphrase_file": None,
    "json": False,
}
"""The options of every command, and what they are where nobody gave them."""


class WrongUsage(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """The words make no command; `usage` is how they should go."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.usage = usage


class Shown(Exception):  # noqa: N818
    """A text was asked for instead of a command: help, or the version."""


class _Page(argparse.RawDescriptionHelpFormatter):
    """A help page whose usage names the command's own options only."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Leave the options of every command to their own part of the page."""
        own = [action for action in actions if action.dest not in (*SHARED, "help")]
        super().add_usage(usage, own, groups, prefix)


class Parser(argparse.ArgumentParser):
    """argparse without its own prints and exits."""

    def __init__(self, **more: Any) -> None:
        super().__init__(formatter_class=_Page, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage with this parser's usage."""
        raise WrongUsage(message, self.format_usage())

    def print_help(self, _file: object = None) -> None:
        """Raise the help text."""
        raise Shown(self.format_help())


class _Version(argparse.Action):
    def __call__(self, *_given: object) -> NoReturn:
        raise Shown(_("zenca {version}").format(version=own_version()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A command with its words, or what is wrong with them."""

    command: Command | None
    given: argparse.Namespace
    wrong: WrongUsage | None = None


def own_version() -> str:
    """Return the installed version; a checkout that is not installed has none."""
    try:
        return version("zenca")
    except PackageNotFoundError:
        return _("from a checkout")


def parse(arguments: Sequence[str], groups: Sequence[Group]) -> Wanted:
    """Read a command line; Shown where it asks for a text."""
    given = argparse.Namespace()
    try:
        _top(groups).parse_args(arguments, given)
    except WrongUsage as wrong:
        return Wanted(command=None, given=given, wrong=wrong)
    for name, value in SHARED.items():
        if not hasattr(given, name):
            setattr(given, name, value)
    return Wanted(command=given.chosen, given=given)


def overall(groups: Sequence[Group]) -> str:
    """Return the list of everything that zenca can be told to do."""
    width = max(map(_width, groups))
    lines = [line for group in groups for line in (*_listing(group, width), "")]
    lines += [
        _("Every command has its own page: zenca COMMAND --help."),
        _("Changing commands act as an administrator. The password comes from --password-file,"),
        _("from the keyring, or is asked for; it is never an argument."),
        _("Exit codes: 0 done, 1 refused (one sentence says why), 2 wrong usage; check: 0 fine,"),
        _("1 a warning is due, 2 below five days or expired, 3 could not tell or wrong usage."),
        _("zenca-gui opens the window."),
    ]
    return "\n".join(lines)


def _listing(group: Group, width: int) -> list[str]:
    lines = [f"  {_spelled(each):{width}}{each.help()}" for each in group.commands]
    return [f"{group.about()}:", *lines]


def _width(group: Group) -> int:
    return 2 + max(len(_spelled(each)) for each in group.commands)


def _spelled(command: Command) -> str:
    return " ".join(command.words)


def _shared() -> Parser:
    """Return the options that may stand before or after any command."""
    parser = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    options = parser.add_argument_group(_("options of every command"))
    options.add_argument(
        "--data-dir", type=Path, metavar="DIR", help=_("where database and settings live")
    )
    options.add_argument("--admin", metavar="NAME", help=_("the administrator who acts"))
    options.add_argument(
        "--password-file", type=Path, metavar="F", help=_("its first line is their password")
    )
    options.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="F",
        help=_("a passphrase, or the text of a recovery sheet, where one would be asked for"),
    )
    options.add_argument("--json", action="store_true", help=_("print one JSON document"))
    return parser


def _top(groups: Sequence[Group]) -> Parser:
    shared = _shared()
    top = Parser(
        prog="zenca",
        parents=[shared],
        usage=_("zenca [options] COMMAND …"),
        description=_("The certificate authority of a management zone, without a window."),
        epilog=overall(groups),
    )
    top.add_argument("--version", action=_Version, nargs=0, help=_("print the version"))
    commands = _inside(top, COMMAND)
    inner: dict[str, Any] = {}
    for group in groups:
        for command in group.commands:
            first = command.words[0]
            if len(command.words) > 1 and first not in inner:
                page = {
                    "usage": _("zenca {word} COMMAND …").format(word=first),
                    "prog": f"zenca {first}",
                    "epilog": "\n".join(_listing(group, _width(group))),
                }
                inner[first] = _inside(commands.add_parser(first, parents=[shared], **page), WORD)
            place = inner[first] if len(command.words) > 1 else commands
            leaf = place.add_parser(command.words[-1], parents=[shared], description=command.help())
            command.arguments(leaf)
            leaf.set_defaults(chosen=command)
    return top


def _inside(parser: argparse.ArgumentParser, where: str) -> Any:
    """Let another word follow; the page of the commands lists them, not argparse."""
    return parser.add_subparsers(
        dest=where,
        metavar="COMMAND",
        required=True,
        parser_class=Parser,
        prog=parser.prog,
        help=argparse.SUPPRESS,
    )
