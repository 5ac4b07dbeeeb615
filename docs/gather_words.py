"""Gather every sentence of zenca into the catalogues, and say which wait for a translator.

python docs/gather_words.py             refreshes resources/locale/*.po
python docs/gather_words.py de FILE     and puts in the lines of FILE: sentence, tab, words
                                        (the words of a plural: one ||| many)

New sentences come with an empty msgstr; those that are gone stay behind #~ until they come back.
Write the missing ones into the .po file; nothing has to be compiled.
"""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "ngettext": (1, 2)}
HEADER = r"""# The words of zenca. Refresh: python docs/gather_words.py
msgid ""
msgstr ""
"Language: {code}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural}\n"

"""


def gathered() -> Catalog:
    """Return every sentence that the code says, in a fixed order."""
    found = Catalog(project="zenca")
    source = ROOT / "zenca_gui"
    said = extract_from_dir(source, [("**.py", "python")], keywords=KEYWORDS)
    for name, _line, sentence, _comments, context in sorted(said, key=lambda one: one[:2]):
        place = (f"zenca_gui/{Path(name).as_posix()}", 0)
        found.add(sentence, locations=[place], context=context)
    return found


def kept(code: str) -> Catalog:
    """Return the catalogue of a language as it is on disk."""
    with (LOCALE / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def waiting(catalogue: Catalog) -> list[str]:
    """Return the sentences that have no translation, or not all forms of one."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not translated(message)
    ]


def translated(message: Message) -> bool:
    """Tell whether every form of a sentence has its words."""
    return all(message.string if isinstance(message.string, tuple) else (message.string,))


def refresh(code: str) -> Catalog:
    """Bring the catalogue of a language to what the code says now; what left may come back."""
    catalogue = kept(code)
    for left in list(catalogue.obsolete.values()):
        catalogue[left.id] = left
    catalogue.obsolete.clear()
    catalogue.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    for key, left in list(catalogue.obsolete.items()):
        if not translated(left):
            del catalogue.obsolete[key]
    write(code, catalogue)
    return catalogue


def write(code: str, catalogue: Catalog) -> None:
    """Write a catalogue so that the same words are the same bytes: no dates, no line numbers."""
    form = {"width": 0, "include_lineno": False, "omit_header": True}
    with (LOCALE / f"{code}.po").open("wb") as file:
        file.write(HEADER.format(code=code, plural=catalogue.plural_forms).encode())
        write_po(file, catalogue, **form)


def fill(code: str, lines: list[str]) -> None:
    """Put words into a catalogue; a line names its sentence as the code writes it."""
    words = dict(line.split("\t", 1) for line in lines if "\t" in line)
    catalogue = refresh(code)
    for message in catalogue:
        sentence = message.id if isinstance(message.id, str) else message.id[0]
        if sentence and sentence in words:
            said = words[sentence].split("|||")
            message.string = said[0] if isinstance(message.id, str) else tuple(said)
    write(code, catalogue)


def main(arguments: list[str]) -> int:
    """Refresh all languages; return 1 while a sentence waits."""
    if arguments:
        code, file = arguments
        fill(code, Path(file).read_text(encoding="utf-8").splitlines())
    missing = 0
    for path in sorted(LOCALE.glob("*.po")):
        rest = waiting(refresh(path.stem))
        missing += len(rest)
        print(f"{path.relative_to(ROOT)}: {len(rest)} sentences wait for a translation.")
        for sentence in rest:
            print(f"  {sentence!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
