"""Every state has words of its own, in the operator's language."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from zenca_gui.core import i18n
from zenca_gui.core.catalogue import read_catalogue
from zenca_gui.core.delivery import DeliveryState, delivery_words
from zenca_gui.core.follow_up import FROM_VERDICT, FollowUpKind, what_to_do
from zenca_gui.core.places import resource
from zenca_gui.core.rollout import Evidence, Stage, evidence_words, stage_words
from zenca_gui.core.sighting import Serving, Trouble, serving_words, trouble_words
from zenca_gui.core.verdict import Verdict, verdict_words


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (DeliveryState, delivery_words),
        (FollowUpKind, what_to_do),
        (Stage, stage_words),
        (Evidence, evidence_words),
        (Serving, serving_words),
        (Trouble, trouble_words),
        (Verdict, verdict_words),
    ],
    ids=lambda given: given.__name__,
)
def test_every_state_has_words_of_its_own(kinds: type[Enum], words: Callable[[Enum], str]) -> None:
    said = [words(each) for each in kinds]
    assert all(said)
    assert len(set(said)) == len(said)


def test_stages_are_called_as_the_product_calls_them() -> None:
    assert stage_words(Stage.ASSIGNED) == "Update Assigned"
    assert stage_words(Stage.PENDING) == "Pending Certificate Activation"
    assert stage_words(Stage.ACTIVE) == "New Certificate Active"
    assert stage_words(Stage.FAILED) == "Update Failed"


def test_verdicts_that_ask_for_a_person_become_follow_ups_and_no_others() -> None:
    assert FROM_VERDICT == {
        Verdict.RE_ENROL: FollowUpKind.RE_ENROL,
        Verdict.RE_REGISTER: FollowUpKind.RE_REGISTER,
        Verdict.CHECK: FollowUpKind.CHECK_STAGE,
        Verdict.UNKNOWN: FollowUpKind.CHECK_STAGE,
    }


def test_amt_is_unprovisioned_first_and_names_the_reference() -> None:
    words = what_to_do(FollowUpKind.AMT)
    assert words.index("Unprovision") < words.index("then provision")
    assert "Configuring Intel AMT Devices in Enterprise Mode" in words


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a German catalogue; the language is as before when the test ends."""
    monkeypatch.setattr(i18n, "_current", i18n._current)
    catalogue = Catalog(locale="de")
    catalogue.add("retry", "erneut versuchen")
    catalogue.add(("{n} day left", "{n} days left"), ("noch {n} Tag", "noch {n} Tage"))
    with (tmp_path / "de.po").open("wb") as file:
        write_po(file, catalogue)
    return tmp_path


def test_words_follow_the_language_even_when_it_is_chosen_late(german: Path) -> None:
    assert verdict_words(Verdict.RETRY) == "retry"
    i18n.use_language("de", german)
    assert verdict_words(Verdict.RETRY) == "erneut versuchen"
    assert i18n.ngettext("{n} day left", "{n} days left", 1) == "noch {n} Tag"
    assert i18n.ngettext("{n} day left", "{n} days left", 2) == "noch {n} Tage"


def test_what_nobody_translated_stays_english(german: Path) -> None:
    i18n.use_language("de", german)
    assert verdict_words(Verdict.WILL_FOLLOW) == "will follow"
    i18n.use_language("xx", german)
    assert verdict_words(Verdict.RETRY) == "retry"


def test_a_long_sentence_with_lines_and_quotes_is_read_as_it_was_written(tmp_path: Path) -> None:
    said = 'One\nline \\ and "another", ' + "long " * 30
    catalogue = Catalog(locale="de")
    catalogue.add(said, said.upper())
    catalogue.add("empty", "")
    with (tmp_path / "de.po").open("wb") as file:
        write_po(file, catalogue)
    read = read_catalogue(tmp_path / "de.po")
    assert read.gettext(said) == said.upper()
    assert read.gettext("empty") == "empty"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:en"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:en:de"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "de"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "POSIX"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANGUAGE": "de"}, "en"),
        ({}, "en"),
    ],
)
def test_a_terminal_is_answered_in_the_language_it_asks_for(
    environment: dict[str, str], code: str
) -> None:
    assert i18n.told_language(environment) == code


def test_thousands_are_marked_as_the_reader_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert i18n.grouped(1_234_567) == "1,234,567"
    monkeypatch.setattr(i18n, "_current", i18n._current)
    i18n.use_language("de", resource("locale"))
    assert i18n.grouped(1_234_567) == "1.234.567"
    assert i18n.grouped(12) == "12"
