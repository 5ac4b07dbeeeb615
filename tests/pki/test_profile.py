"""What zenca signs follows RFC 5280: pkilint has no objection, and three tools read the same."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from pkilint import loader, pkix
from pkilint.pkix import certificate, crl, extension, name
from pkilint.validation import ValidationFindingSeverity

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.ports.pki import Form, Order, Revoked
from zenca_gui.pki import der

WHICH = ["old", "new", "new_under_old", "old_under_new", "old_leaf", "new_leaf"]
LINTER = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(
        name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS
    ),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)
COUNTS = {
    ValidationFindingSeverity.WARNING,
    ValidationFindingSeverity.ERROR,
    ValidationFindingSeverity.FATAL,
}
CRL_LINTER = crl.create_pkix_crl_validator_container(
    [
        pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
        pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
    ],
    [
        crl.create_issuer_validator_container([]),
        crl.create_validity_validator_container([]),
        crl.create_extensions_validator_container([]),
    ],
)


def objections(linter, document) -> Iterator[str]:
    for result in linter.validate(document.root):
        for found in result.finding_descriptions:
            if found.finding.severity in COUNTS:
                yield f"{found.finding.code} at {result.node.path}"


def lint(made: Certificate) -> list[str]:
    read = loader.RFC5280CertificateDocumentLoader().load_der_file(io.BytesIO(made.der), "made")
    return list(objections(LINTER, read))


@pytest.mark.parametrize("which", WHICH)
def test_pkilint_finds_nothing(zone, which: str) -> None:
    assert lint(getattr(zone, which)) == []


@pytest.mark.parametrize("kind", [KeyKind.EC_P384, KeyKind.EC_P521, KeyKind.ED25519])
def test_pkilint_finds_nothing_for_other_keys(pki, leaf, now, kind: KeyKind) -> None:
    key = pki.new_key(kind)
    made = pki.root(
        key,
        subject="CN=Zürich CA, OU=Sales\\, West, O=Example, L=Bern, C=ch, DC=example, DC=org",
        not_before=now,
        not_after=now + timedelta(days=3650),
        path_length=0,
    )
    assert lint(made) == lint(leaf(made, key)) == []


def test_a_linter_that_finds_nothing_would_find_something(zone) -> None:
    spoiled = zone.new.der.replace(bytes.fromhex("0603551d0e"), bytes.fromhex("0603551d0f"))
    assert lint(replace(zone.new, der=spoiled)) != []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (KeyKind.RSA_2048, "SHA-256 with RSA"),
        (KeyKind.EC_P256, "SHA-256 with ECDSA"),
        (KeyKind.EC_P384, "SHA-384 with ECDSA"),
        (KeyKind.EC_P521, "SHA-512 with ECDSA"),
        (KeyKind.ED25519, "Ed25519"),
    ],
)
def test_the_hash_matches_the_key(pki, leaf, now, kind: KeyKind, words: str) -> None:
    key = pki.new_key(kind)
    made = pki.root(key, subject="CN=A", not_before=now, not_after=now + timedelta(days=900))
    issued = leaf(made, key)
    assert (made.key, made.signature, issued.signature) == (kind.value, words, words)
    assert pki.signed_by(made, made)
    assert pki.signed_by(issued, made)


def test_a_root_says_all_that_a_root_must(zone, tmp_path: Path, tool) -> None:
    (tmp_path / "ca.der").write_bytes(zone.new.der)
    words = tool("openssl", "x509", "-in", "ca.der", "-inform", "DER", "-noout", "-text")
    assert "Version: 3 (0x2)" in words
    assert re.search(r"Basic Constraints: critical\s+CA:TRUE\n", words)
    assert re.search(r"Key Usage: critical\s+Certificate Sign, CRL Sign\n", words)
    identifier = ":".join(re.findall("..", zone.new.key_identifier.upper()))
    assert words.count(identifier) == 2
    assert zone.new.self_signed
    assert 0 < zone.new.serial < 2**159


def test_a_server_certificate_says_all_that_one_must(zone, tmp_path: Path, tool) -> None:
    (tmp_path / "leaf.der").write_bytes(zone.new_leaf.der)
    words = tool("openssl", "x509", "-in", "leaf.der", "-inform", "DER", "-noout", "-text")
    assert re.search(r"Basic Constraints: critical\s+CA:FALSE\n", words)
    assert re.search(r"Key Usage: critical\s+Digital Signature\n", words)
    assert re.search(r"Extended Key Usage: \s+TLS Web Server Authentication\n", words)
    assert "DNS:zen01.example.org, IP Address:192.0.2.7" in words
    assert "Subject: CN = zen01.example.org" in words
    assert "DirName" not in words  # the AKI names its issuer by key identifier only
    assert zone.new_leaf.authority_identifier == zone.new.key_identifier


def test_only_an_rsa_key_may_encipher(pki, zone, leaf, tmp_path: Path, tool) -> None:
    (tmp_path / "leaf.der").write_bytes(leaf(zone.new, zone.new_key, of=zone.old_key).der)
    words = tool("openssl", "x509", "-in", "leaf.der", "-inform", "DER", "-noout", "-text")
    assert "Digital Signature, Key Encipherment\n" in words


@pytest.mark.parametrize("which", WHICH)
def test_three_tools_and_zenca_read_the_same(zone, which: str, tmp_path: Path, tool) -> None:
    made = getattr(zone, which)
    (tmp_path / "c.der").write_bytes(made.der)
    printed = tool(
        *("openssl", "x509", "-in", "c.der", "-inform", "DER", "-noout", "-nameopt", "RFC2253"),
        *("-subject", "-issuer", "-serial", "-fingerprint", "-sha256"),
    )
    serial = made.serial.to_bytes((made.serial.bit_length() + 7) // 8, "big").hex().upper()
    assert f"subject={made.subject}\nissuer={made.issuer}\nserial={serial}\n" in printed
    pairs = ":".join(re.findall("..", made.sha256.upper()))
    assert pairs in printed
    gnutls = tool("certtool", "-i", "--inder", "--infile", "c.der")
    assert f"sha256:{made.sha256}" in gnutls
    assert f"sha256:{made.public_sha256}" in gnutls
    assert f"Subject: {made.subject}\n" in gnutls


def test_keytool_reads_what_zenca_signs(zone, tmp_path: Path, tool) -> None:
    chain = [zone.new_leaf, zone.new_under_old, zone.old]
    (tmp_path / "all.der").write_bytes(b"".join(c.der for c in chain))
    words = tool("keytool", "-printcert", "-file", "all.der")
    for each in chain:
        assert ":".join(re.findall("..", each.sha256.upper())) in words


def test_a_cross_certificate_copies_name_key_and_identifier(zone) -> None:
    crossed, subject, above = zone.new_under_old, zone.new, zone.old
    assert der.parts(crossed.der).subject == der.parts(subject.der).subject
    assert der.parts(crossed.der).public_key == der.parts(subject.der).public_key
    assert der.parts(crossed.der).issuer == der.parts(above.der).subject
    assert crossed.key_identifier == subject.key_identifier
    assert crossed.authority_identifier == above.key_identifier
    assert crossed.ca
    assert not crossed.self_signed  # although the names are equal: the key is another's
    assert crossed.subject == crossed.issuer


FOREIGN = """
[req]
distinguished_name = dn
x509_extensions = ca
prompt = no
string_mask = MASK
[dn]
C = DE
O = Old Zone
CN = Old CA
[ca]
basicConstraints = critical,CA:TRUE
KEYID
"""


@pytest.fixture
def foreign(pki, tmp_path: Path, tool):
    """A CA that openssl made in somebody else's way."""

    def make(*, mask: str = "default", key_identifier: str = ""):
        text = FOREIGN.replace("MASK", mask).replace("KEYID", key_identifier)
        (tmp_path / "c.cnf").write_text(text)
        tool(
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", "k.pem", "-out", "c.pem", "-config", "c.cnf", "-days", "400"),
        )
        both = (tmp_path / "c.pem").read_bytes() + (tmp_path / "k.pem").read_bytes()
        held = pki.read(both, name="foreign.pem")
        return held.certificates[0], held.signers[0]

    return make


