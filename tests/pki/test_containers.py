"""Files of all kinds are read, and what is wrong with one is said in a sentence that names it."""

import base64
import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial, PasswordNeeded
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret
from zenca_gui.pki.containers import MOST_BYTES
from zenca_gui.pki.toolbox import PkiToolbox

WORD = Secret("Grüße 1")


@pytest.fixture
def folder(pki, zone, tmp_path: Path) -> Path:
    """A folder with the new CA, its key, and the server's certificate, as openssl takes them."""
    (tmp_path / "ca.pem").write_bytes(pki.export([zone.new], Form.PEM))
    (tmp_path / "leaf.pem").write_bytes(pki.export([zone.new_leaf], Form.PEM))
    (tmp_path / "chain.pem").write_bytes(pki.export([zone.new_under_old, zone.old], Form.PEM))
    (tmp_path / "ca.key").write_text(pki.key_pem(zone.new_key).reveal())
    (tmp_path / "leaf.key").write_text(pki.key_pem(zone.server_key).reveal())
    (tmp_path / "old.key").write_text(pki.key_pem(zone.old_key).reveal())
    return tmp_path


# --- what openssl writes, zenca reads ---


@pytest.mark.parametrize("form", ["PEM", "DER"])
def test_a_pkcs7_gives_all_certificates(pki, zone, folder: Path, tool, form: str) -> None:
    tool(
        *("openssl", "crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-certfile", "leaf.pem"),
        *("-outform", form, "-out", "f"),
    )
    held = pki.read((folder / "f").read_bytes(), name="f.p7b")
    assert set(held.certificates) == {zone.new_under_old, zone.old, zone.new_leaf}
    assert held.signers == ()


def test_a_pkcs7_in_ber_with_open_lengths_is_read(pki, zone, folder: Path, tool) -> None:
    tool(
        *("openssl", "cms", "-sign", "-stream", "-nodetach", "-outform", "DER", "-out", "f"),
        *("-signer", "leaf.pem", "-inkey", "leaf.key", "-certfile", "chain.pem", "-md", "sha256"),
        *("-in", "ca.pem"),
    )
    data = (folder / "f").read_bytes()
    assert data[1] == 0x80
    held = pki.read(data, name="f.p7b")
    assert set(held.certificates) == {zone.new_under_old, zone.old, zone.new_leaf}


@pytest.mark.parametrize(
    ("password", "more"),
    [
        ("Grüße 1", []),
        ("Grüße 1", ["-legacy"]),
        ("Grüße 1", ["-keypbe", "AES-128-CBC", "-macalg", "sha512"]),
        ("", []),
        ("", ["-nomac", "-keypbe", "NONE", "-certpbe", "NONE"]),
    ],
)
def test_a_pkcs12_gives_certificates_and_key(
    pki, zone, folder: Path, tool, password: str, more: list[str]
) -> None:
    tool(
        *("openssl", "pkcs12", "-export", "-inkey", "leaf.key", "-in", "leaf.pem", "-certfile"),
        *("chain.pem", "-passout", f"pass:{password}", "-out", "f", *more),
    )
    data = (folder / "f").read_bytes()
    held = pki.read(data, name="f.p12", password=Secret(password))
    assert held.certificates[0] == zone.new_leaf
    assert set(held.certificates[1:]) == {zone.new_under_old, zone.old}
    assert [s.public_sha256 for s in held.signers] == [zone.server_key.public_sha256]
    if password:
        with pytest.raises(PasswordNeeded, match=r"f\.p12 is protected by a password"):
            pki.read(data, name="f.p12")
        with pytest.raises(BadMaterial, match=r"The password does not open f\.p12") as wrong:
            pki.read(data, name="f.p12", password=Secret("wrong"))
        assert not isinstance(wrong.value, PasswordNeeded)


def test_a_keystore_of_java_is_read(pki, folder: Path, tool) -> None:
    tool(
        *("keytool", "-genkeypair", "-alias", "a", "-keyalg", "RSA", "-keysize", "2048"),
        *("-dname", "CN=zen01.example.org", "-keystore", "f.p12", "-storepass", "changeit"),
    )
    data = (folder / "f.p12").read_bytes()
    held = pki.read(data, name="f.p12", password=Secret("changeit"))
    assert [c.subject for c in held.certificates] == ["CN=zen01.example.org"]
    assert [s.public_sha256 for s in held.signers] == [held.certificates[0].public_sha256]


