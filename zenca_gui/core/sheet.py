"""A page to be printed or saved: headings, sentences, pairs and tables, before any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a sheet. `fixed`: a text whose lines stay as they are, such as a PEM."""

    heading: str
    words: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    fixed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document: a title, a line under it, and its sections."""

    title: str
    about: str
    sections: tuple[Section, ...]


def as_text(sheet: Sheet, width: int = 78) -> str:
    """Return the sheet as plain text, for a printer without a window."""
    lines = [sheet.title, "=" * len(sheet.title), *wrap(sheet.about, width), ""]
    for section in sheet.sections:
        lines += [section.heading, "-" * len(section.heading)]
        for words in section.words:
            lines += wrap(words, width)
        for name, value in section.pairs:
            lines += [f"{name}:", f"    {value}"]
        lines += _table(section.header, section.rows)
        lines += section.fixed.splitlines()
        lines.append("")
    return "\n".join(lines)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not header:
        return []
    widths = [max(len(r[i]) for r in (header, *rows)) for i in range(len(header))]
    return [
        "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