@pytest.mark.parametrize("mask", ["default", "utf8only", "pkix", "nombstr"])
@pytest.mark.parametrize("direction", ["subject", "issuer"])
def test_a_foreign_name_is_repeated_byte_for_byte(pki, zone, foreign, leaf, now, mask, direction):
    ca, key = foreign(mask=mask)
    span = {"not_before": now, "not_after": now + timedelta(days=5)}
    if direction == "subject":
        made = pki.cross(ca, issuer=zone.old, signer=zone.old_key, **span)
        assert der.parts(made.der).subject == der.parts(ca.der).subject
    else:
        made = pki.cross(zone.new, issuer=ca, signer=key, **span)
        assert der.parts(made.der).issuer == der.parts(ca.der).subject
        assert der.parts(leaf(ca, key).der).issuer == der.parts(ca.der).subject


def test_a_key_identifier_that_was_not_computed_is_copied_all_the_same(
    pki, zone, foreign, leaf, now
) -> None:
    ca, key = foreign(key_identifier="subjectKeyIdentifier = 0102030405")
    assert ca.key_identifier == "0102030405"
    span = {"not_before": now, "not_after": now + timedelta(days=5)}
    assert pki.cross(ca, issuer=zone.old, signer=zone.old_key, **span).key_identifier == (
        "0102030405"
    )
    assert leaf(ca, key).authority_identifier == "0102030405"


