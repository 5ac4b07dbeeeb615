"""Sixty replies and more, each with one planted defect, and each refused for that one."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from tests.services.outside_ca import (
    HOST,
    ISSUING,
    NOW,
    ROOT,
    TERMS,
    UPPER,
    asked,
    days,
    dn,
    fine,
    issuing,
    leaf,
    read,
    resigned,
    root,
    wrapped,
)  # fmt: skip
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Asked, Judged, Received, Standing, Terms
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.replies import Replies

# ruff: noqa: E501 - a table is read by its columns
pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")


@dataclass(frozen=True)
class Wrong:
    """What came back, the code that must refuse it, and words that its sentence must hold."""

    code: str
    files: Callable[[], list[bytes]]
    words: tuple[str, ...] = ()
    asked: Callable[[], Asked] = asked
    confirmed: bool = True


UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"), True)
PSS_ISSUING = {"of": "rsa:issuing", "by": "root"}


def under(intermediate: Callable[[], bytes], **other: object) -> Callable[[], list[bytes]]:
    """A sound leaf below an intermediate that is not."""
    return lambda: [leaf(**other), intermediate(), fine()[1]]


def alone(make: Callable[[], bytes]) -> Callable[[], list[bytes]]:
    """A leaf that is not sound below issuers that are."""
    return lambda: [make(), *fine()]


def utc(text: str) -> bytes:
    return wrapped(0x17, text.encode()) if len(text) == 13 else wrapped(0x18, text.encode())


def dated(begins: str, ends: str) -> bytes:
    return resigned(leaf(), 4, wrapped(0x30, utc(begins) + utc(ends)))


def serial(octets: bytes) -> bytes:
    return resigned(leaf(), 1, wrapped(0x02, octets))


def constrained(permitted: list[x509.GeneralName] | None, excluded=None) -> Callable[[], bytes]:
    return lambda: issuing(more=((x509.NameConstraints(permitted, excluded), True),))


def long_chain() -> list[bytes]:
    plan = {"ends": days(2000), "begins": days(-400)}
    chain = [root()]
    for at in range(9):
        upper = ("root", ROOT) if at == 0 else (f"c{at - 1}", dn(f"C{at - 1}"))
        chain.append(root(subject=dn(f"C{at}"), of=f"c{at}", by=upper[0], issuer=upper[1], **plan))
    return [leaf(by="c8", issuer=dn("C8")), *chain]


def loop() -> list[bytes]:
    a = issuing(issuer=UPPER, by="upper")
    b = issuing(subject=UPPER, of="upper", issuer=ISSUING, by="issuing")
    return [leaf(), a, b]


def two_levels(**upper: object) -> list[bytes]:
    return [
        leaf(),
        issuing(issuer=UPPER, by="upper"),
        issuing(subject=UPPER, of="upper", **upper),
        fine()[1],
    ]


def flipped() -> bytes:
    data = bytearray(leaf())
    data[-1] ^= 1
    return bytes(data)


def mdm() -> Asked:
    return asked(mdm=True)


WRONG = {
    # dates
    "expired": Wrong("expired", alone(lambda: leaf(begins=days(-99), ends=days(-1))), ("2026-11-22",)),
    "expires this second": Wrong("expired", alone(lambda: leaf(ends=NOW))),
    "of 1950": Wrong("expired", alone(lambda: dated("500101000000Z", "510101000000Z")), ("1951-01-01",)),
    "ends before activation": Wrong("ends-soon", alone(lambda: leaf(ends=days(19))), ("2026-12-12", "30 days")),
    "ends 29 days after activation": Wrong("ends-soon", alone(lambda: leaf(ends=days(49)))),
    "begins after activation": Wrong("not-yet", alone(lambda: leaf(begins=days(21))), ("2026-12-14", "2026-12-13")),
    "ends before it begins": Wrong("dates-reversed", alone(lambda: dated("280101000000Z", "270901000000Z")), ("2028", "2027")),
    "never ends": Wrong("no-end", alone(lambda: dated("261101000000Z", "99991231235959Z")), ("9999",)),
    "lives three years under MDM": Wrong("mdm-lifetime", alone(lambda: leaf(ends=days(1095))), ("1100", "730"), mdm),
    "lives 826 days under MDM": Wrong("mdm-lifetime", alone(lambda: leaf(ends=days(821))), ("826",), mdm),
    "lives two years and a day under MDM": Wrong("mdm-lifetime", alone(lambda: leaf(ends=days(727))), ("732",), mdm),
    # names
    "for another server": Wrong("names", alone(lambda: leaf("zen02.example.org")), ("zen02.example.org", HOST)),
    "for the domain alone": Wrong("names", alone(lambda: leaf("example.org"))),
    "for a short name": Wrong("names", alone(lambda: leaf("zen01"))),
    "for a wildcard two labels up": Wrong("names", alone(lambda: leaf("*.example.org")), (), lambda: asked("a.b.example.org")),
    "for a wildcard that begins late": Wrong("names", alone(lambda: leaf("zen*.example.org"))),
    "for a wildcard over a top domain": Wrong("names", alone(lambda: leaf("*.org")), (), lambda: asked("zen.org")),
    "for a bare star": Wrong("names", alone(lambda: leaf("*"))),
    "for a name with a dot at its end": Wrong("names", alone(lambda: leaf(HOST + "."))),
    "for a name that only begins so": Wrong("names", alone(lambda: leaf(HOST + ".evil.example"))),
    "for an address alone": Wrong("names", alone(lambda: leaf(names=(x509.IPAddress(ipaddress.ip_address("192.0.2.7")),))), ("192.0.2.7",)),
    "named in its subject alone": Wrong("no-names", alone(lambda: leaf(names=())), (HOST,)),
    "named as mail alone": Wrong("no-names", alone(lambda: leaf(names=(x509.RFC822Name("a@example.org"),)))),
    "with a NUL in a name": Wrong("name-unusable", alone(lambda: leaf(HOST, HOST + "\0.evil.example"))),
    "with a NUL in its subject": Wrong("name-unusable", alone(lambda: leaf(subject=dn((NameOID.COMMON_NAME, HOST + "\0x"))))),
    # shape
    "that is a CA": Wrong("leaf-is-ca", alone(lambda: leaf(ca=True)), ("CA:TRUE", "CA:FALSE")),
    "with the serial 0": Wrong("serial", alone(lambda: serial(b"\0")), ("0",)),
    "with a negative serial": Wrong("serial", alone(lambda: serial(b"\x80\x01")), ("-32767",)),
    "with a serial of 21 bytes": Wrong("serial", alone(lambda: serial(b"\x01" * 21)), ("21", "20")),
    "with a serial of 40 bytes": Wrong("serial", alone(lambda: serial(b"\x01" * 40)), ("40", "20")),
    "with a serial of 20 bytes and a zero": Wrong("serial", alone(lambda: serial(b"\0" + b"\x91" * 20)), ("21",)),
    "with an unknown critical extension": Wrong("critical-unknown", alone(lambda: leaf(more=(UNKNOWN,))), ("1.2.3.4.5",)),
    "that is a precertificate": Wrong("critical-unknown", alone(lambda: leaf(more=((x509.PrecertPoison(), True),))), ("1.3.6.1.4.1.11129.2.4.3",)),
    # what it is for
    "without a purpose": Wrong("purpose", alone(lambda: leaf(purposes=None)), ("serverAuth",)),
    "for clients": Wrong("purpose", alone(lambda: leaf(purposes=(Eku.CLIENT_AUTH,))), ("clientAuth", "serverAuth")),
    "for code and mail": Wrong("purpose", alone(lambda: leaf(purposes=(Eku.CODE_SIGNING, Eku.EMAIL_PROTECTION)))),
    "for anything": Wrong("purpose", alone(lambda: leaf(purposes=(Eku.ANY_EXTENDED_KEY_USAGE,)))),
    "whose key may not sign": Wrong("key-usage", alone(lambda: leaf(usage=("key_encipherment",))), ("keyEncipherment", "digitalSignature")),
    "whose key may do nothing of ours": Wrong("key-usage", alone(lambda: leaf(usage=("content_commitment",)))),
    # key and signature
    "with an Ed25519 key": Wrong("key-kind", alone(lambda: leaf(of="ed:server")), ("ed25519",), lambda: asked(which="ed:server")),
    "with a curve outside the list": Wrong("key-kind", alone(lambda: leaf(of="k1:server")), ("secp256k1",), lambda: asked(which="k1:server")),
    "with an RSA key of 1024 bits": Wrong("key-weak", alone(lambda: leaf(of="weak:server")), ("1024", "2048"), lambda: asked(which="weak:server")),
    "signed with RSA-PSS": Wrong("rsa-pss", under(lambda: issuing(of="rsa:issuing"), by="rsa:issuing", pss=True), ("RSA-PSS",)),
    "signed with SHA-3": Wrong("signature-hash", alone(lambda: leaf(digest=hashes.SHA3_256())), ("SHA3-256", "SHA-2")),
    "with a signature that was changed": Wrong("signature", alone(flipped), ("Outside Issuing",)),
    "signed by another CA of the same name": Wrong("signature", alone(lambda: leaf(by="impostor", aki=None))),
    "signed by itself": Wrong("self-signed", alone(lambda: leaf(issuer=dn(HOST), by="server")), (HOST,)),
    "for another key": Wrong("other-key", alone(lambda: leaf(of="elsewhere")), (HOST,)),
    "that nobody asked for": Wrong("no-request", alone(lambda: leaf("www.example.net", of="elsewhere")), ("zen01",)),
    # issuers
    "without its intermediate": Wrong("issuer-missing", lambda: [leaf(), fine()[1]], ("Outside Issuing",)),
    "without its root": Wrong("issuer-missing", lambda: [leaf(), fine()[0]], ("Outside Root",)),
    "by an issuer with CA:FALSE": Wrong("issuer-not-ca", under(lambda: issuing(ca=False)), ("CA:FALSE",)),
    "by an issuer without basic constraints": Wrong("issuer-not-ca", under(lambda: issuing(ca=None))),
    "by an issuer that may sign lists alone": Wrong("issuer-key-usage", under(lambda: issuing(usage=("crl_sign",))), ("cRLSign", "keyCertSign")),
    "by an issuer for clients": Wrong("issuer-purpose", under(lambda: issuing(purposes=(Eku.CLIENT_AUTH,))), ("clientAuth",)),
    "by an issuer that ends before": Wrong("outlives-issuer", under(lambda: issuing(ends=days(200))), ("2027-06-11",)),
    "that outlives its root": Wrong("outlives-issuer", lambda: [leaf(), issuing(), root(ends=days(250))], ("Outside Root",)),
    "by an issuer that has ended": Wrong("issuer-expired", under(lambda: issuing(ends=days(-1))), ("2026-11-22",)),
    "by an issuer that ends before activation": Wrong("issuer-expired", under(lambda: issuing(ends=days(10)))),
    "by an issuer that begins later": Wrong("issuer-not-yet", under(lambda: issuing(begins=days(30))), ("2026-12-23",)),
    "by an issuer with a weak key": Wrong("issuer-key-weak", under(lambda: issuing(of="weak:issuing"), by="weak:issuing"), ("1024",)),
    "by an issuer with a strange curve": Wrong("issuer-key-kind", under(lambda: issuing(of="k1:issuing"), by="k1:issuing"), ("secp256k1",)),
    "by an issuer with an unknown critical extension": Wrong("issuer-critical-unknown", under(lambda: issuing(more=(UNKNOWN,)))),
    "by an issuer signed with RSA-PSS": Wrong("issuer-rsa-pss", lambda: [leaf(), issuing(by="rsa:root", pss=True), root(of="rsa:root", by="rsa:root")]),
    "by an issuer signed with SHA-3": Wrong("issuer-signature-hash", under(lambda: issuing(digest=hashes.SHA3_256()))),
    "below a root that allows no CA": Wrong("path-length", lambda: [leaf(), issuing(), root(path_length=0)], ("Outside Root", "0", "1")),
    "below a CA that allows no other": Wrong("path-length", lambda: two_levels(path_length=0), ("Outside Upper",)),
    "outside the names its issuer may certify": Wrong("name-constraints", under(constrained([x509.DNSName("example.net")])), (HOST, "example.net")),
    "inside the names its issuer may not": Wrong("name-constraints", under(constrained(None, [x509.DNSName("example.org")])), (HOST, "example.org")),
    "with an address its issuer may not certify": Wrong(
        "name-constraints",
        under(constrained([x509.DNSName("example.org"), x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))]),
              names=(x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("192.0.2.7")))),
        ("192.0.2.7", "10.0.0.0/8"),
    ),
    "in a directory its issuer may not name": Wrong(
        "openssl", under(constrained([x509.DirectoryName(dn((NameOID.ORGANIZATION_NAME, "Other")))])), ("subtree",),
    ),
    "whose issuers go round": Wrong("loop", loop, ("Outside",)),
    "whose issuers are too many": Wrong("chain-long", long_chain, ("8",)),
    "that calls its issuer by another name": Wrong("issuer-name", alone(lambda: leaf(issuer=dn("Somebody"))), ("Somebody", "Outside Issuing")),
    "that names its issuer's key wrongly": Wrong("key-identifier", alone(lambda: leaf(aki=b"\1" * 20)), ("01" * 20,)),
    "below a root nobody confirmed": Wrong("root-unconfirmed", alone(leaf), ("Outside Root", ":"), confirmed=False),
    "below another root of the same name": Wrong(
        "root-unconfirmed", lambda: [leaf(), issuing(by="impostor"), root(of="impostor", by="impostor")], confirmed=False,
    ),
}  # fmt: skip


def replies() -> Replies:
    return Replies(SimpleNamespace(pki=PkiToolbox()))


def judge(
    files: list[bytes], wanted: Asked, *, confirmed: bool, terms: Terms = TERMS
) -> list[Judged]:
    found = [Received(source=f"{at}.cer", certificate=read(der)) for at, der in enumerate(files)]
    roots = [r.certificate.sha256 for r in found if r.certificate and r.certificate.self_signed]
    trust = roots if confirmed else [read(fine()[1]).sha256[::-1]]
    return replies().match(found, [wanted], terms=terms, confirmed=trust)


def test_the_table_is_as_long_as_was_asked_for() -> None:
    assert len(WRONG) >= 60


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_reply_is_refused_for_what_is_wrong_with_it(case: str) -> None:
    wrong = WRONG[case]
    (judged,) = judge(wrong.files(), wrong.asked(), confirmed=wrong.confirmed)
    stops = [f for f in judged.findings if f.outcome is Outcome.STOP]
    assert [f.code for f in stops] == [wrong.code], [f.sentence for f in judged.findings]
    (sentence,) = [f.sentence for f in stops]
    assert [word for word in wrong.words if word not in sentence] == [], sentence
    assert sentence.endswith(".")
    assert "\0" not in sentence
    assert not judged.good


def test_what_is_wrong_says_what_becomes_of_it() -> None:
    for case, wrong in WRONG.items():
        (judged,) = judge(wrong.files(), wrong.asked(), confirmed=wrong.confirmed)
        wanted = {
            "root-unconfirmed": Standing.ROOT,
            "other-key": Standing.STRANGER,
            "no-request": Standing.STRANGER,
        }.get(wrong.code, Standing.REFUSED)
        assert judged.standing is wanted, case
        assert (judged.root is not None) is (wanted is Standing.ROOT), case
        assert (judged.asked is None) is (wanted is Standing.STRANGER), case
