"""Passphrases from a file, before and without a keyring."""

from pathlib import Path

import pytest

from zenca_gui.core.errors import VaultError
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import Section, Sheet, as_text
from zenca_gui.vault.memory import MemoryVault
from zenca_gui.vault.typed import TypedVault, parse_passphrases


class Ring(MemoryVault):
    """A keyring in a state of the test's choice, that counts what it is asked."""

    def __init__(self, state=VaultState.READY):
        super().__init__()
        self.now = state
        self.asked = []

    def state(self):
        return self.now

    def get(self, name):
        self.asked.append(name)
        return super().get(name)


def test_what_was_typed_is_asked_before_the_keyring():
    ring = Ring()
    ring.put("key:a", Secret("kept"))
    vault = TypedVault(ring, {"key:a": Secret("typed")})
    assert vault.get("key:a") == Secret("typed")
    assert ring.asked == []


def test_one_passphrase_answers_for_every_key_and_for_nothing_else():
    vault = TypedVault(Ring(), {}, Secret("one"))
    assert vault.get("key:a") == vault.get("key:b") == Secret("one")
    assert vault.get("backup:a") is None


def test_a_key_made_in_this_process_keeps_its_own_passphrase():
    vault = TypedVault(Ring(), {}, Secret("one"))
    vault.put("key:new", Secret("new"))
    assert vault.get("key:new") == Secret("new")


def test_put_goes_to_a_keyring_that_is_ready():
    ring = Ring()
    TypedVault(ring, {}).put("key:a", Secret("x"))
    assert ring.get("key:a") == Secret("x")


@pytest.mark.parametrize("state", [VaultState.MISSING, VaultState.LOCKED, VaultState.PLAINTEXT])
def test_a_keyring_that_is_not_ready_is_neither_asked_nor_given_anything(state):
    ring = Ring(state)
    vault = TypedVault(ring, {})
    assert vault.state() is VaultState.MEMORY
    vault.put("key:a", Secret("x"))
    assert vault.get("key:a") == Secret("x")
    assert vault.get("key:b") is None
    vault.delete("key:a")
    vault.delete("key:a")
    assert vault.get("key:a") is None
    assert ring.asked == []
    assert ring._held == {}


def test_deleting_reaches_the_keyring():
    ring = Ring()
    vault = TypedVault(ring, {"key:a": Secret("typed")})
    ring.put("key:a", Secret("kept"))
    vault.delete("key:a")
    assert vault.get("key:a") is None


def test_a_recovery_sheet_is_read_back():
    pairs = (("key:0a-b_c.9", "long passphrase"), ("backup:north", "AGE-SECRET-KEY-1QQ"))
    sheet = Sheet(title="Recovery", about="x", sections=(Section(heading="Keys", pairs=pairs),))
    named, anything = parse_passphrases(as_text(sheet))
    assert named == {name: Secret(value) for name, value in pairs}
    assert anything is None


@pytest.mark.parametrize(
    "line", ["key:a: word", "key:a word", "  key:a   word  ", "key:a = word", "key:a:\n   word"]
)
def test_a_name_and_its_secret_may_stand_on_one_line_or_two(line):
    assert parse_passphrases(f"Title\n\n{line}\n") == ({"key:a": Secret("word")}, None)


@pytest.mark.parametrize("text", ["word", "word\n", "\ufeffword\r\n", "\n  word \n\n"])
def test_one_line_is_one_passphrase(text):
    assert parse_passphrases(text) == ({}, Secret("word"))


def test_a_passphrase_may_hold_spaces_and_colons():
    assert parse_passphrases("correct horse: battery") == ({}, Secret("correct horse: battery"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("one\ntwo\n", "several lines"),
        ("key:a\n", "beside key:a"),
        ("key:a:\n\nword", "beside key:a"),
        ("key:a:\nkey:b: word", "beside key:a"),
    ],
)
def test_a_file_that_is_neither_is_refused_with_the_reason(text, why):
    with pytest.raises(VaultError, match=why):
        parse_passphrases(text)


def test_memory_says_that_it_is_memory():
    assert MemoryVault().state() is VaultState.MEMORY


def test_importing_the_rooms_does_not_import_the_keyring():
    import subprocess
    import sys

    code = (
        "import sys, zenca_gui.vault.ring, zenca_gui.vault.typed, zenca_gui.vault.passwords;"
        "print({'keyring', 'jeepney', 'cryptography'} & set(sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True, timeout=60)
    assert done.strip() == "set()"


def test_what_only_this_process_held_is_forgotten_and_a_keyring_that_is_away_is_not_trusted_to():
    class Away(Ring):
        def delete(self, name):
            raise VaultError("The keyring is away.", "Nothing was stored or read.")

    vault = TypedVault(Away(VaultState.LOCKED), {"key:old": Secret("typed")})
    vault.put("key:new", Secret("new"))
    vault.delete("key:new")
    assert vault.get("key:new") is None
    with pytest.raises(VaultError, match="away"):
        vault.delete("key:old")
