"""How does a report become a PDF? The same report gives the same bytes, whenever it is written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QByteArray, QHashSeed, QIODevice, QMarginsF, QRectF, QUuid
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from zenca_gui.core.moment import to_iso
from zenca_gui.core.report import Report, Words
from zenca_gui.services.backup import write_private
from zenca_gui.ui.report_blocks import QUIET_FACE, height, keep_together, put_block
from zenca_gui.ui.report_page import Face, Lines, Pages
from zenca_gui.ui.tokens import LIGHT

DPI = 300
MARGIN_MM = 18
FOOT = 22
KICKER, TITLE, ABOUT, HEADING = 10, 24, 11, 13
HEADING_ROOM = 28
MOST_KEPT = 3
"""So many paragraphs at most stay with what follows them."""
NAMESPACE = uuid.UUID("5a1e7c60-5b0e-5c0d-9e2f-7a656e636121")
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_XREF = re.compile(rb"\nxref\n0 \d+ *\n")
_PLACE = re.compile(rb"(\d{10}) 00000 n")
_START = re.compile(rb"startxref\n(\d+)")


def write_report_pdf(report: Report, path: Path) -> None:
    """Write the report as an A4 PDF that only its owner can read."""
    write_private(path, report_pdf(report))


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with _one_order():
        writer = QPdfWriter(buffer)
        writer.setTitle(f"{report.kicker}: {report.title}")
        writer.setCreator("zenca")
        name = f"{report.title}\n{report.about}\n{report.head}"
        writer.setDocumentId(QUuid(str(uuid.uuid5(NAMESPACE, name))))
        writer.setDocumentXmpMetadata(QByteArray(_metadata(report)))
        writer.setResolution(DPI)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        edge = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        writer.setPageMargins(edge, QPageLayout.Unit.Millimeter)
        _paint(report, writer)
        del writer
    buffer.close()
    return _dated(bytes(kept.data()), report)


@contextmanager
def _one_order() -> Iterator[None]:
    """Let Qt number a PDF's fonts in one order: it goes through a hash to do so."""
    QHashSeed.setDeterministicGlobalSeed()
    try:
        yield
    finally:
        QHashSeed.resetRandomGlobalSeed()


def _paint(report: Report, writer: QPdfWriter) -> None:
    area = writer.pageLayout().paintRectPixels(DPI)
    pages = Pages(writer, QRectF(0, 0, area.width(), area.height()), FOOT * DPI / 72)
    pages.text(report.kicker, Face(KICKER, colour=LIGHT.quiet))
    pages.text(report.title, Face(TITLE, strong=True), after=2)
    pages.text(report.about, Face(ABOUT), after=4)
    for chapter in report.chapters:
        if chapter.new_page:
            pages.turn()
        pages.room(12)
        first = chapter.blocks[0] if chapter.blocks else None
        pages.need(HEADING_ROOM * pages.point + height(pages, first))
        pages.text(chapter.heading, Face(HEADING, strong=True, colour=LIGHT.accent), after=4)
        for n, block in enumerate(chapter.blocks):
            if isinstance(block, Words):
                words = list(takewhile(lambda b: isinstance(b, Words), chapter.blocks[n:]))
                if n + len(words) < len(chapter.blocks):
                    keep_together(pages, min(len(words), MOST_KEPT))
            put_block(pages, block)
    painter = QPainter(writer)
    try:
        for n, strokes in enumerate(pages.strokes, 1):
            if n > 1:
                writer.newPage()
            for stroke in strokes:
                stroke(painter)
            _foot(painter, pages, report, n)
    finally:
        painter.end()


def _foot(painter: QPainter, pages: Pages, report: Report, n: int) -> None:
    number = report.page.format(n=n, all=len(pages.strokes))
    width, room = pages.area.width(), 90 * pages.point
    left = Lines(report.foot, QUIET_FACE, width - room, pages.device)
    right = Lines(number, QUIET_FACE, room, pages.device, right=True)
    y = pages.area.bottom() - right.height
    left.stroke(0, pages.area.bottom() - left.height)(painter)
    right.stroke(width - room, y)(painter)


def _metadata(report: Report) -> bytes:
    title, at = escape(f"{report.kicker}: {report.title}"), to_iso(report.dated)
    return (
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>"
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="{at}">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def _dated(pdf: bytes, report: Report) -> bytes:
    """Put the report's own date in the place of today's, and the journal's head before the end.

    Qt writes the time of day and the machine's time zone, and cannot be told another. The two
    dates stand in the first object, so every place that the table of objects names moves alike.
    """
    head = pdf.index(b"endobj")
    first = _DATE.sub(lambda found: b"/%s (%s)" % (found[1], _pdf_date(report.dated)), pdf[:head])
    moved = len(first) - head
    *_before, table = _XREF.finditer(pdf)
    objects, places = pdf[head : table.end()], pdf[table.end() :]

    def shifted(found: re.Match[bytes]) -> bytes:
        at = int(found[1])
        return b"%010d 00000 n" % (at + moved if at > head else at)

    end = _PLACE.sub(shifted, places)
    line = b"% zenca journal head " + report.head.encode() + b"\nstartxref\n"
    end = _START.sub(lambda found: line + b"%d" % (int(found[1]) + moved), end)
    return first + objects + end


def _pdf_date(moment: datetime) -> bytes:
    return f"D:{moment:%Y%m%d%H%M%S}Z".encode()
