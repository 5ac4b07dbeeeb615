"""Who may act, and where does the password come from?"""

import pytest

from zenca_gui.core.errors import VaultError
from zenca_gui.core.secret import Secret
from zenca_gui.vault.passwords import Argon2Passwords

PASSWORD = "correct horse"


@pytest.fixture
def hasher() -> Argon2Passwords:
    """The real thing, slow on purpose."""
    return Argon2Passwords()


def test_the_first_administrator_needs_no_login(zenca) -> None:
    zenca.done("admin", "add", "anna", "--password-file", zenca.file("p", f"{PASSWORD}\r\nmore\n"))
    assert zenca.console.administrators.log_in("anna", Secret(PASSWORD)).name == "anna"
    [person] = zenca.done("admin", "list", "--json").document["administrators"]
    assert person == {"name": "anna", "added_at": "2026-11-23T12:00:00Z"}
    assert "anna" in zenca.done("admin", "list").out


def test_the_second_needs_the_first(anna) -> None:
    anna.console.desk.vault.delete("password:anna")
    new = anna.file("new", "another word")
    assert anna("admin", "add", "berta", "--new-password-file", new).code == 1
    anna.done("admin", "add", "berta", "--new-password-file", new,
              "--admin", "anna", "--password-file", anna.file("p", PASSWORD))  # fmt: skip
    assert len(anna.console.administrators.all()) == 2


def test_a_second_password_is_never_the_first_ones_by_accident(anna) -> None:
    ran = anna("admin", "add", "berta", "--password-file", anna.file("p", PASSWORD))
    assert ran.code == 1
    assert "--new-password-file" in ran.err


def test_a_new_password_is_typed_twice(zenca, typed) -> None:
    typed(PASSWORD, "correct hors")
    ran = zenca("admin", "add", "anna")
    assert (ran.code, ran.out) == (1, "")
    assert "not the same" in ran.err
    typed(PASSWORD, PASSWORD)
    zenca.done("admin", "add", "anna")


def test_the_password_comes_from_file_keyring_or_prompt_in_this_order(anna, typed) -> None:
    anna.done("zone", "add", "a")
    wrong = anna("zone", "add", "b", "--password-file", anna.file("wrong", "nonsense"))
    assert wrong.code == 1
    anna.console.desk.vault.delete("password:anna")
    assert "--password-file" in anna("zone", "add", "c").err
    typed(PASSWORD)
    anna.done("zone", "add", "c")
    assert [zone.name for zone in anna.console.zones.all()] == ["a", "c", "north"]


def test_a_keyring_that_is_away_is_passed_over(anna, typed, monkeypatch) -> None:
    def locked(_name: str) -> None:
        raise VaultError("The keyring is locked.")

    monkeypatch.setattr(anna.console.desk.vault, "get", locked)
    typed(PASSWORD)
    anna.done("zone", "add", "a")
    assert [zone.name for zone in anna.console.zones.all()] == ["a", "north"]


def test_a_password_that_the_keyring_does_not_keep_is_told(zenca, monkeypatch) -> None:
    def locked(_name: str, _secret: Secret) -> None:
        raise VaultError("The keyring is locked.")

    monkeypatch.setattr(zenca.console.desk.vault, "put", locked)
    ran = zenca("admin", "add", "anna", "--password-file", zenca.file("p", PASSWORD), "--remember")
    assert ran.code == 1
    assert "was added" in ran.err
    assert len(zenca.console.administrators.all()) == 1


def test_several_administrators_must_say_who_acts(anna) -> None:
    anna.done("admin", "add", "berta", "--new-password-file", anna.file("n", "another word"))
    ran = anna("zone", "add", "a")
    assert (ran.code, ran.out) == (1, "")
    assert "--admin" in ran.err
    anna.done("zone", "add", "a", "--admin", "anna")


def test_nobody_acts_where_there_is_nobody(zenca) -> None:
    ran = zenca("zone", "add", "a")
    assert ran.code == 1
    assert "zenca admin add" in ran.err


def test_a_wrong_name_is_not_told_from_a_wrong_password(anna) -> None:
    file = anna.file("wrong", "nonsense")
    said = [
        anna("zone", "add", "a", "--admin", name, "--password-file", file).err
        for name in ("anna", "nobody")
    ]
    assert said[0] == said[1] != ""


@pytest.mark.parametrize("text", ["", "\n\n", "   \nword\n"])
def test_an_empty_password_file_is_refused(anna, text: str) -> None:
    ran = anna("zone", "add", "a", "--password-file", anna.file("p", text))
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1


def test_a_password_file_that_cannot_be_read_is_refused(anna, tmp_path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "absent", tmp_path, binary):
        ran = anna("zone", "add", "a", "--password-file", path)
        assert ran.code == 1
        assert str(path) in ran.err
