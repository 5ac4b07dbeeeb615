"""How are rows printed? In aligned columns, with nothing in them that a terminal would obey."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.names import plain

GAP = "  "


def visible(text: str) -> str:
    """Return a text in one line, with ? for what a terminal would obey or hide."""
    return "".join(c if plain(c) else "?" for c in " ".join(text.split()))


def when(moment: datetime | None) -> str:
    """Return a moment as it is printed, `-` for none."""
    return to_iso(moment) if moment else "-"


def yes(flag: object) -> str:
    """Return `yes`, or `-`."""
    return _("yes") if flag else "-"


def columns(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield header and rows, each column as wide as its widest cell; nothing for no rows."""
    table = [[visible(cell) or "-" for cell in row] for row in rows]
    if not table:
        return
    table.insert(0, [cell.upper() for cell in header])
    widths = [max(_width(row[at]) for row in table) for at in range(len(header))]
    for row in table:
        yield GAP.join(
            cell + " " * (size - _width(cell)) for cell, size in zip(row, widths, strict=True)
        ).rstrip()


def facts(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield `name  value` lines with the values under each other."""
    table = [(visible(name), visible(value) or "-") for name, value in pairs]
    size = max((_width(name) for name, _value in table), default=0)
    for name, value in table:
        yield f"{name}{' ' * (size - _width(name))}{GAP}{value}"


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
