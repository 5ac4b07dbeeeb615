"""Names: what the operator writes openssl prints, and others' names read as openssl reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core import names
from zenca_gui.core.certificate import KeyKind
from zenca_gui.pki import keys, subjects


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("CN=Zone CA, O=Example", "CN=Zone CA,O=Example"),
        ("CN=A,OU=B,O=C,C=de", "CN=A,OU=B,O=C,C=DE"),
        ("cn=A, dc=example, dc=org", "CN=A,DC=example,DC=org"),
        ("CN=Zone CA, O=Smith\\, Jones, ST=X, L=Y", "CN=Zone CA,O=Smith\\, Jones,ST=X,L=Y"),
        ('CN=a+b"c<d>e;f', 'CN=a\\+b\\"c\\<d\\>e\\;f'),
        ("CN=#1 of 2=3", "CN=\\#1 of 2=3"),
        ("CN=Zürich CA, L=Köln", "CN=Zürich CA,L=Köln"),
    ],
)
def test_openssl_prints_the_operators_words_back(
    pki, now, tmp_path: Path, tool, written: str, printed: str
) -> None:
    made = pki.root(
        pki.new_key(KeyKind.EC_P256),
        subject=written,
        not_before=now,
        not_after=now + timedelta(days=1),
    )
    assert made.subject == made.issuer == printed
    (tmp_path / "c.der").write_bytes(made.der)
    look = ("openssl", "x509", "-inform", "DER", "-in", "c.der", "-noout", "-subject", "-nameopt")
    assert tool(*look, "RFC2253,-esc_msb") == f"subject={printed}\n"
    if written.isascii():
        assert tool(*look, "RFC2253") == f"subject={printed}\n"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16))
def test_a_value_that_was_written_is_read_back(value: str) -> None:
    try:
        wanted = names.subject(f"CN={subjects.escaped(value)}, O=Example")
    except names.ZencaError:
        return  # not for an operator to write
    name = subjects.name(f"CN={subjects.escaped(value)}, O=Example")
    assert names.subject(subjects.text(name)) == wanted
    assert name == x509.Name.from_rfc4514_string(subjects.text(name))


def test_types_are_those_that_rfc_5280_asks_for() -> None:
    made = subjects.name("CN=A, C=DE, DC=org").public_bytes()
    assert bytes.fromhex("0c01") + b"A" in made  # UTF8String
    assert bytes.fromhex("1302") + b"DE" in made  # PrintableString
    assert bytes.fromhex("1603") + b"org" in made  # IA5String


def test_a_domain_component_is_ascii() -> None:
    with pytest.raises(names.ZencaError, match="not a usable domain component"):
        subjects.name("CN=A, DC=müller")


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_sixty_four_letters_are_enough_whatever_their_bytes() -> None:
    assert subjects.text(subjects.name("CN=" + "ü" * 64)) == "CN=" + "ü" * 64


STRANGE = """
[req]
distinguished_name = dn
prompt = no
utf8 = yes
string_mask = utf8only
[dn]
0.DC = org
C = DE
0.1.2.3.4.5 = odd, one
+OU = Two
emailAddress = ca@example.org
serialNumber = 7
UID = u
CN =  "  two spaces "
"""


def test_a_strange_name_reads_as_openssl_reads_it(pki, tmp_path: Path, tool) -> None:
    (tmp_path / "c.cnf").write_text(STRANGE)
    tool(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-keyout", "k", "-out", "c.pem", "-config", "c.cnf"),
    )
    (read,) = pki.read((tmp_path / "c.pem").read_bytes(), name="c.pem").certificates
    printed = tool(
        *("openssl", "x509", "-in", "c.pem", "-noout", "-subject", "-nameopt", "RFC2253")
    )
    assert f"subject={read.subject}\n" == printed
    assert "+" in read.subject
    assert "1.2.3.4.5=#" in read.subject


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_a_ca_with_the_serial_zero_can_be_read(pki, tmp_path: Path, tool) -> None:
    tool(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-keyout", "k", "-out", "c.pem", "-subj", "/CN=Old", "-set_serial", "0"),
    )
    (read,) = pki.read((tmp_path / "c.pem").read_bytes(), name="c.pem").certificates
    assert read.serial == 0


@pytest.mark.parametrize(
    ("algorithm", "key", "signature"),
    [
        ("rsa:1024 -sha1", "rsa-1024", "SHA-1 with RSA"),
        ("rsa:2048 -sigopt rsa_padding_mode:pss", "rsa-2048", "SHA-256 with RSA-PSS"),
        (
            "ec -pkeyopt ec_paramgen_curve:brainpoolP256r1",
            "ec-brainpoolP256r1",
            "SHA-256 with ECDSA",
        ),
        ("ed448", "ed448", "Ed448"),
        ("rsa-pss -pkeyopt rsa_keygen_bits:2048", "rsa-2048", "SHA-256 with RSA-PSS"),
    ],
)
def test_keys_and_signatures_are_called_what_they_are(
    pki, tmp_path: Path, tool, algorithm: str, key: str, signature: str
) -> None:
    tool(
        *("openssl", "req", "-x509", "-nodes", "-keyout", "k", "-out", "c.pem", "-subj", "/CN=A"),
        *("-newkey", *algorithm.split()),
    )
    (read,) = pki.read((tmp_path / "c.pem").read_bytes(), name="c.pem").certificates
    assert (read.key, read.signature, read.self_signed) == (key, signature, True)


def test_equal_names_do_not_make_a_certificate_self_signed(pki, now) -> None:
    mine, other = keys.make(KeyKind.EC_P256), keys.make(KeyKind.EC_P256)
    name = subjects.name("CN=A")
    forged = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(mine.private.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(other.private, hashes.SHA256())
    )
    read = pki.read_certificate(forged.public_bytes(Encoding.DER))
    assert (read.self_signed, read.ca) == (False, False)
