"""What is in a plain list of devices? Read line by line, however long it is."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from zenca_gui.core.device_list import Field, guessed, known_stage
from zenca_gui.core.errors import StoreError, ZencaError
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.rollout import Stage
from zenca_gui.services.desk import Cancelled, Progress, never, silent

PREVIEW = 20
OFTEN = 5_000
"""After so many rows it is told how far it is, and asked whether to stop."""
MOST_WORDS = 200
LARGEST = 1_000_000_000
"""Bytes of a list: some seven million devices. More is a mistake, or several lists."""
LONGEST_LINE = 1_000_000
"""Letters of a line. A file without line breaks would be read into memory as one."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a file, or why it cannot be read as one. `line`: where it begins."""

    line: int
    cells: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLook:
    """The beginning of a list, and what its columns seem to hold."""

    path: Path
    header: tuple[str, ...]
    guess: tuple[Field | None, ...]
    rows: tuple[Row, ...]
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWord:
    """A word of the stage column, how often it stands there, and what it means by itself."""

    word: str
    number: int
    stage: Stage | None


class OpenList:
    """A list that is being read: its header, its rows, and how far it is."""

    def __init__(self, path: Path, raw: io.BufferedReader, text: TextIO) -> None:
        self.path, self._raw = path, raw
        self.size = path.stat().st_size
        if self.size > LARGEST:
            raise _too_large(path, self.size)
        first = text.readline(LONGEST_LINE)
        text.seek(0)
        separator = max(_SEPARATORS, key=lambda each: (first.count(each), -_SEPARATORS.find(each)))
        self._reader = csv.reader(self._lines(text), delimiter=separator, strict=True)
        try:
            self.header = tuple(name.strip() for name in next(self._reader, ()))
        except csv.Error as error:
            raise _no_list(path) from error
        if not any(self.header) or "\0" in first:
            raise _no_list(path)

    def _lines(self, text: TextIO) -> Iterator[str]:
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE:
                raise _too_long(self.path, number)
            yield line

    @property
    def read(self) -> int:
        """How many bytes of it were read."""
        return self._raw.tell()

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header; empty ones are left out."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = tuple(next(self._reader))
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line=line, trouble=_unreadable(line, self._reader.line_num, error))
                continue
            if any(cells) and any(cell.strip() for cell in cells):
                yield Row(line=line, cells=cells)


@contextmanager
def open_list(path: Path) -> Iterator[OpenList]:
    """Open a list; StoreError where it cannot be read or is none."""
    try:
        with path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            encoding = next((name for bom, name in _BOMS if start.startswith(bom)), "utf-8")
            # What is no UTF-8 becomes surrogates, and the cell that holds them a bad one.
            with io.TextIOWrapper(
                raw, encoding=encoding, errors="surrogateescape", newline=""
            ) as text:
                yield OpenList(path, raw, text)
    except (OSError, UnicodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise StoreError(
            _("{file} cannot be read: {why}.").format(file=path, why=why), _("Nothing was changed.")
        ) from error


def look_at(path: Path) -> ListLook:
    """Return the beginning of a list; ZencaError where it is none."""
    with open_list(path) as found:
        return ListLook(
            path=path,
            header=found.header,
            guess=guessed(found.header),
            rows=tuple(islice(found.rows(), PREVIEW)),
            written_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )


def stage_words(
    path: Path, column: int, *, progress: Progress = silent, cancelled: Cancelled = never
) -> list[StageWord]:
    """Return every word that stands in a column, the most frequent first."""
    found: Counter[str] = Counter()
    with open_list(path) as source:
        for number, row in enumerate(source.rows()):
            if number % OFTEN == 0:
                if cancelled():
                    raise stopped()
                progress(source.read, source.size, _("Reading the stages"))
            word = row.cells[column].strip() if column < len(row.cells) else ""
            if word and (word in found or len(found) < MOST_WORDS):
                found[word] += 1
    return [
        StageWord(word=word, number=number, stage=known_stage(word))
        for word, number in found.most_common()
    ]


def column_named(header: Sequence[str], name: str) -> int:
    """Return where the column of this name stands, upper and lower case alike; ZencaError."""
    wanted = name.strip().casefold()
    for at, title in enumerate(header):
        if title.casefold() == wanted:
            return at
    raise ZencaError(
        _("The list has no column “{name}”.").format(name=name),
        _("Nothing was changed. Its columns: {columns}.").format(columns=", ".join(header)),
    )


def stopped() -> ZencaError:
    """Return what is said when a person stopped it."""
    return ZencaError(_("The import was stopped."), _("Nothing was changed."))


def _no_list(path: Path) -> StoreError:
    return StoreError(
        _("{file} is no list with a line of column names.").format(file=path.name),
        _("Nothing was changed. Save it as CSV in UTF-8, with the columns' names in line 1."),
    )


def _too_large(path: Path, size: int) -> StoreError:
    return StoreError(
        _("{file} has {size} MB; {most} MB is the most.").format(
            file=path.name, size=grouped(size // 1_000_000), most=grouped(LARGEST // 1_000_000)
        ),
        _("Nothing was changed. Split it into several lists, each with the line of column names."),
    )


def _too_long(path: Path, line: int) -> StoreError:
    return StoreError(
        _("Line {line} of {file} has more than {most} characters.").format(
            line=grouped(line), file=path.name, most=grouped(LONGEST_LINE)
        ),
        _("Nothing was changed. Are its line breaks missing?"),
    )


def _unreadable(first: int, last: int, error: csv.Error) -> str:
    if last > first:
        return _(
            "Lines {first} to {last} cannot be told apart ({why}): is a quote missing?"
        ).format(first=first, last=last, why=error)
    return _("The line cannot be read ({why}): is a quote missing?").format(why=error)
