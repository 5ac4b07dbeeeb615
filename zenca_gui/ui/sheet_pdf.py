"""How does a sheet become a PDF? Painted page by page, written beside its place at mode 0600."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextTableFormat,
)

from zenca_gui.core.sheet import Section, Sheet
from zenca_gui.services.backup import write_private

DPI = 300
MARGIN_MM = 18
TITLE, HEADING, BODY, FIXED = 18, 12, 10, 9


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write the sheet as an A4 PDF that only its owner can read."""
    write_private(path, pdf(sheet))


def pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("zenca")
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    edge = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(edge, QPageLayout.Unit.Millimeter)
    document = _document(sheet)
    document.documentLayout().setPaintDevice(writer)
    area = writer.pageLayout().paintRectPixels(DPI)
    document.setPageSize(QSizeF(area.width(), area.height()))
    document.setDocumentMargin(0)
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(kept.data())


def _face(points: int, *, strong: bool = False, fixed: bool = False) -> QTextCharFormat:
    form = QTextCharFormat()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if fixed else QFont()
    font.setPointSize(points)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    form.setFont(font)
    return form


def _room(before: float, after: float, left: float = 0) -> QTextBlockFormat:
    per_point = DPI / 72
    form = QTextBlockFormat()
    form.setTopMargin(before * per_point)
    form.setBottomMargin(after * per_point)
    form.setLeftMargin(left * per_point)
    return form


def _document(sheet: Sheet) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    cursor = QTextCursor(document)
    cursor.setBlockFormat(_room(0, 6))
    cursor.insertText(sheet.title, _face(TITLE, strong=True))
    cursor.insertBlock(_room(0, 4))
    cursor.insertText(sheet.about, _face(BODY))
    for section in sheet.sections:
        _write(cursor, section)
    return document


def _write(cursor: QTextCursor, section: Section) -> None:
    cursor.insertBlock(_room(14, 4))
    cursor.insertText(section.heading, _face(HEADING, strong=True))
    for words in section.words:
        cursor.insertBlock(_room(0, 4))
        cursor.insertText(words, _face(BODY))
    for name, value in section.pairs:
        cursor.insertBlock(_room(4, 0))
        cursor.insertText(name, _face(BODY))
        cursor.insertBlock(_room(0, 4, left=12))
        cursor.insertText(value, _face(FIXED, fixed=True))
    for line in section.fixed.splitlines():
        cursor.insertBlock(_room(0, 0, left=12))
        cursor.insertText(line, _face(FIXED, fixed=True))
    if section.header:
        _table(cursor, section)


def _table(cursor: QTextCursor, section: Section) -> None:
    form = QTextTableFormat()
    form.setBorder(0)
    form.setCellPadding(DPI / 72 * 2)
    form.setHeaderRowCount(1)
    table = cursor.insertTable(1 + len(section.rows), len(section.header), form)
    for at, word in enumerate(section.header):
        table.cellAt(0, at).firstCursorPosition().insertText(word, _face(FIXED, strong=True))
    for row, cells in enumerate(section.rows, 1):
        for at, cell in enumerate(cells):
            inside = table.cellAt(row, at).firstCursorPosition()
            inside.insertText(cell, _face(FIXED - 1, fixed=True))
    cursor.movePosition(QTextCursor.MoveOperation.End)
