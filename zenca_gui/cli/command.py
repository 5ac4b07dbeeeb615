"""What is a command? Its words, its one line of help, its options, and what it does."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zenca_gui.cli.call import Call


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing but the options of every command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One entry of the table. `help` is asked for when the language is known."""

    words: tuple[str, ...]
    help: Callable[[], str]
    run: Callable[[Call], int]
    """Does it, prints, and returns the exit code; ZencaError refuses."""
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    memory: bool = False
    own_passphrase: str = ""
    """The option whose place `--passphrase-file` takes where it is not given: the passphrase is
    then the file's that the command reads or writes, not that of a sealed key."""
    refused: int = 1
    misused: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Commands that belong together, with one line about them."""

    about: Callable[[], str]
    commands: tuple[Command, ...]
