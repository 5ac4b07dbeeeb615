"""Right replies are taken whatever they come in, and nobody is asked twice."""

import base64
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from tests.services.outside_ca import (
    HOST,
    OTHER_ROOT,
    TERMS,
    asked,
    days,
    dn,
    fine,
    issuing,
    key,
    leaf,
    read,
    root,
)  # fmt: skip
from zenca_gui.core.certificate import Certificate
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Asked, Judged, Pasted, Received, Standing
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ServerId
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.replies import Replies

PASSWORD = Secret("wörd")
GOOD = Standing.TAKEN


@pytest.fixture
def replies() -> Replies:
    return Replies(SimpleNamespace(pki=PkiToolbox()))


def trust(*roots: bytes) -> list[str]:
    return [read(each).sha256 for each in roots or fine()[1:]]


def given(*ders: bytes) -> list[Received]:
    return [Received(source=f"{at}.cer", certificate=read(d)) for at, d in enumerate(ders)]


def pem(*ders: bytes) -> bytes:
    block = b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n"
    return b"".join(block % base64.encodebytes(der) for der in ders)


def loaded(*ders: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(der) for der in ders]


def p7b(*ders: bytes, form: serialization.Encoding = serialization.Encoding.DER) -> bytes:
    return pkcs7.serialize_certificates(loaded(*ders), form)


def p12(*ders: bytes, password: str = "", with_key: bool = False) -> bytes:
    first, *others = loaded(*ders)
    how = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .build(password.encode())
        if password
        else serialization.NoEncryption()
    )
    held = key("server") if with_key else None
    if held is None:
        return pkcs12.serialize_key_and_certificates(None, None, None, [first, *others], how)
    return pkcs12.serialize_key_and_certificates(None, held, first, others, how)


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


# --- thirty right ones, in all containers ---

CONTAINERS: dict[str, Callable[[bytes, bytes, bytes], bytes]] = {
    "PEM, leaf first": lambda c, i, r: pem(c, i, r),
    "PEM, root first": lambda c, i, r: pem(r, i, c),
    "PEM, leaf between": lambda c, i, r: pem(i, c, r),
    "PEM with words around": lambda c, i, r: b"Hello,\n" + pem(c) + b"and\n" + pem(i, r) + b"Bye",
    "PEM with lines of Windows": lambda c, i, r: pem(c, i, r).replace(b"\n", b"\r\n"),
    "PEM as UTF-16": lambda c, i, r: pem(c, i, r).decode().encode("utf-16"),
    "PEM with a UTF-8 mark": lambda c, i, r: b"\xef\xbb\xbf" + pem(c, i, r),
    "PEM with the key": lambda c, i, r: private() + pem(c, i, r),
    "PEM with a broken one": lambda c, i, r: pem(c, b"\x30\x03abc", i, r),
    "PEM with each one twice": lambda c, i, r: pem(c, i, r, c, i, r),
    "PEM cut off behind": lambda c, i, r: pem(c, i, r) + b"-----BEGIN CERTIFICATE-----\nMII",
    "PEM labelled X509": lambda c, i, r: pem(c, i, r).replace(b" CERT", b" X509 CERT"),
    "PKCS#7 in DER": lambda c, i, r: p7b(c, i, r),
    "PKCS#7 in PEM": lambda c, i, r: p7b(c, i, r, form=serialization.Encoding.PEM),
    "PKCS#7, root first": lambda c, i, r: p7b(r, c, i),
    "PKCS#7 in base64 alone": lambda c, i, r: base64.encodebytes(p7b(c, i, r)),
    "PKCS#12 without a password": lambda c, i, r: p12(c, i, r),
    "PKCS#12 with a password": lambda c, i, r: p12(c, i, r, password="wörd"),
    "PKCS#12 with a password and the key": lambda c, i, r: p12(
        c, i, r, password="wörd", with_key=True
    ),
    "PKCS#12 with the key, open": lambda c, i, r: p12(c, i, r, with_key=True),
    "zip of DER": lambda c, i, r: zipped(("a.cer", c), ("b.cer", i), ("c.cer", r)),
    "zip of PEM and PKCS#7": lambda c, i, r: zipped(("a.pem", pem(c)), ("ca.p7b", p7b(i, r))),
    "zip of PKCS#12": lambda c, i, r: zipped(("a.p12", p12(c, i, r, password="wörd"))),
    "zip with folders": lambda c, i, r: zipped(
        ("zen01/", b""), ("zen01/a.cer", c), ("ca/b.pem", pem(i, r))
    ),
    "zip in a zip": lambda c, i, r: zipped(("in.zip", zipped(("a.cer", c))), ("b.pem", pem(i, r))),
    "zip with a page": lambda c, i, r: zipped(("read me.txt", b"Hello"), ("a.pem", pem(c, i, r))),
    "zip of a Mac": lambda c, i, r: zipped(("a.pem", pem(c, i, r)), ("__MACOSX/._a.pem", b"x")),
}  # fmt: skip