KEYS = {
    "PKCS#8 PEM": ("openssl pkey -in old.key -out f", False),
    "PKCS#8 DER": ("openssl pkey -in old.key -outform DER -out f", False),
    "PKCS#1 PEM": ("openssl rsa -in old.key -traditional -out f", False),
    "PKCS#1 DER": ("openssl rsa -in old.key -traditional -outform DER -out f", False),
    "PKCS#1 PEM, AES": ("openssl rsa -in old.key -traditional -aes256 -passout P -out f", True),
    "PKCS#1 PEM, 3DES": ("openssl rsa -in old.key -traditional -des3 -passout P -out f", True),
    "PKCS#8 PEM, AES": ("openssl pkcs8 -topk8 -in old.key -passout P -out f", True),
    "PKCS#8 DER, AES": ("openssl pkcs8 -topk8 -in old.key -passout P -outform DER -out f", True),
    "PKCS#8 PEM, scrypt": ("openssl pkcs8 -topk8 -scrypt -in old.key -passout P -out f", True),
    "SEC 1 PEM": ("openssl ec -in ca.key -out f", False),
    "SEC 1 DER": ("openssl ec -in ca.key -outform DER -out f", False),
    "SEC 1 PEM, AES": ("openssl ec -in ca.key -aes128 -passout P -out f", True),
}


@pytest.mark.parametrize("which", KEYS)
def test_a_private_key_is_read(pki, zone, folder: Path, tool, which: str) -> None:
    command, locked = KEYS[which]
    tool(*(f"pass:{WORD.reveal()}" if word == "P" else word for word in command.split()))
    data = (folder / "f").read_bytes()
    wanted = zone.old_key if "old.key" in command else zone.new_key
    (held,) = pki.read(data, name="f", password=WORD).signers
    assert held.public_sha256 == wanted.public_sha256
    if locked:
        with pytest.raises(PasswordNeeded, match="f is protected by a password"):
            pki.read(data, name="f")
        with pytest.raises(BadMaterial, match="The password does not open f"):
            pki.read(data, name="f", password=Secret("wrong"))
    else:
        assert pki.read(data, name="f").signers[0].public_sha256 == wanted.public_sha256


def mixed(zone, pki: PkiToolbox) -> bytes:
    key = pki.key_pem(zone.new_key).reveal().encode()
    return b"Some words before.\n" + key + pki.export([zone.new, zone.old], Form.PEM) + b"after\n"


