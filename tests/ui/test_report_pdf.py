"""The PDF of a report: whole, the same bytes each time, nothing beside the page."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QPdfWriter

from tests.packs import pack
from zenca_gui.core.i18n import use_language
from zenca_gui.core.pack import Pack
from zenca_gui.core.places import resource
from zenca_gui.core.report import Report
from zenca_gui.services.evidence.paper import paper
from zenca_gui.ui.report_blocks import put_block
from zenca_gui.ui.report_page import Face, Lines, Pages
from zenca_gui.ui.report_pdf import report_pdf, write_report_pdf

LONG = "Arbeitsplatzrechner-Großbetriebsprüfungsstelle-" + "x" * 150 + "-{n}"
PACKS = {
    "closed": pack(),
    "open": pack(open_=True, devices=130),
    "nothing": pack(servers=0, devices=0),
    "long names": pack(open_=True, name=LONG, zone="Z" * 64),
}


def places(pdf: bytes) -> dict[int, int]:
    """Return where the table of objects says that each object begins."""
    start = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    table = re.match(rb"xref\n0 (\d+) *\n", pdf[start:])
    assert table, "startxref leads to the table"
    lines = pdf[start + table.end() :].split(b"\n")[: int(table[1])]
    return {n: int(line[:10]) for n, line in enumerate(lines) if line[17:18] == b"n"}


@pytest.mark.parametrize("name", PACKS)
def test_every_object_is_where_the_table_says(qapp, name: str) -> None:
    pdf = report_pdf(paper(PACKS[name]))
    found = places(pdf)
    assert len(found) > 10
    for number, at in found.items():
        assert pdf[at:].startswith(b"%d 0 obj" % number)


def test_the_same_report_is_the_same_bytes_and_its_date_is_its_own(qapp) -> None:
    report = paper(pack())
    once = report_pdf(report)
    assert report_pdf(report) == once
    assert re.findall(rb"D:(\d+)Z", once) == [b"20261223120000"] * 2
    later = replace(report, dated=report.dated + timedelta(seconds=1))
    assert report_pdf(later) != once
    assert f"% zenca journal head {report.head}\n".encode() in once


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("name", PACKS)
def test_a_reader_finds_every_page_numbered_and_every_name_whole(
    qapp, tmp_path: Path, name: str
) -> None:
    made = PACKS[name]
    write_report_pdf(paper(made), tmp_path / "r.pdf")
    ran = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "r.pdf"), "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stderr == ""
    *pages, end = ran.stdout.split("\f")
    assert end == ""
    for n, page in enumerate(pages, 1):
        assert f"page {n} of {len(pages)}" in page
    whole = re.sub(r"\s", "", ran.stdout)
    assert all(re.sub(r"\s", "", device.name) in whole for device in made.devices[:20])
    assert (tmp_path / "r.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["w" * 400, "zwei Wörter " * 40, "", "\u2028", "ש" * 30])
def test_no_line_is_wider_than_its_room(qapp, text: str) -> None:
    writer = QPdfWriter(_buffer())
    lines = Lines(text, Face(8), 300, writer)
    layout = lines._layout
    assert lines.height > 0
    widest = max(layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount()))
    assert widest <= 300


def test_no_block_begins_where_it_does_not_fit(qapp) -> None:
    writer = QPdfWriter(_buffer())
    writer.setResolution(300)
    pages = Pages(writer, QRectF(0, 0, 2000, 2800), 100)
    for chapter in paper(PACKS["open"]).chapters:
        for block in chapter.blocks:
            put_block(pages, block)
            assert pages.y <= 2800 - 100 + 30 * pages.point, "no more than room after a block"
    assert len(pages.strokes) > 3


def test_german_has_its_own_words_on_every_page(qapp, tmp_path: Path) -> None:
    use_language("de", resource("locale"))
    try:
        report: Report = paper(pack())
    finally:
        use_language("en", resource("locale"))
    assert report.page != "page {n} of {all}"
    assert report_pdf(report) != report_pdf(paper(pack()))


def test_a_pack_of_many_devices_is_a_few_pages(qapp) -> None:
    made: Pack = pack(open_=True, devices=3_000, servers=3)
    assert report_pdf(paper(made)).count(b"/Type /Page\n") < 12


def _buffer() -> QBuffer:
    buffer = QBuffer(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
