"""A zip is taken apart in memory and within bounds; what is hostile gets one sentence."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.ports.pki import Member
from zenca_gui.pki import archive
from zenca_gui.pki.toolbox import PkiToolbox


def zipped(
    *files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files:
            made.writestr(name, data, compress_type=method)
    return out.getvalue()


def taken(data: bytes) -> list[Member]:
    found: Iterable[Member] | None = PkiToolbox().members(data, name="a.zip")
    assert found is not None
    return list(found)


def test_what_is_no_zip_is_none() -> None:
    assert PkiToolbox().members(b"-----BEGIN", name="a") is None
    assert PkiToolbox().members(b"", name="a") is None


def test_members_come_in_order_with_where_they_lie() -> None:
    inner = zipped(("x.pem", b"X"))
    found = taken(zipped(("b.cer", b"B"), ("folder/", b""), ("in.zip", inner), ("c/a.cer", b"A")))
    assert [(m.name, m.data) for m in found] == [
        ("a.zip/b.cer", b"B"),
        ("a.zip/in.zip/x.pem", b"X"),
        ("a.zip/c/a.cer", b"A"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_is_read(method: int) -> None:
    assert taken(zipped(("a", b"A" * 100), method=method))[0].data == b"A" * 100


def test_an_empty_zip_gives_nothing() -> None:
    assert taken(zipped()) == []


def test_an_archive_in_an_archive_in_an_archive_is_refused() -> None:
    (found,) = taken(zipped(("b.zip", zipped(("c.zip", zipped(("d", b"D")))))))
    assert found.refusal == "a.zip/b.zip/c.zip is an archive in an archive in an archive."


@pytest.mark.parametrize(
    "name", ["../evil.pem", "a/../../evil.pem", "/etc/evil.pem", "..\\evil.pem", "C:\\evil.pem"]
)
def test_a_name_that_leads_out_is_refused_and_the_others_are_read(name: str) -> None:
    out, good = taken(zipped((name, b"evil"), ("good.pem", b"good")))
    assert out.refusal.endswith("has a name that leads out of its archive.")
    assert out.data == b""
    assert good.data == b"good"


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("link.pem")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    (found,) = taken(zipped((link, b"/etc/passwd")))
    assert found.refusal == "a.zip/link.pem is a link, not a file."


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped(("a.pem", b"secret")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (found,) = taken(bytes(data))
    assert "is encrypted" in found.refusal


def test_a_bomb_is_not_unpacked() -> None:
    (found,) = taken(zipped(("a.pem", bytes(15 * 1024 * 1024))))
    assert "unpacks to more than" in found.refusal
    assert found.data == b""


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    data = bytearray(zipped(("a.pem", bytes(64 * 1024 * 1024))))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    (found,) = taken(bytes(data))
    assert found.refusal
    assert found.data == b""


def test_many_small_bombs_are_stopped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 100_000)
    data = zipped(*((f"{n}.pem", bytes(60_000)) for n in range(4)))
    budget = archive._Budget(unpacked=100_000)
    with pytest.raises(BadMaterial, match=r"a\.zip unpacks to more than"):
        list(archive._members(data, "a.zip", budget, nested=False))


def test_a_zip_of_too_many_files_is_refused_before_they_are_listed() -> None:
    data = b"PK\x03\x04" + b"PK\x01\x02" * (archive.MOST_MEMBERS + 1)
    with pytest.raises(BadMaterial, match="holds more than 20000 files"):
        taken(data)


def test_a_zip_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadMaterial, match="larger than 32 MiB"):
        taken(b"PK\x03\x04" + bytes(archive.MOST_BYTES))


def test_a_damaged_member_is_named_and_the_others_are_read() -> None:
    data = bytearray(zipped(("a.pem", b"A" * 40), ("b.pem", b"B"), method=zipfile.ZIP_STORED))
    data[data.index(b"AAAA")] = 0
    bad, good = taken(bytes(data))
    assert bad.refusal == "a.zip/a.pem is cut off or damaged."
    assert good.data == b"B"


def test_a_zip_that_is_cut_off_is_one_sentence() -> None:
    with pytest.raises(BadMaterial, match=r"a\.zip is cut off or damaged"):
        taken(zipped(("a.pem", b"A" * 4000))[:60])


def test_a_member_whose_name_is_nothing_is_read_as_any_other() -> None:
    """A name that begins with NUL is nothing to zipfile, whose own is_dir() breaks on it."""
    (found,) = taken(zipped(("a", b"A")).replace(b"a", b"\0"))
    assert (found.name, found.data, found.refusal) == ("a.zip/", b"A", "")


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    taken(zipped(("../x", b"1"), ("/x", b"2"), ("x", b"3")))
    assert list(tmp_path.rglob("*")) == []


@given(at=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255), cut=st.booleans())
def test_a_spoiled_zip_is_members_or_a_sentence(at: float, mask: int, *, cut: bool) -> None:
    data = bytearray(zipped(("a.pem", b"A" * 90), ("in.zip", zipped(("b", b"B" * 9)))))
    where = 4 + int(at * (len(data) - 4))
    data[where] ^= mask
    found, refusal = list[Member](), ""
    try:
        found = taken(bytes(data[:where] if cut else data))
    except BadMaterial as error:
        refusal = error.title
    assert refusal in ("", "a.zip is cut off or damaged.")
    for member in found:
        assert member.name.startswith("a.zip/")
        if member.refusal:
            assert member.hint, member.refusal
        else:
            assert member.data in (b"A" * 90, b"B" * 9), "whole, as the checksum says"
