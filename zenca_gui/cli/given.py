"""What can stand behind an option? Times, whole numbers, and one word of a few."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from zenca_gui.core.i18n import _

E = TypeVar("E", bound=Enum)
BY_HAND = "by-hand"


def moment(text: str) -> datetime:
    """Read an ISO 8601 time or date; UTC where it names no zone."""
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no time; write it like 2026-11-23T12:00:00Z").format(text=text)
        ) from error


def moment_or_by_hand(text: str) -> datetime | None:
    """Read a time, or `by-hand` for none."""
    return None if text.strip().lower() == BY_HAND else moment(text)


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number from `low` to `high`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(
                _("“{text}” is no whole number from {low} to {high}").format(
                    text=text, low=low, high=high
                )
            )
        return number

    return read


def word(member: Enum) -> str:
    """Return how an option says a member: `re-enrol` for RE_ENROL."""
    return member.name.lower().replace("_", "-")


def words(members: Iterable[Enum]) -> str:
    """Return how help says them all."""
    return "|".join(word(member) for member in members)


def one_of(members: Iterable[E]) -> Callable[[str], E]:
    """Return what reads one of these by its word or its value, in any case."""

    def read(text: str) -> E:
        asked = _plain(text)
        for member in members:
            if asked in (word(member), _plain(str(member.value))):
                return member
        raise argparse.ArgumentTypeError(
            _("“{text}” is none of {words}").format(
                text=text, words=", ".join(word(member) for member in members)
            )
        )

    return read


def choice(parser: Any, option: str, members: Iterable[Enum], **more: Any) -> None:
    """Add an option that takes one of an enumeration's members."""
    members = list(members)
    parser.add_argument(option, type=one_of(members), metavar=words(members), **more)


def in_zone(parser: argparse.ArgumentParser) -> None:
    """Add `--zone`, which names the zone it is about."""
    parser.add_argument("--zone", required=True, metavar="ZONE", help=_("the zone's name"))


def on_servers(parser: argparse.ArgumentParser) -> None:
    """Add `--server`, which can stand more than once."""
    parser.add_argument(
        "--server", action="append", metavar="FQDN", help=_("only this server; again for more")
    )


def into_file(parser: argparse.ArgumentParser, help_: str) -> None:
    """Add `--out` and `--force`."""
    parser.add_argument("--out", type=Path, required=True, metavar="F", help=help_)
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))


def _plain(text: str) -> str:
    return "-".join(text.strip().lower().replace("_", " ").replace("-", " ").split())
