"""What does a .po file say? Read as it is written, so that no compiled copy can go stale."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable
from pathlib import Path

_LINE = re.compile(r'(msgid_plural|msgid|msgstr)?(?:\[(\d+)\])? ?(".*")$')
_PLURAL = re.compile(r"plural=([^;\n]+)")


class Catalogue(gettext.NullTranslations):
    """Sentences of one language; what it lacks is said as it was written."""

    def __init__(self, sentences: dict[tuple[str, int], str], form: Callable[[int], int]) -> None:
        super().__init__()
        self._sentences, self._form = sentences, form

    def gettext(self, message: str) -> str:
        """Return the translated sentence."""
        return self._sentences.get((message, 0)) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translated sentence in the form that `n` asks for."""
        said = self._sentences.get((msgid1, self._form(n)))
        return said or (msgid1 if n == 1 else msgid2)


def read_catalogue(path: Path) -> Catalogue:
    """Read a .po file; entries that are marked fuzzy count like all others."""
    sentences: dict[tuple[str, int], str] = {}
    sentence, part, number = "", "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        begun, form, quoted = found.groups()
        text = json.loads(quoted)  # the escapes of a .po file are among those of JSON
        if begun is not None:
            part, number = begun, int(form or 0)
            sentence = "" if begun == "msgid" else sentence
        if part == "msgid":
            sentence += text
        elif part == "msgstr":
            sentences[sentence, number] = sentences.get((sentence, number), "") + text
    rule = _PLURAL.search(sentences.get(("", 0), ""))
    return Catalogue(sentences, gettext.c2py(rule.group(1) if rule else "n != 1"))