def private() -> bytes:
    return key("server").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_right_reply_is_taken_out_of_any_container(replies: Replies, container: str) -> None:
    made = leaf()
    data = CONTAINERS[container](made, *fine())
    received = replies.read([Pasted(name="reply", data=data)], passwords=[PASSWORD])
    (judged,) = replies.match(received, [asked()], terms=TERMS, confirmed=trust())
    assert (judged.standing, judged.findings) == (GOOD, ())
    assert judged.presented == tuple(map(read, (made, *fine())))


RIGHT: dict[str, tuple[Callable[[], bytes], Callable[[], Asked]]] = {
    "as it should be": (leaf, asked),
    "for more names": (lambda: leaf("other.example.org", HOST), asked),
    "in capitals": (lambda: leaf(HOST.upper()), asked),
    "a wildcard": (lambda: leaf("*.example.org"), asked),
    "without key usage": (lambda: leaf(usage=None), asked),
    "without basic constraints": (lambda: leaf(ca=None), asked),
    "for clients too": (lambda: leaf(purposes=(Eku.CLIENT_AUTH, Eku.SERVER_AUTH)), asked),
    "without key identifiers": (lambda: leaf(ski=None, aki=None), asked),
    "with an empty subject": (lambda: leaf(subject=x509.Name([])), asked),
    "with another subject": (lambda: leaf(subject=dn((NameOID.ORGANIZATION_NAME, "X"))), asked),
    "signed with SHA-384": (lambda: leaf(digest=hashes.SHA384()), asked),
    "an RSA key": (lambda: leaf(of="rsa:server"), lambda: asked(which="rsa:server")),
    "a P-384 key": (lambda: leaf(of="p384:server"), lambda: asked(which="p384:server")),
    "the smallest serial": (lambda: leaf(serial=1), asked),
    "the largest serial": (lambda: leaf(serial=2**159 - 1), asked),
    "exactly 30 days after activation": (lambda: leaf(ends=days(50)), asked),
    "begins at activation": (lambda: leaf(begins=days(20)), asked),
    "two years under MDM": (lambda: leaf(ends=days(725)), lambda: asked(mdm=True)),
    "as long as its issuer": (lambda: leaf(ends=days(2000)), asked),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_reply_is_taken(replies: Replies, case: str) -> None:
    make, wanted = RIGHT[case]
    received = given(make(), *fine())
    (judged,) = replies.match(received, [wanted()], terms=TERMS, confirmed=trust())
    assert judged.standing is GOOD, judged.findings
    assert {f.outcome for f in judged.findings} <= {Outcome.WARN}


def test_there_are_thirty_right_ones() -> None:
    assert len(CONTAINERS) + len(RIGHT) >= 30


def test_a_reply_that_ends_before_the_old_ca_is_a_warning_with_the_next_date(replies) -> None:
    terms = replace(TERMS, old_ends=days(400))
    (judged,) = replies.match(given(leaf(), *fine()), [asked()], terms=terms, confirmed=trust())
    (warning,) = judged.findings
    assert (warning.code, warning.outcome, judged.standing) == (
        "ends-before-old",
        Outcome.WARN,
        GOOD,
    )
    assert "2027-08-20" in warning.sentence


def test_an_alias_that_is_not_covered_is_a_warning(replies) -> None:
    wanted = replace(asked(), names=(HOST, "zenworks.example.org"))
    (judged,) = replies.match(given(leaf(), *fine()), [wanted], terms=TERMS, confirmed=trust())
    assert ([f.code for f in judged.findings], judged.standing) == (["alias"], GOOD)


# --- chains ---


def chain_of(replies: Replies, ders: list[bytes], *, confirmed: list[bytes]) -> Judged:
    found = replies.match(given(*ders), [asked()], terms=TERMS, confirmed=trust(*confirmed))
    (judged,) = [each for each in found if each.standing is not Standing.STRANGER]
    return judged


def test_a_renewed_intermediate_is_used_whichever_comes_first(replies) -> None:
    ended, renewed, top = issuing(ends=days(1)), issuing(ends=days(1500)), root()
    made = leaf()
    for order in ([made, ended, renewed, top], [renewed, top, ended, made]):
        judged = chain_of(replies, order, confirmed=[top])
        assert judged.chain == (read(renewed), read(top))
        assert judged.standing is GOOD


def test_of_two_sound_intermediates_the_one_that_ends_last_is_used(replies) -> None:
    first, second, top = issuing(ends=days(900)), issuing(ends=days(1500)), root()
    judged = chain_of(replies, [leaf(), first, second, top], confirmed=[top])
    assert judged.chain[0] == read(second)


def crossed() -> tuple[bytes, bytes, bytes]:
    """A root, the same CA under an older root, and that older root."""
    older = root(subject=OTHER_ROOT, issuer=OTHER_ROOT, of="older", by="older")
    cross = root(issuer=OTHER_ROOT, by="older", begins=days(-300), ends=days(2500))
    return root(), cross, older


@pytest.mark.parametrize("which", ["new", "older", "both"])
def test_a_cross_signed_root_leads_to_the_root_that_was_confirmed(replies, which: str) -> None:
    top, cross, older = crossed()
    confirmed = {"new": [top], "older": [older], "both": [older, top]}[which]
    judged = chain_of(replies, [older, cross, leaf(), top, issuing()], confirmed=confirmed)
    wanted = [read(cross), read(older)] if which == "older" else [read(top)]
    assert list(judged.chain[1:]) == wanted
    assert judged.standing is GOOD


def test_an_unconfirmed_root_is_asked_for_once_and_then_all_is_good(replies) -> None:
    wanted = [asked(f"zen{n}.example.org", f"s{n}", server=ServerId(n)) for n in range(5)]
    ders = [leaf(w.fqdn, of=f"s{n}", subject=dn(w.fqdn)) for n, w in enumerate(wanted)]
    received = given(*ders, *fine())
    first = replies.match(received, wanted, terms=TERMS)
    assert {j.standing for j in first} == {Standing.ROOT}
    assert {j.root.sha256 for j in first if j.root} == {read(fine()[1]).sha256}
    second = replies.match(received, wanted, terms=TERMS, confirmed=trust())
    assert {j.standing for j in second} == {GOOD}


def test_a_fingerprint_is_taken_as_people_write_it(replies) -> None:
    digest = trust()[0].upper()
    written = ":".join(digest[at : at + 2] for at in range(0, 64, 2))
    found = replies.match(given(leaf(), *fine()), [asked()], terms=TERMS, confirmed=[written])
    assert [j.standing for j in found] == [GOOD]


def test_issuers_that_came_earlier_are_remembered_by_the_caller(replies) -> None:
    known: list[Certificate] = [read(der) for der in fine()]
    found = replies.match(given(leaf()), [asked()], terms=TERMS, confirmed=trust(), known=known)
    assert [j.standing for j in found] == [GOOD]


def test_two_cas_with_one_name_and_different_keys_are_told_apart(replies) -> None:
    other = issuing(of="impostor")
    for order in ([other, *fine(), leaf(aki=None)], [*fine(), other, leaf(aki=None)]):
        assert chain_of(replies, order, confirmed=[fine()[1]]).standing is GOOD


def test_where_openssl_refuses_the_best_chain_the_next_one_serves(replies) -> None:
    elsewhere = x509.DirectoryName(dn((NameOID.ORGANIZATION_NAME, "Other")))
    narrow = (x509.NameConstraints([elsewhere], None), True)
    best, next_best = issuing(ends=days(1900), more=(narrow,)), issuing(ends=days(900))
    judged = chain_of(replies, [leaf(), best, next_best, fine()[1]], confirmed=[fine()[1]])
    assert (judged.standing, judged.chain[0]) == (GOOD, read(next_best))


# --- again, newer, older ---


def test_the_same_reply_twice_in_a_batch_is_one(replies) -> None:
    made = leaf()
    found = replies.match(given(made, *fine(), made), [asked()], terms=TERMS, confirmed=trust())
    assert [j.standing for j in found] == [GOOD]


def test_a_reply_that_is_kept_already_is_nothing_new(replies) -> None:
    made = leaf()
    wanted = asked(kept=read(made))
    found = replies.match(given(made, *fine()), [wanted], terms=TERMS, confirmed=trust())
    assert [j.standing for j in found] == [Standing.AGAIN]


def test_a_newer_reply_replaces_and_an_older_one_does_not(replies) -> None:
    old, new = leaf(begins=days(-9)), leaf(begins=days(-2))
    for kept, brought, standing in ((old, new, GOOD), (new, old, Standing.OLDER)):
        wanted = asked(kept=read(kept))
        found = replies.match(given(brought, *fine()), [wanted], terms=TERMS, confirmed=trust())
        assert [j.standing for j in found] == [standing]
    both = replies.match(given(old, new, *fine()), [asked()], terms=TERMS, confirmed=trust())
    assert [j.standing for j in both] == [Standing.OLDER, GOOD]


def test_an_older_reply_replaces_a_kept_one_that_no_longer_serves(replies) -> None:
    wanted = asked(kept=read(leaf(begins=days(-2), ends=days(30))))
    found = replies.match(given(leaf(), *fine()), [wanted], terms=TERMS, confirmed=trust())
    assert [j.standing for j in found] == [GOOD]


def test_a_wrong_reply_beside_a_good_one_spoils_nothing(replies) -> None:
    ders = [leaf(ends=days(-1)), leaf(), leaf("www.example.net", of="elsewhere"), *fine()]
    found = replies.match(given(*ders), [asked()], terms=TERMS, confirmed=trust())
    assert [j.standing for j in found] == [Standing.REFUSED, GOOD, Standing.STRANGER]


def test_one_reply_can_serve_two_servers_that_asked_with_one_key(replies) -> None:
    two = [asked(), asked("zen02.example.org", server=ServerId(2))]
    made = leaf("*.example.org")
    found = replies.match(given(made, *fine()), two, terms=TERMS, confirmed=trust())
    assert [(j.asked.server, j.standing) for j in found if j.asked] == [(1, GOOD), (2, GOOD)]


# --- files ---


def test_a_whole_folder_is_walked_and_what_gave_nothing_is_named(replies, tmp_path: Path) -> None:
    deep = tmp_path / "in" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "in" / "chain.pem").write_bytes(pem(*fine()))
    (deep / "zen01.cer").write_bytes(leaf())
    (deep / "notes.txt").write_text("Dear administrator")
    (tmp_path / "in" / "link").symlink_to("/etc/passwd")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    received = replies.read([tmp_path / "in"])
    assert sorted(r.source for r in received if r.certificate) == [
        "in/chain.pem",
        "in/chain.pem",
        "in/deep/zen01.cer",
    ]
    refusals = {r.source: r.refusal for r in received if r.refusal}
    assert set(refusals) == {"in/deep/notes.txt", "in/link", "in/round"}
    assert all("links in a folder are not followed" in refusals[n] for n in ("in/link", "in/round"))
    assert all(r.hint for r in received if r.refusal)


def test_a_file_that_is_not_there_is_a_sentence(replies, tmp_path: Path) -> None:
    (found,) = replies.read([tmp_path / "gone.pem"])
    assert found.refusal == "gone.pem cannot be read: No such file or directory."


def test_a_password_is_asked_for_and_a_wrong_one_said(replies) -> None:
    sealed = Pasted(name="a.p12", data=p12(leaf(), *fine(), password="wörd"))
    (locked,) = replies.read([sealed])
    assert (locked.locked, locked.certificate) == (True, None)
    (wrong,) = replies.read([sealed], passwords=[Secret("x")])
    assert (wrong.locked, wrong.wrong_password) == (False, True)
    assert wrong.refusal == "The password does not open a.p12."
    assert len(replies.read([sealed], passwords=[Secret("x"), PASSWORD])) == 3


def test_a_key_alone_is_named(replies) -> None:
    (found,) = replies.read([Pasted(name="a.key", data=private())])
    assert found.refusal == "a.key holds a key and no certificate."


def test_what_was_read_can_be_stopped(replies) -> None:
    assert replies.read([Pasted(name="a", data=leaf())], cancelled=lambda: True) == []
