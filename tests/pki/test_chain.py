"""Chains: zenca's answer is OpenSSL's, in the presented order, at any moment, for any name."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.ports.pki import Form

HOST = "zen01.example.org"
TRUSTS = [("old",), ("new",), ("old", "new")]
CHAINS = [
    ("old_leaf",),
    ("old_leaf", "old"),
    ("new_leaf",),
    ("new_leaf", "new_under_old"),
    ("new_leaf", "new"),
    ("new_leaf", "new", "new_under_old"),
    ("new_leaf", "new_under_old", "old"),
    ("old_leaf", "old_under_new"),
    ("new_leaf", "old_leaf"),
]
DAYS = [-1, 1, 29, 31, 400]


@pytest.fixture(scope="module")
def files(pki, zone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each trust and each chain as a file for openssl."""
    folder = tmp_path_factory.mktemp("chains")
    for which in TRUSTS + CHAINS:
        made = [getattr(zone, each) for each in which]
        (folder / "+".join(which)).write_bytes(pki.export(made, Form.PEM))
    return folder


@pytest.mark.parametrize("trust", TRUSTS, ids="+".join)
@pytest.mark.parametrize("chain", CHAINS, ids="+".join)
def test_zenca_says_what_openssl_verify_says(pki, zone, now, files, tool, trust, chain) -> None:
    roots = [getattr(zone, each) for each in trust]
    verifier = pki.verifier(roots)
    presented = [getattr(zone, each) for each in chain]
    for days in DAYS:
        at = now + timedelta(days=days)
        said = verifier.refusal(presented, at=at, name=HOST)
        words = tool(
            *("openssl", "verify", "-attime", f"{at.timestamp():.0f}", "-purpose", "sslserver"),
            *("-no-CAfile", "-no-CApath", "-no-CAstore", "-trusted", str(files / "+".join(trust))),
            *("-untrusted", str(files / "+".join(chain)), "-verify_hostname", HOST),
            str(files / chain[0]),
            fails=bool(said),
        )
        found = re.findall("depth lookup: (.*)", words)  # OpenSSL 4 says some at more length
        assert any(map(said.startswith, found)) is bool(said)
        assert pki.verify(presented, trust=roots, at=at, name=HOST) == said


def test_the_overlap_holds_in_the_right_order_and_fails_in_the_wrong_one(pki, zone, now) -> None:
    old = [zone.old]
    right = [zone.new_leaf, zone.new_under_old]
    wrong = [zone.new_leaf, zone.new, zone.new_under_old]
    assert pki.verify(right, trust=old, at=now, name=HOST) == ""
    assert pki.verify(wrong, trust=old, at=now, name=HOST) == (
        "self-signed certificate in certificate chain"
    )


def test_the_second_a_certificate_ends_is_its_last(pki, zone) -> None:
    chain, ends, second = [zone.old_leaf], zone.old.not_after, timedelta(seconds=1)
    assert pki.verify(chain, trust=[zone.old], at=ends) == ""
    assert pki.verify(chain, trust=[zone.old], at=ends + second) == "certificate has expired"
    early = zone.old_leaf.not_before - second
    assert pki.verify(chain, trust=[zone.old], at=early).startswith("certificate is not yet valid")


@pytest.mark.parametrize(
    ("names", "asked", "words"),
    [
        (("a.example.org",), "a.example.org", ""),
        (("a.example.org",), "A.Example.ORG", ""),
        (("a.example.org",), "b.example.org", "hostname mismatch"),
        (("*.example.org",), "b.example.org", ""),
        (("*.example.org",), "a.b.example.org", "hostname mismatch"),
        (("*.example.org",), "example.org", "hostname mismatch"),
        (("a.example.org", "b.example.org"), "b.example.org", ""),
        (("a.example.org", "192.0.2.7"), "192.0.2.7", ""),
        (("a.example.org", "192.0.2.7"), "192.0.2.8", "IP address mismatch"),
        (("a.example.org", "2001:db8::1"), "2001:db8:0::1", ""),
        (("a.example.org",), "192.0.2.7", "IP address mismatch"),
        (("a.example.org",), "a\0.example.org", "hostname mismatch"),
        (("a.example.org",), "münchen.example", "hostname mismatch"),
        (("a.example.org",), "", ""),
    ],
)
def test_names_are_matched_by_openssls_own_rule(pki, zone, leaf, now, names, asked, words) -> None:
    made = leaf(zone.new, zone.new_key, names=names)
    assert pki.verify([made], trust=[zone.new], at=now, name=asked) == words


def test_only_a_server_certificate_serves(pki, zone, now) -> None:
    assert pki.verify([zone.new], trust=[zone.new], at=now) == "unsuitable certificate purpose"


def test_nothing_presented_and_nobody_trusted_are_refusals(pki, zone, now) -> None:
    assert pki.verify([], trust=[zone.new], at=now) != ""
    assert pki.verify([zone.new_leaf], trust=[], at=now) == "unable to get local issuer certificate"


def test_a_cross_certificate_is_no_root_to_trust(pki, zone, now) -> None:
    assert pki.verify([zone.new_leaf], trust=[zone.new_under_old], at=now) == (
        "unable to get issuer certificate"
    )


def test_a_root_given_twice_is_trusted_once(pki, zone, now) -> None:
    assert pki.verify([zone.new_leaf], trust=[zone.new] * 2, at=now) == ""


def test_one_verifier_answers_many_threads(pki, zone, now) -> None:
    verifier = pki.verifier([zone.old])
    asked = [
        (chain, at, name)
        for chain, at, name in itertools.product(
            [[zone.old_leaf], [zone.new_leaf], [zone.new_leaf, zone.new_under_old]],
            [now, now + timedelta(days=31)],
            [HOST, "other.example.org", "192.0.2.7", ""],
        )
    ] * 20

    def look(question) -> str:
        chain, at, name = question
        return verifier.refusal(chain, at=at, name=name)

    alone = [look(question) for question in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, asked)) == alone


def test_signatures_are_checked_by_key_not_by_name(pki, zone) -> None:
    assert pki.signed_by(zone.new_under_old, zone.old)
    assert not pki.signed_by(zone.new_under_old, zone.new)  # although it has the issuer's name
    assert pki.signed_by(zone.new_leaf, zone.new)
    assert pki.signed_by(zone.new_leaf, zone.new_under_old)  # the same key under another name
    assert not pki.signed_by(zone.new_leaf, zone.old)


def test_a_renamed_issuer_is_found_by_its_signature(pki, zone, leaf, now) -> None:
    key = pki.new_key(KeyKind.RSA_2048)
    span = {"not_before": now, "not_after": now + timedelta(days=9)}
    one = pki.root(key, subject="CN=One", **span)
    two = pki.root(key, subject="CN=Two", **span)
    assert pki.signed_by(leaf(one, key), two)


def test_what_openssl_cannot_read_is_a_sentence(pki, zone, now) -> None:
    with pytest.raises(BadMaterial, match="OpenSSL cannot read"):
        pki.verify([replace(zone.new, der=b"\x30\x00")], trust=[zone.new], at=now)
