"""A file that was made to hurt costs a second and 200 MB at most, and gets one sentence."""

import base64
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.services.outside_ca import fine, key, leaf
from zenca_gui.core.errors import BadMaterial, PasswordNeeded
from zenca_gui.core.secret import Secret
from zenca_gui.pki import containers, rounds, signature
from zenca_gui.pki.toolbox import PkiToolbox


@pytest.fixture
def sealed(tmp_path: Path, tool):
    """Make a PKCS#12 or a PKCS#8 with as many rounds as a test asks for, by openssl."""
    block = b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n"
    (tmp_path / "c.pem").write_bytes(block % base64.encodebytes(leaf()))
    (tmp_path / "k.pem").write_bytes(
        key("server").private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    def make(*how: str) -> bytes:
        tool("openssl", *how, "-passout", "pass:x", "-out", "out")
        return (tmp_path / "out").read_bytes()

    return make


EXPORT = ("pkcs12", "-export", "-in", "c.pem", "-inkey", "k.pem")


@pytest.mark.parametrize(
    "how",
    [
        (*EXPORT, "-iter", "1000000"),
        (*EXPORT, "-iter", "1000000", "-nomaciter"),
        (*EXPORT, "-iter", "1000000", "-keypbe", "NONE", "-certpbe", "NONE"),
        (*EXPORT, "-iter", "1000000", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "NONE"),
        ("pkcs8", "-topk8", "-in", "k.pem", "-iter", "1000000", "-outform", "DER"),
        ("pkcs8", "-topk8", "-in", "k.pem", "-iter", "1000000"),
    ],
)
def test_a_million_rounds_are_refused_before_one_is_run(sealed, monkeypatch, how) -> None:
    data = sealed(*how)
    monkeypatch.setattr(containers.pkcs12, "load_pkcs12", lambda *_: pytest.fail("was run"))
    with pytest.raises(BadMaterial, match=r"f\.p12 asks for 1000000 rounds") as refused:
        PkiToolbox().read(data, name="f.p12", password=Secret("x"))
    assert not isinstance(refused.value, PasswordNeeded)


@pytest.mark.parametrize("count", ["1", "2048", "100000"])
def test_rounds_as_people_use_them_are_run(sealed, count: str) -> None:
    data = sealed(*EXPORT, "-iter", count)
    held = PkiToolbox().read(data, name="f.p12", password=Secret("x"))
    assert [c.subject for c in held.certificates] == ["CN=zen01.example.org"]
    assert len(held.signers) == 1


def scrypt(n: bytes, r: bytes = b"\x02\x01\x08", p: bytes = b"\x02\x01\x01") -> bytes:
    body = b"\x04\x04salt" + n + r + p
    return b"\x30" + bytes([len(body)]) + body


def test_scrypt_that_takes_a_gigabyte_is_refused(sealed) -> None:
    how = ("pkcs8", "-topk8", "-in", "k.pem", "-outform", "DER", "-scrypt", "-scrypt_N", "16384")
    held = PkiToolbox().read(sealed(*how), name="f.key", password=Secret("x"))
    assert len(held.signers) == 1
    assert rounds.bearable(scrypt(b"\x02\x02\x40\x00"))
    assert not rounds.bearable(scrypt(b"\x02\x03\x08\x00\x00"))
    assert not rounds.bearable(scrypt(b"\x02\x02\x40\x00", p=b"\x02\x01\x20"))


def test_a_count_that_no_integer_holds_is_refused() -> None:
    salt, number = b"\x04\x01s", b"\x02\x09" + b"\x7f" * 9
    body = salt + number
    assert not rounds.bearable(b"\x30" + bytes([len(body)]) + body)


def test_a_certificate_larger_than_any_is_refused() -> None:
    big = leaf(*(f"zen{n}.example.org" for n in range(6000)))
    assert len(big) > containers.MOST_CERTIFICATE_BYTES
    with pytest.raises(BadMaterial, match=r"f\.cer holds more names, roots or bytes"):
        PkiToolbox().read(big, name="f.cer")


def test_more_names_in_a_file_than_any_zone_has_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(containers, "MOST_NAMES", 5)
    with pytest.raises(BadMaterial, match="holds more names, roots or bytes"):
        PkiToolbox().read(leaf(*(f"zen{n}.example.org" for n in range(6))), name="f.cer")


def test_fine_is_read_all_the_same() -> None:
    for der in fine():
        assert PkiToolbox().read(der, name="f").certificates[0].der == der


def test_more_roots_in_a_file_than_any_system_trusts_are_refused() -> None:
    pem = b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n"
    text = pem % base64.encodebytes(fine()[1])
    assert len(PkiToolbox().read(text * 200, name="f").certificates) == 200
    with pytest.raises(BadMaterial, match="holds more names, roots or bytes"):
        PkiToolbox().read(text * (containers.MOST_ROOTS + 1), name="f")


def test_a_key_that_takes_long_to_check_is_taken_for_no_signer() -> None:
    slow = rsa.RSAPublicNumbers(2**64 + 13, key("rsa:server").public_key().public_numbers().n)
    parsed = x509.load_der_x509_certificate(leaf(by="rsa:issuing"))
    signed = parsed.tbs_certificate_bytes
    assert signature.made_by(key("rsa:issuing").public_key(), parsed, signed)
    assert not signature.made_by(slow.public_key(), parsed, signed)
