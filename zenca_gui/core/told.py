"""What may a person say in their own words? Evidence, reasons: short enough to be read."""

from __future__ import annotations

import unicodedata

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped

LONGEST = 2_000


def own_words(text: str) -> str:
    """Return the words, trimmed; refuse what is too long to be read by a person."""
    words = unicodedata.normalize("NFC", text).strip()
    if len(words) > LONGEST:
        raise ZencaError(
            _("These words have {n} characters; {most} is the most.").format(
                n=grouped(len(words)), most=grouped(LONGEST)
            ),
            _("Nothing was changed. Say it shorter, and name the document that has the rest."),
        )
    return words
