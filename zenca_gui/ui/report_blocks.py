"""How is each sort of block painted? Sentences, facts, bars, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.report import Bar, Block, Pairs, Part, Table, Weight, Words
from zenca_gui.ui.report_page import Face, Lines, Pages
from zenca_gui.ui.tokens import LIGHT

BODY, CELL, DIGIT, CAPTION = 9.5, 7.5, 7.5, 7.5
NAME_WIDTH = 118
MARK, MARK_ROOM = 6, 13
BAR_HEIGHT, GAP = 14, 1.5
PAD = 2.6
LINE, FIRST_ROWS = 18, 46
"""Points that a paragraph takes, and a table's head with its first rows."""
COLOURS = {
    Weight.GOOD: LIGHT.good.ink,
    Weight.OPEN: LIGHT.accent,
    Weight.BAD: LIGHT.stop.ink,
    Weight.QUIET: LIGHT.control_edge,
}
QUIET_FACE = Face(CAPTION, colour=LIGHT.quiet)


def put_block(pages: Pages, block: Block) -> None:
    """Put one block under what is there."""
    match block:
        case Words():
            _words(pages, block)
        case Pairs():
            _pairs(pages, block)
        case Bar():
            _bar(pages, block)
        case Table():
            _table(pages, block)


def _words(pages: Pages, words: Words) -> None:
    if words.mark is None:
        pages.text(words.text, Face(BODY), after=4)
        return
    x, room = pages.area.left(), MARK_ROOM * pages.point
    lines = Lines(words.text, Face(BODY), pages.area.width() - room, pages.device)
    pages.need(lines.height)
    size = MARK * pages.point
    first = Lines("x", Face(BODY), room, pages.device).height
    pages.box(x, pages.y + (first - size) / 2, size, size, COLOURS[words.mark])
    pages.put(lines.stroke(x + room, pages.y))
    pages.y += lines.height + 4 * pages.point


def keep_together(pages: Pages, words: int) -> None:
    """Turn the page where so many paragraphs and the first rows they speak of do not fit."""
    pages.need((LINE * words + FIRST_ROWS) * pages.point)


def height(pages: Pages, block: Block | None) -> float:
    """Return how much room a heading leaves for what stands under it."""
    if isinstance(block, Pairs):
        return min(sum(each.height for each in _laid(pages, block)), pages.whole / 2)
    return FIRST_ROWS * pages.point


@dataclass(frozen=True, slots=True)
class _Fact:
    left: Lines
    right: Lines
    height: float


def _laid(pages: Pages, pairs: Pairs) -> list[_Fact]:
    shift = NAME_WIDTH * pages.point
    face = Face(DIGIT, fixed=True) if pairs.fixed else Face(BODY)
    quiet = Face(BODY if not pairs.fixed else CELL, colour=LIGHT.quiet)
    facts = []
    for name, value in pairs.rows:
        left = Lines(name, quiet, shift - 6 * pages.point, pages.device)
        right = Lines(value, face, pages.area.width() - shift, pages.device)
        facts.append(_Fact(left, right, max(left.height, right.height) + 2.5 * pages.point))
    return facts


def _pairs(pages: Pages, pairs: Pairs) -> None:
    """Facts that belong together; they stand on one page where one page holds them."""
    pages.room(4)
    facts = _laid(pages, pairs)
    whole = sum(each.height for each in facts)
    if whole <= pages.whole:
        pages.need(whole)
    x, shift = pages.area.left(), NAME_WIDTH * pages.point
    for fact in facts:
        pages.need(fact.height)
        pages.put(fact.left.stroke(x, pages.y))
        pages.put(fact.right.stroke(x + shift, pages.y))
        pages.y += fact.height
    pages.room(4)


def _bar(pages: Pages, bar: Bar) -> None:
    """One bar; its parts tell apart by their gaps, and by the words under it in their order."""
    pages.room(6)
    pages.need((BAR_HEIGHT + 18) * pages.point)
    whole = sum(part.number for part in bar.parts)
    gap, least = GAP * pages.point, 2 * pages.point
    free = pages.area.width() - gap * (len(bar.parts) - 1) - least * len(bar.parts)
    x = pages.area.left()
    for part in bar.parts:
        width = least + free * part.number / whole
        pages.box(x, pages.y, width, BAR_HEIGHT * pages.point, COLOURS[part.weight])
        x += width + gap
    pages.y += (BAR_HEIGHT + 4) * pages.point
    for part in bar.parts:
        _legend(pages, part, whole)
    pages.room(4)


def _legend(pages: Pages, part: Part, whole: int) -> None:
    share = 100 * part.number / whole
    size, x = MARK * pages.point, pages.area.left()
    number = Lines(part.shown, Face(BODY, strong=True), 44 * pages.point, pages.device, right=True)
    words = f"{part.words} ({share:.0f} %)" if share >= 1 else f"{part.words} (< 1 %)"
    lines = Lines(words, Face(BODY), pages.area.width() - 72 * pages.point, pages.device)
    pages.need(lines.height)
    pages.box(x, pages.y + (number.height - size) / 2, size, size, COLOURS[part.weight])
    pages.put(number.stroke(x + MARK_ROOM * pages.point, pages.y))
    pages.put(lines.stroke(x + 66 * pages.point, pages.y))
    pages.y += lines.height + pages.point


def _table(pages: Pages, table: Table) -> None:
    pages.room(4)
    head = _row(pages, table, table.header, Face(CELL, strong=True, colour=LIGHT.quiet))
    for n, cells in enumerate(table.rows):
        row = _row(pages, table, cells, Face(CELL))
        turned = pages.need(_height(pages, row) + (_height(pages, head) if n == 0 else 0))
        if n == 0 or turned:
            _put_row(pages, table, head, LIGHT.line, strong=True)
        _put_row(pages, table, row, LIGHT.line)
    pages.room(8)


def _row(pages: Pages, table: Table, cells: Sequence[str], face: Face) -> list[Lines]:
    pad = 2 * PAD * pages.point
    return [
        Lines(cell, face, width - pad, pages.device, right=at in table.numbers)
        for at, (cell, width) in enumerate(zip(cells, _widths(pages, table), strict=True))
    ]


def _widths(pages: Pages, table: Table) -> list[float]:
    whole = sum(table.widths)
    return [pages.area.width() * share / whole for share in table.widths]


def _height(pages: Pages, row: Sequence[Lines]) -> float:
    return max(lines.height for lines in row) + 2 * PAD * pages.point


def _put_row(
    pages: Pages, table: Table, row: Sequence[Lines], line: str, *, strong: bool = False
) -> None:
    x, pad, height = pages.area.left(), PAD * pages.point, _height(pages, row)
    for lines, width in zip(row, _widths(pages, table), strict=True):
        pages.put(lines.stroke(x + pad, pages.y + pad))
        x += width
    pages.y += height
    hair = (1.0 if strong else 0.5) * pages.point
    colour = LIGHT.control_edge if strong else line
    pages.box(pages.area.left(), pages.y - hair, pages.area.width(), hair, colour)
