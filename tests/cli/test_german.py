"""A German operator reads German; a machine reads what it always reads."""

import pytest

from zenca_gui.core import i18n
from zenca_gui.core.places import resource

OF = ("--zone", "north")
FOR_PEOPLE = {"left"}
READING = (
    ("zone", "list"),
    ("zone", "show", "north"),
    ("server", "list", *OF),
    ("devices", "list", *OF),
    ("ca", "list", *OF),
    ("admin", "list"),
)


@pytest.fixture
def language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(i18n, "_current", i18n._current)
    return lambda code: i18n.use_language(code, resource("locale"))


@pytest.fixture
def filled(anna):
    anna.done("server", "add", *OF, "--fqdn", "zen01.example.org")
    anna.done("devices", "add", *OF, "LAPTOP-7", "--kind", "mobile")
    anna.done("ca", "create", *OF, "--subject", "CN=North CA", "--key", "ec-p256")
    return anna


def test_what_a_machine_reads_is_the_same_in_every_language(filled, language) -> None:
    english = [filled.done(*words, "--json").document for words in READING]
    language("de")
    german = [filled.done(*words, "--json").document for words in READING]
    assert without_sentences(german) == without_sentences(english)


def without_sentences(document):
    """States, names and numbers; sentences end with a full stop and are for people."""
    if isinstance(document, dict):
        return {
            key: without_sentences(value)
            for key, value in document.items()
            if key not in FOR_PEOPLE
        }
    if isinstance(document, list):
        return [without_sentences(each) for each in document]
    sentence = isinstance(document, str) and document.endswith(".")
    return "a sentence" if sentence else document


def test_the_journal_is_whole_when_its_writers_spoke_different_languages(filled, language) -> None:
    language("de")
    filled.done("server", "add", *OF, "--fqdn", "zen02.example.org")
    said = filled.done("journal").out
    assert "Der Server zen02.example.org wurde hinzugefügt." in said
    assert "Added the server zen01.example.org." in said
    assert "unversehrt" in filled.done("verify").out
    language("en")
    assert filled.done("verify", "--json").document["whole"] is True
    assert "Der Server zen02.example.org wurde hinzugefügt." in filled.done("journal").out


def test_a_recovery_sheet_in_german_opens_what_an_english_one_opens(
    filled, language, tmp_path
) -> None:
    backup, sheet = tmp_path / "north.age", tmp_path / "sheet.txt"
    filled.done("ca", "backup", *OF, "--out", backup)
    language("de")
    filled.done("ca", "recovery-sheet", *OF, "--out", sheet)
    assert "Wiederherstellungsblatt der Zone north" in sheet.read_text(encoding="utf-8")
    filled.done("ca", "verify-backup", backup, "--passphrase-file", sheet)


def test_a_refusal_is_german(filled, language) -> None:
    language("de")
    ran = filled("server", "add", *OF, "--fqdn", "not a name")
    assert (ran.code, ran.err) == (
        1,
        "„not a name“ ist kein Servername. "
        "Es wurde nichts geändert. Geben Sie einen Namen wie zen01.example.org an.\n",
    )
