"""How do rows leave a table? As TSV for the clipboard, as CSV for a file, formulas neutralised."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from zenca_gui.core.safe_cells import neutral

_FLAT = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def export_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows, the labels first, as CSV (RFC 4180) that is safe to open in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue()


def copied(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as TSV: what Ctrl+C puts on the clipboard; one line a row, one tab a column."""
    return "\n".join("\t".join(neutral(cell.translate(_FLAT)) for cell in row) for row in rows)
