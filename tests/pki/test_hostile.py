"""A file that was made to hurt costs a second and 200 MB at most, and gets one sentence."""

import base64
import io
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.services.outside_ca import fine, key, leaf
from zenca_gui.core.errors import BadMaterial, PasswordNeeded
from zenca_gui.core.secret import Secret
from zenca_gui.pki import archive, containers, der, rounds, signature
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


def bearable(data: bytes) -> bool:
    return rounds.total(data) <= rounds.MOST_TOGETHER


def scrypt(n: bytes, r: bytes = b"\x02\x01\x08", p: bytes = b"\x02\x01\x01") -> bytes:
    body = b"\x04\x04salt" + n + r + p
    return b"\x30" + bytes([len(body)]) + body


def test_scrypt_that_takes_a_gigabyte_is_refused(sealed) -> None:
    how = ("pkcs8", "-topk8", "-in", "k.pem", "-outform", "DER", "-scrypt", "-scrypt_N", "16384")
    held = PkiToolbox().read(sealed(*how), name="f.key", password=Secret("x"))
    assert len(held.signers) == 1
    assert bearable(scrypt(b"\x02\x02\x40\x00"))
    assert not bearable(scrypt(b"\x02\x03\x08\x00\x00"))
    assert not bearable(scrypt(b"\x02\x02\x40\x00", p=b"\x02\x01\x20"))
    assert not bearable(scrypt(b"\x02\x02\x40\x00", r=b"\x02\x02\x40\x00"))


def test_a_count_that_no_integer_holds_is_refused() -> None:
    salt, number = b"\x04\x01s", b"\x02\x09" + b"\x7f" * 9
    body = salt + number
    assert not bearable(b"\x30" + bytes([len(body)]) + body)


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
    for each in fine():
        assert PkiToolbox().read(each, name="f").certificates[0].der == each


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


SLOW = b"\x30\x08\x04\x01s\x02\x03\x0f\x42\x40"
"""A salt, and a million rounds."""


@pytest.mark.parametrize(
    "hidden",
    [
        SLOW,
        b"\x30\x80" + SLOW + b"\0\0",
        b"\x30\x0e\xa0\x80" + SLOW + b"\0\0",
        b"\x04\x0e\x30\x80" + SLOW + b"\0\0",
        b"\x30\x10\x04\x0e\x30\x80" + SLOW + b"\0\0",
        b"\x24\x80\x04\x0a" + SLOW + b"\0\0",
        b"\x30\x0e\x24\x80\x04\x0a" + SLOW[:-2] + SLOW[-2:],
    ],
)
def test_open_lengths_hide_no_rounds(hidden: bytes) -> None:
    data = der.definite(hidden) if hidden[1] == 0x80 else hidden
    if hidden.startswith(b"\x30\x0e\x24"):
        data = hidden + b"\0\0"
        data = data[:1] + bytes([len(data) - 2]) + data[2:]
    assert not bearable(data)


def test_a_file_nested_too_deep_to_tell_is_refused() -> None:
    data = SLOW
    for _ in range(30):
        data = b"\x30" + bytes([len(data)]) + data
    assert not bearable(data)


def test_many_sealed_files_in_one_are_counted_together(sealed) -> None:
    body = base64.encodebytes(sealed(*EXPORT, "-iter", "600000"))
    one = b"-----BEGIN PKCS12-----\n%s-----END PKCS12-----\n" % body
    assert PkiToolbox().read(one, name="f", password=Secret("x")).certificates
    with pytest.raises(BadMaterial, match="f asks for 1000000 rounds"):
        PkiToolbox().read(one * 2, name="f", password=Secret("x"))
    with pytest.raises(BadMaterial, match=r"a\.zip asks for more than 6000000 rounds"):
        list(archive.members(zipped(*[(f"{n}.p12", one) for n in range(4)]), name="a.zip"))


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files:
            made.writestr(name, data)
    return out.getvalue()
