"""Every sentence is there in German, says the same things, and reaches the operator."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from docs.gather_words import LOCALE, gathered, kept, waiting
from zenca_gui.core.catalogue import read_catalogue
from zenca_gui.core.i18n import LANGUAGES

REFRESH = "run `python docs/gather_words.py`, then write the missing words into {path}"
PLACE = re.compile(r"\{+\w*\}+")
CATALOGUES = sorted(path.stem for path in LOCALE.glob("*.po"))


def forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and all(forms(message.string))]


def test_every_language_but_that_of_the_source_has_a_catalogue() -> None:
    assert ["en", *CATALOGUES] == list(LANGUAGES)


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_sentence_is_translated_and_none_is_left_over(code: str) -> None:
    catalogue, hint = kept(code), REFRESH.format(path=f"resources/locale/{code}.po")
    said = {forms(message.id) for message in gathered() if message.id}
    there = {forms(message.id) for message in catalogue if message.id}
    missing = [sentence for sentence, *_more in sorted(said - there)] + waiting(catalogue)
    left_over = [sentence for sentence, *_more in sorted(there - said)]
    if missing or left_over:
        pytest.fail("\n".join([hint, "Missing:", *missing, "Left over:", *left_over]))
    assert [message.id for message in catalogue if message.fuzzy] == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_sentence_names_the_same_things_in_every_language(code: str) -> None:
    for message in messages(kept(code)):
        wanted = sorted(set(PLACE.findall(forms(message.id)[-1])))
        *some, last = (sorted(set(PLACE.findall(form))) for form in forms(message.string))
        assert last == wanted, message.id
        assert all(set(each) <= set(wanted) for each in some), message.id


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_key_that_can_be_pressed_can_be_pressed_in_every_language(code: str) -> None:
    for message in messages(kept(code)):
        for form in forms(message.string):
            assert form.count("&") == forms(message.id)[0].count("&"), message.id


@pytest.mark.parametrize("code", CATALOGUES)
def test_the_program_reads_the_file_as_babel_does(code: str) -> None:
    read = read_catalogue(LOCALE / f"{code}.po")
    for message in messages(kept(code)):
        one, *more = forms(message.id)
        said = forms(message.string)
        if more:
            assert (read.ngettext(one, more[0], 1), read.ngettext(one, more[0], 2)) == said
        else:
            assert read.gettext(one) == said[0]


def test_german_quotes_are_german() -> None:
    for message in messages(kept("de")):
        for form in forms(message.string):
            assert not re.search("[“”]", re.sub("„[^„“”]*“", "", form)), message.id


def test_the_words_of_the_warning_are_those_of_the_zone() -> None:
    german = read_catalogue(Path(LOCALE / "de.po"))
    one, many = "The Zone CA will expire in {n} day.", "The Zone CA will expire in {n} days."
    assert german.ngettext(one, many, 1) == "Die Zonen-CA läuft in {n} Tag ab."
    assert german.ngettext(one, many, 40) == "Die Zonen-CA läuft in {n} Tagen ab."
