"""Administrators' passwords."""

from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from zenca_gui.core.secret import Secret
from zenca_gui.vault.passwords import Argon2Passwords

PASSWORDS = Argon2Passwords()
RIGHT = Secret("pässword")


@pytest.fixture(scope="module")
def kept():
    return PASSWORDS.hash(RIGHT)


def test_the_hash_names_its_parameters_and_its_salt_is_its_own(kept):
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORDS.hash(RIGHT) != kept


def test_the_right_password_fits_and_a_wrong_one_does_not(kept):
    assert PASSWORDS.fits(RIGHT, kept)
    assert not PASSWORDS.fits(Secret("password"), kept)
    assert not PASSWORDS.fits(Secret(""), kept)


@pytest.fixture
def costs(monkeypatch):
    """The hashes that the library was asked to compare with, each at its full cost."""
    compared = []

    def verify(password, phc):
        compared.append(phc.split("$")[3])
        return Argon2id.verify_phc_encoded(password, phc)

    counting = SimpleNamespace(verify_phc_encoded=verify)
    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", counting)
    return compared


@pytest.mark.parametrize(
    "kept",
    ["", "junk", "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA", "$argon2id$v=19$m=65536,t=3,p=4$x"],
)
def test_what_is_no_hash_of_ours_fits_nothing_at_the_same_cost(costs, kept):
    assert not PASSWORDS.fits(RIGHT, kept)
    assert costs == ["m=65536,t=3,p=4"]


def test_a_password_with_broken_letters_is_only_a_wrong_one(kept):
    assert not PASSWORDS.fits(Secret("\ud800"), kept)
    assert PASSWORDS.hash(Secret("\ud800"))
