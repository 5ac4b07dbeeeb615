"""Keys: made, sealed, opened by zenca and by openssl, and never printed."""

import pickle
import re
from pathlib import Path

import pytest

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.secret import Secret
from zenca_gui.pki import keys
from zenca_gui.pki.toolbox import PkiToolbox

QUICK = [k for k in KeyKind if k not in {KeyKind.RSA_3072, KeyKind.RSA_4096}]


def test_a_passphrase_is_thirteen_groups_of_four_and_never_the_same(pki: PkiToolbox) -> None:
    made = {pki.new_passphrase().reveal() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){12}[A-Z2-7]{4}", text) for text in made)


@pytest.mark.parametrize("kind", QUICK)
def test_openssl_opens_a_sealed_key_with_its_passphrase(
    pki: PkiToolbox, tmp_path: Path, tool, kind: KeyKind
) -> None:
    signer, passphrase = pki.new_key(kind), pki.new_passphrase()
    assert signer.kind == kind.value
    (tmp_path / "ca.key").write_bytes(pki.seal(signer, passphrase))
    opened = tool("openssl", "pkey", "-in", "ca.key", "-passin", f"pass:{passphrase.reveal()}")
    assert opened == pki.key_pem(signer).reveal()
    tool("openssl", "pkey", "-in", "ca.key", "-passin", "pass:wrong", fails=True)
    assert pki.unseal(pki.seal(signer, passphrase), passphrase).public_sha256 == (
        signer.public_sha256
    )


def test_certtool_opens_a_sealed_key_too(pki: PkiToolbox, tmp_path: Path, tool) -> None:
    passphrase = pki.new_passphrase()
    (tmp_path / "ca.key").write_bytes(pki.seal(pki.new_key(KeyKind.EC_P384), passphrase))
    words = tool("certtool", "-k", "--infile", "ca.key", "--password", passphrase.reveal())
    assert "SECP384R1" in words


def test_a_sealed_key_is_encrypted_with_aes_256(pki: PkiToolbox, tmp_path: Path, tool) -> None:
    (tmp_path / "k").write_bytes(pki.seal(pki.new_key(KeyKind.EC_P256), pki.new_passphrase()))
    words = tool("openssl", "asn1parse", "-in", "k")
    assert "PBES2" in words
    assert "aes-256-cbc" in words


def test_a_wrong_passphrase_is_one_sentence(pki: PkiToolbox) -> None:
    sealed = pki.seal(pki.new_key(KeyKind.EC_P256), pki.new_passphrase())
    with pytest.raises(BadMaterial, match="passphrase does not open"):
        pki.unseal(sealed, pki.new_passphrase())


@pytest.mark.parametrize("spoiled", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAA\n"])
def test_what_was_never_sealed_is_not_opened(pki: PkiToolbox, spoiled: bytes) -> None:
    with pytest.raises(BadMaterial):
        pki.unseal(spoiled, Secret("x"))


def test_an_unsealed_key_in_the_place_of_a_sealed_one_is_refused(pki: PkiToolbox) -> None:
    bare = pki.key_pem(pki.new_key(KeyKind.EC_P256)).reveal().encode()
    with pytest.raises(BadMaterial):
        pki.unseal(bare, Secret("x"))


def test_a_key_in_memory_neither_prints_itself_nor_is_pickled(pki: PkiToolbox) -> None:
    signer = pki.new_key(KeyKind.EC_P256)
    assert repr(signer) == str(signer) == "Signer()"
    with pytest.raises(TypeError):
        pickle.dumps(signer)


def test_a_signer_from_elsewhere_is_our_mistake_not_the_operators() -> None:
    class Other:
        kind, public_sha256 = "ec-p256", "00"

    with pytest.raises(TypeError):
        keys.held(Other())
