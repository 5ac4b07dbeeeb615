"""Nothing is written over, half, or for others to read."""

import io
import os
from pathlib import Path

import pytest

from zenca_gui.cli import columns as printed
from zenca_gui.cli import files
from zenca_gui.core.errors import ZencaError


def test_a_file_is_born_private_and_whole(tmp_path: Path) -> None:
    out = tmp_path / "sheet.txt"
    files.write(out, b"words", force=False)
    assert out.read_bytes() == b"words"
    assert out.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["sheet.txt"]


def test_what_is_there_stays_unless_forced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    with pytest.raises(ZencaError, match="--force"):
        files.write(out, b"new", force=False)
    assert out.read_text() == "old"
    files.write(out, b"new", force=True)
    assert out.read_text() == "new"


def test_a_name_that_is_taken_in_between_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def make(beside: Path) -> None:
        beside.write_text("ours")
        out.write_text("theirs")

    with pytest.raises(ZencaError):
        files.write_by(out, make, force=False)
    assert out.read_text() == "theirs"


def test_what_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    def make(beside: Path) -> None:
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ZencaError, match="No space left"):
        files.write_by(tmp_path / "out", make, force=True)
    assert list(tmp_path.iterdir()) == []


def test_only_files_in_folders_are_written(tmp_path: Path) -> None:
    for path in (tmp_path / "absent" / "out", tmp_path, Path(os.devnull)):
        with pytest.raises(ZencaError):
            files.write(path, b"x", force=True)


def test_a_dangling_link_is_something_that_is_there(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ZencaError):
        files.write(link, b"x", force=False)
    assert not (tmp_path / "nowhere").exists()


def test_what_is_far_too_big_is_not_read(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    big = tmp_path / "big"
    big.write_bytes(b"x" * 11)
    with pytest.raises(ZencaError, match="too big"):
        files.read_bytes(big)


def test_bytes_are_printed_as_they_are() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    files.print_bytes(out, b"\x00\xff")
    assert raw.getvalue() == b"\x00\xff"


def test_no_cell_moves_the_cursor_or_hides() -> None:
    lines = list(printed.columns(["name"], [["a\x1b[2Jb\nc"], ["\u202eevil"], [""]]))
    assert lines == ["NAME", "a?[2Jb c", "?evil", "-"]


def test_wide_letters_keep_the_columns() -> None:
    lines = list(printed.columns(["a", "b"], [["日本", "x"], ["abcd", "y"]]))
    assert lines[1].endswith("日本  x")
    assert lines[2].endswith("abcd  y")
