"""Backups: age files that `age -d` opens without zenca, and zenca opens without age."""

import re
from pathlib import Path

import pytest

from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.secret import Secret
from zenca_gui.pki.backup import AgeBackups

DATA = bytes(range(256)) * 500


@pytest.fixture(scope="module")
def backups() -> AgeBackups:
    return AgeBackups()


@pytest.fixture(scope="module")
def under_words(backups: AgeBackups) -> bytes:
    return backups.encrypt_with(DATA, Secret("five human words it is"))


def test_age_opens_what_was_encrypted_to_an_identity(
    backups: AgeBackups, tmp_path: Path, tool
) -> None:
    secret, recipient = backups.identity()
    assert re.fullmatch(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", secret.reveal())
    (tmp_path / "b.age").write_bytes(backups.encrypt_to(DATA, recipient))
    (tmp_path / "id").write_text(secret.reveal() + "\n")
    tool("age", "-d", "-i", "id", "-o", "out", "b.age")
    assert (tmp_path / "out").read_bytes() == DATA
    assert tool("age-keygen", "-y", "id").strip() == recipient


@pytest.mark.parametrize("armor", [[], ["-a"]])
def test_zenca_opens_what_age_encrypted(backups: AgeBackups, tmp_path, tool, armor) -> None:
    secret, recipient = backups.identity()
    (tmp_path / "in").write_bytes(DATA)
    tool("age", "-r", recipient, *armor, "-o", "b.age", "in")
    assert backups.decrypt((tmp_path / "b.age").read_bytes(), secret) == DATA
    typed = Secret(f"  {secret.reveal().lower()}\n")
    assert backups.decrypt((tmp_path / "b.age").read_bytes(), typed) == DATA


def test_age_opens_what_was_encrypted_under_a_passphrase(
    under_words: bytes, tmp_path: Path, tool
) -> None:
    (tmp_path / "b.age").write_bytes(under_words)
    tool(  # age asks its terminal, so it is given one
        *("script", "-qec", "age -d -o out b.age", "/dev/null"), given=b"five human words it is\n"
    )
    assert (tmp_path / "out").read_bytes() == DATA


def test_only_the_right_passphrase_opens(backups: AgeBackups, under_words: bytes) -> None:
    assert backups.decrypt(under_words, Secret("five human words it is")) == DATA
    for wrong in (Secret("five human words"), backups.identity()[0]):
        with pytest.raises(BadMaterial, match="does not open the backup"):
            backups.decrypt(under_words, wrong)


def test_only_the_right_identity_opens(backups: AgeBackups) -> None:
    secret, recipient = backups.identity()
    made = backups.encrypt_to(DATA, recipient)
    for wrong in (backups.identity()[0], Secret("words"), Secret(secret.reveal()[:-1] + "!")):
        with pytest.raises(BadMaterial, match="does not open the backup"):
            backups.decrypt(made, wrong)


@pytest.mark.parametrize("spoil", ["cut", "changed", "empty", "other", "header"])
def test_a_spoiled_backup_gives_nothing(backups: AgeBackups, spoil: str) -> None:
    secret, recipient = backups.identity()
    made = backups.encrypt_to(DATA, recipient)
    spoiled = {
        "cut": made[:-100],
        "changed": made[:-100] + bytes([made[-100] ^ 1]) + made[-99:],
        "empty": b"",
        "other": DATA,
        "header": made.replace(b"X25519", b"X25518"),
    }[spoil]
    with pytest.raises(BadMaterial, match="does not open the backup"):
        backups.decrypt(spoiled, secret)


@pytest.mark.parametrize("recipient", ["", "age1", "nobody", "ssh-ed25519 AAAA"])
def test_a_recipient_that_is_none_is_refused(backups: AgeBackups, recipient: str) -> None:
    with pytest.raises(BadMaterial, match="not a recipient"):
        backups.encrypt_to(DATA, recipient)


def test_an_empty_passphrase_is_none(backups: AgeBackups) -> None:
    with pytest.raises(BadMaterial, match="needs a passphrase"):
        backups.encrypt_with(DATA, Secret(""))
