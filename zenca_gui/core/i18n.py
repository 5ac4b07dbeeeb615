"""The language of the operator: every sentence passes through here when it is shown."""

from __future__ import annotations

import gettext
from pathlib import Path

_current: gettext.NullTranslations = gettext.NullTranslations()


def use_language(code: str, folder: Path) -> None:
    """Speak `code` ("de", "en") from the compiled catalogues in `folder`; English where missing."""
    global _current
    _current = gettext.translation("zenca", folder, languages=[code], fallback=True)


def _(sentence: str) -> str:
    """Return the sentence in the operator's language."""
    return _current.gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for `count` in the operator's language."""
    return _current.ngettext(one, many, count)
