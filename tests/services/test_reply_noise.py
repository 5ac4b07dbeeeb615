"""Whatever comes back, reading and judging end in an answer: never in a traceback."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.outside_ca import (
    HOST,
    TERMS,
    asked,
    days,
    dn,
    fine,
    issuing,
    leaf,
    read,
    root,
)  # fmt: skip
from zenca_gui.core.issuers import Issuers
from zenca_gui.core.reply import Pasted, Received, Standing
from zenca_gui.core.reply_leaf import covers
from zenca_gui.core.secret import Secret
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services import reply_files
from zenca_gui.services.replies import Replies

pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")
SOUND = leaf()
REPLIES = Replies(SimpleNamespace(pki=PkiToolbox()))


def answered(received: list[Received]) -> None:
    """Every piece is a certificate or a sentence, and judging them all gives a verdict on each."""
    assert all((r.certificate is None) != (not r.refusal) for r in received)
    judged = REPLIES.match(received, [asked()], terms=TERMS, confirmed=[read(fine()[1]).sha256])
    assert all(j.good or any(f.sentence for f in j.findings) for j in judged)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_a_sentence(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\x30\x82", b"-----BEGIN CERTIFICATE-----\n"):
        found = REPLIES.read([Pasted(name="x", data=start + data)], passwords=[Secret("a")])
        assert found
        answered(found)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    which=st.integers(0, 2),
    flips=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=3
    ),
)
def test_a_spoiled_certificate_is_judged_or_named(which: int, flips) -> None:
    ders = [bytearray(der) for der in (SOUND, *fine())]
    for where, mask in flips:
        ders[which][int(where * len(ders[which]))] ^= mask
    answered(REPLIES.read([Pasted(name=f"{n}", data=bytes(d)) for n, d in enumerate(ders)]))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=16))
def test_any_net_of_issuers_is_climbed_and_left(edges: list[tuple[int, int]]) -> None:
    """Cross certificates between six CAs at random, round in circles too."""
    made = {
        read(issuing(of=f"n{a}", by=f"n{b}", subject=name(a), issuer=name(b))) for a, b in edges
    }
    issuers = Issuers([*made, *map(read, fine())], PkiToolbox().signed_by)
    for each in made:
        routes = issuers.routes(each)
        assert routes
        assert all(len(r.chain) <= 9 for r in routes)


def name(number: int) -> x509.Name:
    return dn(f"N{number}")


def test_a_dense_net_of_issuers_costs_little() -> None:
    made = [
        read(issuing(of=f"n{a}", by=f"n{b}", subject=name(a), issuer=name(b)))
        for a in range(6)
        for b in range(6)
        if a != b
    ]
    asked_for: list[str] = []

    def signed_by(lower, upper) -> bool:
        asked_for.append(lower.sha256)
        return PkiToolbox().signed_by(lower, upper)

    issuers = Issuers(made, signed_by)
    assert all(issuers.routes(each) for each in made)
    assert len(asked_for) <= len(made) * 6


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        (HOST, HOST, True),
        (HOST.upper(), HOST, True),
        ("*.example.org", HOST, True),
        ("*.example.org", "example.org", False),
        ("*.example.org", "a.b.example.org", False),
        ("*.example.org", ".example.org", False),
        ("*", "zen", False),
        ("*.org", "zen.org", False),
        ("z*.example.org", HOST, False),
        ("*.2.0.192", "1.2.0.192", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_a_star_is_one_whole_label(pattern: str, host: str, covered: bool) -> None:
    assert covers(pattern, host) is covered


# --- folders ---


def test_a_folder_of_too_many_files_is_walked_so_far(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(reply_files, "MOST_FILES", 3)
    for n in range(5):
        (tmp_path / f"{n}.cer").write_bytes(SOUND)
    found = REPLIES.read([tmp_path])
    assert sum(r.certificate is not None for r in found) == 3
    assert found[-1].refusal == "There are more than 3 files; the rest was left out."


def test_a_folder_too_deep_is_named(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    (deep / "x.cer").write_bytes(SOUND)
    (found,) = REPLIES.read([tmp_path])
    assert "lies more than 8 folders deep" in found.refusal


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "big.pem").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    (found,) = REPLIES.read([tmp_path / "big.pem"])
    assert found.refusal == "The file big.pem has 100 MiB; 32 is the most."


def test_a_device_is_not_opened() -> None:
    (found,) = REPLIES.read([Path("/dev/zero")])
    assert found.refusal == "zero is a device or a pipe, not a file."


def test_an_archive_of_nothing_but_noise_is_left_in_time() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(600):
            archive.writestr(f"{n}.txt", b"noise")
    found = REPLIES.read([Pasted(name="a.zip", data=out.getvalue())])
    assert len(found) == reply_files.MOST_REFUSED + 1
    assert "holds 500 files and more that are no replies" in found[-1].refusal


def test_a_root_renewed_with_its_own_key_serves_under_either_fingerprint() -> None:
    first, second = root(ends=days(900)), root()
    received = [
        Received(source="x", certificate=read(d)) for d in (SOUND, fine()[0], first, second)
    ]
    for top in (first, second):
        (judged,) = REPLIES.match(received, [asked()], terms=TERMS, confirmed=[read(top).sha256])
        assert judged.standing is Standing.TAKEN
        assert judged.chain[-1] == read(top)
