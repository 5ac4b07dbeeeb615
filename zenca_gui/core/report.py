"""A report to be read on paper: sections of sentences, facts, bars, tables, before any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Weight(Enum):
    """How a part of a bar stands out; its word stands beside it always."""

    GOOD = "good"
    OPEN = "open"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One paragraph. `mark`: before it stands a mark of this weight."""

    text: str
    mark: Weight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Names and values, one under the other. `fixed`: the values are compared digit by digit."""

    rows: tuple[tuple[str, str], ...]
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bar."""

    words: str
    number: int
    shown: str
    """The number as a person reads it."""
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How a whole is divided."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a header that is repeated on each page."""

    header: tuple[str, ...]
    widths: tuple[int, ...]
    """The columns' shares of the page."""
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Columns of numbers: they stand at the right."""


Block = Words | Pairs | Bar | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of a report."""

    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole of it. Its bytes depend on nothing else, not on when it is written."""

    kicker: str
    """What sort of report it is, above the title."""
    title: str
    about: str
    chapters: tuple[Chapter, ...]
    foot: str
    """Stands on every page, before the page's number."""
    page: str
    """`page {n} of {all}`, in the reader's language."""
    dated: datetime
    head: str
    """The journal's head: a program finds it in the file."""