DRESSES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: text,
    "with lines of Windows": lambda text: text.replace(b"\n", b"\r\n"),
    "with a UTF-8 mark": lambda text: b"\xef\xbb\xbf" + text,
    "as UTF-16 of Notepad": lambda text: b"\xff\xfe" + text.decode().encode("utf-16-le"),
    "as UTF-16, big end first": lambda text: b"\xfe\xff" + text.decode().encode("utf-16-be"),
    "with spaces at the ends of lines": lambda text: text.replace(b"\n", b" \n"),
    "without its last line end": lambda text: text.rstrip(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_pem_is_read_however_an_editor_saved_it(pki, zone, dress: str) -> None:
    held = pki.read(DRESSES[dress](mixed(zone, pki)), name="f")
    assert held.certificates == (zone.new, zone.old)
    assert [s.public_sha256 for s in held.signers] == [zone.new_key.public_sha256]


@pytest.mark.parametrize(
    "command",
    [
        "openssl x509 -in ca.pem -text -out f",
        "openssl x509 -in ca.pem -outform DER -out f",
        "openssl x509 -in ca.pem -trustout -setalias zone -addtrust serverAuth -out f",
        "certtool -i --infile ca.pem --outfile f",
        "certtool -i --infile ca.pem --outder --outfile f",
    ],
)
def test_a_certificate_is_read_as_tools_write_it(pki, zone, folder, tool, command: str) -> None:
    tool(*command.split())
    assert pki.read((folder / "f").read_bytes(), name="f").certificates == (zone.new,)


def test_base64_without_its_borders_is_read(pki, zone) -> None:
    held = pki.read(base64.encodebytes(zone.new.der), name="f")
    assert held.certificates == (zone.new,)


# --- what zenca writes, others read ---


def test_pem_keeps_the_order(pki, zone) -> None:
    chain = (zone.new_leaf, zone.new_under_old, zone.old)
    assert pki.read(pki.export(chain, Form.PEM), name="f").certificates == chain


def test_der_holds_the_first_alone(pki, zone) -> None:
    assert pki.export([zone.new, zone.old], Form.DER) == zone.new.der


def test_openssl_and_keytool_read_a_p7b(pki, zone, tmp_path: Path, tool) -> None:
    (tmp_path / "f.p7b").write_bytes(pki.export([zone.new, zone.new_leaf], Form.P7B))
    words = tool("openssl", "pkcs7", "-in", "f.p7b", "-print_certs", "-noout")
    assert words.count("subject=") == 2
    assert tool("keytool", "-printcert", "-file", "f.p7b").count("SHA256:") == 2
    again = pki.read((tmp_path / "f.p7b").read_bytes(), name="f.p7b")
    assert set(again.certificates) == {zone.new, zone.new_leaf}


def test_a_p12_is_a_truststore_for_java_and_a_p12_for_openssl(
    pki, zone, tmp_path: Path, tool
) -> None:
    chain = (zone.new, zone.old, zone.new_under_old)
    made = pki.export(chain, Form.P12, password=Secret("changeit"))
    (tmp_path / "f.p12").write_bytes(made)
    (tmp_path / "word").write_text("changeit")
    words = tool("keytool", "-list", "-keystore", "f.p12", "-storepass:file", "word")
    assert words.count("trustedCertEntry") == 3
    look = ("openssl", "pkcs12", "-in", "f.p12", "-nokeys", "-info")
    words = tool(*look, "-passin", "file:word")
    assert words.count("BEGIN CERTIFICATE") == 3
    assert "AES-256-CBC, Iteration 600000, PRF hmacWithSHA256" in words
    tool(*look, "-passin", "pass:wrong", fails=True)
    assert pki.read(made, name="f.p12", password=Secret("changeit")).certificates == chain
    with pytest.raises(PasswordNeeded):
        pki.read(made, name="f.p12")


def test_a_p12_without_a_password_opens_without_one(pki, zone) -> None:
    made = pki.export([zone.new], Form.P12)
    assert pki.read(made, name="f.p12").certificates == (zone.new,)


@pytest.mark.parametrize("form", Form)
def test_nothing_is_not_written(pki, form: Form) -> None:
    with pytest.raises(BadMaterial, match="no certificate to write"):
        pki.export([], form)


# --- what is wrong ---


def bad_files(pki: PkiToolbox, zone) -> dict[str, tuple[bytes, str]]:
    pem = pki.export([zone.new], Form.PEM)
    p12 = pki.export([zone.new], Form.P12)
    request = pki.request(zone.server_key, ["a.example"])
    bare = b"-----BEGIN CERTIFICATE REQUEST-----\n%s-----END CERTIFICATE REQUEST-----\n"
    return {
        "empty": (b"", "The file x.pem is empty"),
        "blank": (b" \r\n\t\n", "The file x.pem is empty"),
        "a mark alone": (b"\xff\xfe", "The file x.pem is empty"),
        "huge": (b"\x30" * (MOST_BYTES + 1), "larger than 16 MiB"),
        "words": (b"Dear administrator,\n", "holds no certificate and no key"),
        "UTF-16 words": ("\ufeffHallo".encode("utf-16-le"), "holds no certificate and no key"),
        "binary": (random.Random(7).randbytes(5000), "holds no certificate and no key"),
        "zeros": (bytes(5000), "holds no certificate and no key"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "holds no certificate and no key"),
        "a Java keystore": (b"\xfe\xed\xfe\xed\0\0\0\2", "holds no certificate and no key"),
        "PEM cut off": (pem[:-60], "x.pem is cut off or damaged"),
        "PEM with a hole": (pem[:90] + pem[95:], "A certificate in x.pem cannot be read|damaged"),
        "PEM with a sign": (pem[:90] + b"?" + pem[91:], "x.pem is cut off or damaged"),
        "PEM of nothing": (
            b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "A certificate in x.pem cannot be read",
        ),
        "DER cut off": (zone.new.der[:-9], "holds no certificate and no key"),
        "two in DER": (zone.new.der + zone.old.der, "holds no certificate and no key"),
        "p12 cut off": (p12[:-9], "holds no certificate and no key"),
        "a request": (request, "holds a certification request"),
        "a request in PEM": (
            bare % base64.encodebytes(request),
            "holds a certification request",
        ),
        "a good one and a bad one": (
            pem + pem.replace(b"MII", b"MIJ", 1),
            "A certificate in x.pem cannot be read",
        ),
        "a public key": (
            b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "holds no certificate and no key",
        ),
        "an ssh key": (
            b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
            "x.pem is cut off or damaged",
        ),
        "nested deep": (b"\x30\x80" * 5000, "holds no certificate and no key"),
    }


def test_every_bad_file_has_one_sentence_with_its_name(pki, zone) -> None:
    for case, (data, sentence) in bad_files(pki, zone).items():
        with pytest.raises(BadMaterial, match=sentence) as refused:
            pki.read(data, name="x.pem")
        assert "x.pem" in refused.value.title, case
        assert refused.value.title.count(".") == 2, case  # the file's own, and the sentence's end
        assert refused.value.hint.startswith("Nothing was read"), case
        assert not isinstance(refused.value, PasswordNeeded), case


def test_a_file_full_of_beginnings_is_refused_at_once(pki) -> None:
    text = b"-----BEGIN CERTIFICATE-----\n" * (MOST_BYTES // 28)
    with pytest.raises(BadMaterial, match="cut off or damaged"):
        pki.read(text, name="f")


def test_a_key_that_signs_nothing_is_refused(pki, tmp_path: Path, tool) -> None:
    tool("openssl", "genpkey", "-algorithm", "X25519", "-out", "f")
    with pytest.raises(BadMaterial, match="of a kind that zenca cannot use"):
        pki.read((tmp_path / "f").read_bytes(), name="f")


def test_a_file_name_cannot_turn_the_sentence_around(pki) -> None:
    with pytest.raises(BadMaterial) as refused:
        pki.read(b"", name="a\u202egpj.exe\n")
    assert refused.value.title == "The file a?gpj.exe? is empty."


# --- laws ---


def answers(pki: PkiToolbox, data: bytes, password: Secret | None = None) -> None:
    """Read; anything but contents or a sentence fails the test."""
    with contextlib.suppress(BadMaterial):
        held = pki.read(data, name="x", password=password)
        assert held.certificates or held.signers


@given(st.binary(max_size=400))
def test_any_bytes_are_contents_or_a_sentence(data: bytes) -> None:
    answers(PkiToolbox(), data)
    answers(PkiToolbox(), b"\x30\x82" + data)
    block = base64.encodebytes(data)
    for label in (b"CERTIFICATE", b"PKCS7", b"PKCS12", b"RSA PRIVATE KEY", b"PRIVATE KEY"):
        answers(PkiToolbox(), b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label, block, label))


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@given(
    which=st.integers(0, 6),
    at=st.floats(0, 1, exclude_max=True),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=3),
)
def test_spoiled_files_are_contents_or_a_sentence(pki, zone, which, at, flips) -> None:
    key = pki.key_pem(zone.new_key).reveal().encode()
    data = bytearray(
        [
            zone.new_leaf.der,
            zone.old.der,
            pki.export([zone.new, zone.new_leaf], Form.PEM),
            pki.export([zone.new, zone.new_leaf], Form.P7B),
            key,
            pki.export([zone.new], Form.P12),
            base64.b64decode(b"".join(key.split(b"\n")[1:-2])),
        ][which]
    )
    for where, mask in flips:
        data[int(where * len(data))] ^= mask
    answers(pki, bytes(data) if flips else bytes(data[: int(at * len(data))]))


@pytest.mark.parametrize("kind", [KeyKind.EC_P256, KeyKind.ED25519])
def test_what_is_sealed_is_also_a_file_that_can_be_read(pki, kind: KeyKind) -> None:
    key, passphrase = pki.new_key(kind), pki.new_passphrase()
    held = pki.read(pki.seal(key, passphrase), name="ca.key", password=passphrase)
    assert [s.public_sha256 for s in held.signers] == [key.public_sha256]
