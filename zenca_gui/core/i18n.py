"""The language of the operator: every sentence passes through here when it is shown."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from pathlib import Path

from zenca_gui.core.catalogue import read_catalogue

LANGUAGES = ("en", "de")
"""What zenca speaks; English is what the sentences are written in."""

_current: gettext.NullTranslations = gettext.NullTranslations()


def use_language(code: str, folder: Path) -> None:
    """Speak `code` ("de", "en") from the catalogues in `folder`; English where missing."""
    global _current
    path = folder / f"{code}.po"
    _current = read_catalogue(path) if path.is_file() else gettext.NullTranslations()


def told_language(environment: Mapping[str, str]) -> str:
    """Return which of our languages a terminal asks for: LANGUAGE first, unless it asks for C."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    place = next((environment[name] for name in names if environment.get(name)), "")
    if place.split(".")[0] in ("", "C", "POSIX"):
        return LANGUAGES[0]
    wanted = [*environment.get("LANGUAGE", "").split(":"), place]
    return first_spoken(wanted)


def first_spoken(wanted: list[str]) -> str:
    """Return the first wanted language ("de_AT.UTF-8", "de-AT", "de") that zenca speaks."""
    codes = [re.split(r"[-_.@]", each.lower())[0] for each in wanted]
    return next((code for code in codes if code in LANGUAGES), LANGUAGES[0])


def _(sentence: str) -> str:
    """Return the sentence in the operator's language."""
    return _current.gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for `count` in the operator's language."""
    return _current.ngettext(one, many, count)


def grouped(number: int) -> str:
    """Return `12,345` in English, `12.345` in German: the thousands marked as the reader does."""
    example = _("1,000")
    return f"{number:,}".replace(",", example[1])
