"""Requests: made and read, and refused where the signature or the key is not good enough."""

import base64
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.ports.pki import Order


def sign(pki, zone, request: bytes) -> None:
    order = Order(request=request, names=("zen01.example.org",))
    list(
        pki.issue(
            [order],
            issuer=zone.new,
            signer=zone.new_key,
            not_before=zone.new.not_before,
            not_after=zone.new.not_after,
        )
    )


@pytest.mark.parametrize("kind", [KeyKind.RSA_2048, KeyKind.EC_P256, KeyKind.EC_P521])
def test_openssl_and_certtool_take_a_request(pki, tmp_path: Path, tool, kind: KeyKind) -> None:
    key = pki.new_key(kind)
    made = pki.request(key, ["zen01.example.org", "192.0.2.7"])
    (tmp_path / "r.der").write_bytes(made)
    words = tool(
        *("openssl", "req", "-inform", "DER", "-in", "r.der", "-noout", "-verify", "-text")
    )
    assert "verify OK" in words
    assert "CN = zen01.example.org" in words
    assert "DNS:zen01.example.org, IP Address:192.0.2.7" in words
    assert "Self signature: verified" in tool(
        "certtool", "--crq-info", "--inder", "--infile", "r.der"
    )
    read = pki.read_request(made)
    assert read.names == ("zen01.example.org", "192.0.2.7")
    assert (read.subject, read.key) == ("CN=zen01.example.org", kind.value)
    assert (read.public_sha256, read.der) == (key.public_sha256, made)


@pytest.mark.parametrize("label", ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"])
def test_a_request_in_pem_is_the_same_request(pki, zone, label: str) -> None:
    made = pki.request(zone.server_key, ["a.example"])
    body = base64.encodebytes(made).decode()
    pem = f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode()
    assert pki.read_request(pem) == pki.read_request(made)


def test_a_request_of_a_server_is_read(pki, zone, tmp_path: Path, tool) -> None:
    tool(
        *("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "r"),
        *("-subj", "/C=DE/O=Example/CN=old", "-addext", "subjectAltName=DNS:x.y,email:a@b.c"),
    )
    read = pki.read_request((tmp_path / "r").read_bytes())
    assert (read.subject, read.names) == ("CN=old,O=Example,C=DE", ("x.y",))
    sign(pki, zone, (tmp_path / "r").read_bytes())


def test_the_names_of_a_request_are_not_taken_over(pki, zone, leaf) -> None:
    assert leaf(zone.new, zone.new_key, names=("b.example",)).names == ("b.example",)


def test_a_changed_request_is_refused(pki, zone) -> None:
    made = bytearray(pki.request(zone.server_key, ["aaaa.example"]))
    made[made.index(b"aaaa")] = ord("b")
    with pytest.raises(BadMaterial, match="signature of this certification request does not hold"):
        pki.read_request(bytes(made))
    with pytest.raises(BadMaterial, match="does not hold"):
        sign(pki, zone, bytes(made))


def test_a_request_signed_by_another_key_is_refused(pki, zone) -> None:
    mine = pki.request(pki.new_key(KeyKind.EC_P256), ["a.example"])
    other = pki.request(zone.server_key, ["a.example"])
    key = x509.load_der_x509_csr(mine).public_key()
    theirs = x509.load_der_x509_csr(other).public_key()
    point = [k.public_numbers().x.to_bytes(32, "big") for k in (key, theirs)]
    rest = [k.public_numbers().y.to_bytes(32, "big") for k in (key, theirs)]
    swapped = mine.replace(point[0] + rest[0], point[1] + rest[1])
    assert swapped != mine
    with pytest.raises(BadMaterial, match="does not hold"):
        pki.read_request(swapped)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x00", b"\x30\x82\xff\xff", b"-----BEGIN"])
def test_what_is_no_request_is_a_sentence(pki, data: bytes) -> None:
    with pytest.raises(BadMaterial, match="not a certification request that zenca can read"):
        pki.read_request(data)


def test_a_certificate_is_no_request(pki, zone) -> None:
    with pytest.raises(BadMaterial, match="not a certification request"):
        pki.read_request(zone.new.der)


WEAK = {
    "rsa-1024": ["rsa:1024"],
    "ec-secp256k1": ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    "ec-brainpoolP256r1": ["ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"],
    "ed25519": ["ed25519"],
    "ed448": ["ed448"],
}


@pytest.mark.parametrize("kind", WEAK)
def test_a_key_that_devices_refuse_gets_no_certificate(
    pki, zone, tmp_path: Path, tool, kind: str
) -> None:
    tool(
        *("openssl", "req", "-new", "-nodes", "-keyout", "k", "-out", "r", "-subj", "/CN=a"),
        *("-newkey", *WEAK[kind]),
    )
    data = (tmp_path / "r").read_bytes()
    assert pki.read_request(data).key == kind
    with pytest.raises(BadMaterial, match=f"cannot be of the kind {kind}"):
        sign(pki, zone, data)


def test_a_request_in_pem_is_signed_like_one_in_der(pki, zone) -> None:
    made = pki.request(zone.server_key, ["a.example"])
    sign(pki, zone, x509.load_der_x509_csr(made).public_bytes(Encoding.PEM))


def test_the_first_certificate_is_there_before_the_last_order(pki, zone) -> None:
    taken = []

    def orders():
        for number in range(3):
            taken.append(number)
            yield Order(
                request=pki.request(zone.server_key, ["a.b"]), names=(f"s{number}.example",)
            )

    made = pki.issue(
        orders(),
        issuer=zone.new,
        signer=zone.new_key,
        not_before=zone.new.not_before,
        not_after=zone.new.not_after,
    )
    assert next(made).names == ("s0.example",)
    assert taken == [0]
    assert [c.names for c in made] == [("s1.example",), ("s2.example",)]
