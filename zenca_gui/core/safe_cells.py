"""What must not stand in a file that a spreadsheet opens? A formula from outside."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell instead of showing it (OWASP, CSV injection)."""


def neutral(text: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe stands before a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