def test_a_foreign_ca_without_a_key_identifier_gets_the_standard_one(
    pki, zone, foreign, leaf, now, tmp_path: Path, tool
) -> None:
    ca, key = foreign(key_identifier="subjectKeyIdentifier = none")
    assert ca.key_identifier == ""
    issued = leaf(ca, key)
    assert issued.authority_identifier != ""
    (tmp_path / "leaf.pem").write_bytes(pki.export([issued], Form.PEM))
    tool("openssl", "verify", "-no_check_time", "-CAfile", "c.pem", "leaf.pem")


def test_what_is_issued_equals_what_reading_it_says(pki, zone) -> None:
    for which in WHICH:
        made = getattr(zone, which)
        assert pki.read_certificate(made.der) == made


def test_serials_are_new_each_time(zone, leaf) -> None:
    serials = {leaf(zone.new, zone.new_key).serial for _ in range(100)}
    assert len(serials) == 100
    assert all(0 < serial < 2**159 for serial in serials)


def test_fractions_of_a_second_are_left_out(pki, now) -> None:
    made = pki.root(
        pki.new_key(KeyKind.EC_P256),
        subject="CN=A",
        not_before=now.replace(microsecond=999_999),
        not_after=now + timedelta(days=1, microseconds=1),
    )
    assert (made.not_before, made.not_after) == (now, now + timedelta(days=1))


def test_a_certificate_beyond_2050_is_well_formed(pki, now) -> None:
    far = now.replace(year=2060)
    key = pki.new_key(KeyKind.EC_P256)
    made = pki.root(key, subject="CN=A", not_before=now, not_after=far)
    assert (made.not_after, lint(made)) == (far, [])


def test_a_certificate_that_would_end_first_is_refused(pki, now) -> None:
    with pytest.raises(BadMaterial, match="cannot end before it starts"):
        pki.root(pki.new_key(KeyKind.EC_P256), subject="CN=A", not_before=now, not_after=now)


def test_a_key_that_is_not_the_certificates_signs_nothing(zone, leaf) -> None:
    with pytest.raises(BadMaterial, match="does not belong to “CN=Zone CA,O=Example”"):
        leaf(zone.new, zone.old_key)


def test_a_server_certificate_is_no_ca(pki, zone, leaf, now) -> None:
    with pytest.raises(BadMaterial, match="not the certificate of a CA"):
        leaf(zone.new_leaf, zone.server_key)
    with pytest.raises(BadMaterial, match="not the certificate of a CA"):
        pki.cross(
            zone.new_leaf,
            issuer=zone.new,
            signer=zone.new_key,
            not_before=now,
            not_after=now + timedelta(days=1),
        )


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "CN=",
        "O=Example",
        "CN=a\x07b",
        "CN=" + "a" * 300,
        "CN=\u05d0\u05d1",
        "CN=A, X=B",
        "C=DEU",
    ],
)
def test_a_bad_subject_is_refused_in_a_sentence(pki, now, subject: str) -> None:
    key = pki.new_key(KeyKind.EC_P256)
    with pytest.raises(ZencaError, match="not a usable subject"):
        pki.root(key, subject=subject, not_before=now, not_after=now + timedelta(days=1))


