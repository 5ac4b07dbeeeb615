"""Does every key lead to one thing? In menus, and among the buttons of the rollout's head."""

from collections import Counter

import pytest

from zenca_gui.ui.rollout.head import OFFERED, step_words, with_key
from zenca_gui.ui.shell.menus import MENUS


def key_of(words: str) -> str:
    return words.replace("&&", "").partition("&")[2][:1].casefold()


def twice(keys: list[str]) -> list[str]:
    return [key for key, times in Counter(k for k in keys if k).items() if times > 1]


def test_each_menu_has_a_key_of_its_own() -> None:
    assert twice([key_of(title()) for _name, title, _entries in MENUS]) == []


@pytest.mark.parametrize("name", [name for name, _title, _entries in MENUS])
def test_entries_of_a_menu_have_keys_of_their_own(name: str) -> None:
    entries = next(entries for each, _title, entries in MENUS if each == name)
    assert twice([key_of(entry.words()) for entry in entries if entry]) == []


@pytest.mark.parametrize("phase", OFFERED)
def test_steps_that_stand_side_by_side_have_keys_of_their_own(phase: str) -> None:
    assert twice([key_of(step_words(step)) for step in OFFERED[phase]]) == []


def test_no_shortcut_is_given_twice() -> None:
    keys = [e.shortcut for _name, _title, entries in MENUS for e in entries if e]
    assert twice(keys) == []


def test_a_longer_button_keeps_the_key_of_its_step() -> None:
    assert with_key("Deliver to the servers", "&Deliver") == "&Deliver to the servers"
    assert with_key("Retry", "&Deliver") == "Retry"
    assert with_key("", "&Deliver") == "&Deliver"