# --- the CRL ---


@pytest.mark.parametrize("which", ["old", "new"])
@pytest.mark.parametrize("count", [0, 2])
def test_a_crl_is_as_rfc_5280_wants_it(pki, zone, now, tmp_path, tool, which, count) -> None:
    ca, key = getattr(zone, which), getattr(zone, f"{which}_key")
    lines = [Revoked(serial=n + 1, at=now) for n in range(count)]
    made = pki.crl(
        lines,
        issuer=ca,
        signer=key,
        number=7,
        this_update=now,
        next_update=now + timedelta(days=7),
    )
    read = loader.RFC5280CertificateListDocumentLoader().load_der_file(io.BytesIO(made), "made")
    assert list(objections(CRL_LINTER, read)) == []
    (tmp_path / "crl.pem").write_bytes(pki.crl_pem(made))
    (tmp_path / "ca.pem").write_bytes(pki.export([ca], Form.PEM))
    words = tool(
        *("openssl", "crl", "-in", "crl.pem", "-noout", "-text", "-verify", "-CAfile", "ca.pem")
    )
    assert "verify OK" in words
    assert "Version 2 (0x1)" in words
    assert re.search(r"CRL Number: \s+7\n", words)
    assert "Authority Key Identifier" in words
    assert "Next Update: Nov 30 12:00:00 2026 GMT" in words
    assert words.count("Serial Number:") == count


def test_openssl_refuses_a_certificate_on_the_crl(pki, zone, now, tmp_path: Path, tool) -> None:
    form = Form.PEM
    listed = pki.crl(
        [Revoked(serial=zone.new_leaf.serial, at=now)] * 2,
        issuer=zone.new,
        signer=zone.new_key,
        number=1,
        this_update=now,
        next_update=now + timedelta(days=7),
    )
    assert len(x509.load_der_x509_crl(listed)) == 1
    (tmp_path / "all.pem").write_bytes(pki.export([zone.new], form) + pki.crl_pem(listed))
    (tmp_path / "leaf.pem").write_bytes(pki.export([zone.new_leaf], form))
    at = f"{(now + timedelta(hours=1)).timestamp():.0f}"
    look = ("openssl", "verify", "-attime", at, "-CAfile", "all.pem")
    tool(*look, "leaf.pem")
    assert "certificate revoked" in tool(*look, "-crl_check", "leaf.pem", fails=True)


def test_what_is_no_crl_is_not_written_as_one(pki) -> None:
    with pytest.raises(BadMaterial, match="not a certificate revocation list"):
        pki.crl_pem(b"\x30\x00")


# --- names of servers ---


def test_a_name_too_long_for_a_cn_leaves_the_subject_empty(zone, leaf, pki) -> None:
    long = "a" * 60 + ".management.example.org"
    made = leaf(zone.new, zone.new_key, names=(long,))
    assert (made.subject, made.names) == ("", (long,))
    assert pki.read_certificate(made.der) == made
    assert lint(made) == []


def test_a_server_known_by_its_address_alone_is_named_by_it(zone, leaf, pki, now) -> None:
    made = leaf(zone.new, zone.new_key, names=("2001:db8::7",))
    assert (made.subject, made.names) == ("CN=2001:db8::7", ("2001:db8::7",))
    assert pki.read_certificate(made.der) == made
    assert pki.verify([made], trust=[zone.new], at=now, name="2001:db8::7") == ""


def test_names_are_written_as_dns_knows_them(zone, leaf) -> None:
    made = leaf(
        zone.new, zone.new_key, names=("Zen01.Example.ORG.", "*.müller.example", "10.0.0.1")
    )
    assert made.names == ("zen01.example.org", "*.xn--mller-kva.example", "10.0.0.1")


@pytest.mark.parametrize("names", [(), ("not a name",), ("-x.example",), ("a..b",), ("x y",)])
def test_what_is_no_name_is_not_signed(zone, leaf, pki, names: tuple[str, ...]) -> None:
    with pytest.raises(ZencaError):
        list(
            pki.issue(
                [Order(request=pki.request(zone.server_key, ["a.b"]), names=names)],
                issuer=zone.new,
                signer=zone.new_key,
                not_before=zone.new.not_before,
                not_after=zone.new.not_after,
            )
        )
