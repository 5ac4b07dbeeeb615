"""Which rows of a list were not taken, and why? Kept in a file beside it, to be mended."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from zenca_gui.core.device_list import BadCell
from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.safe_cells import neutral
from zenca_gui.services.device_list import Row

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """One row that was not taken."""

    line: int
    column: str
    why: str


class BadRows:
    """Writes them beside their place; only `keep` puts the file there, and none without rows."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._path, self._header = path, header
        self._partial = path.with_name(f".{path.name}.partial")
        self._open = ExitStack()
        self._writer: Any = None
        self.number = 0
        self.first: list[BadRow] = []

    def __enter__(self) -> BadRows:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._open.close()
        if self._writer is not None:
            self._partial.unlink(missing_ok=True)

    def refuse(self, row: Row, cell: BadCell) -> None:
        """Keep a row with the reason."""
        self.number += 1
        if len(self.first) < SHOWN:
            self.first.append(BadRow(line=row.line, column=cell.column, why=cell.why))
        try:
            if self._writer is None:
                file = self._open.enter_context(
                    self._partial.open("w", encoding="utf-8-sig", errors="replace", newline="")
                )
                self._writer = csv.writer(file)
                self._writer.writerow([*self._header, _("line"), _("column"), _("why not taken")])
            room = [""] * (len(self._header) - len(row.cells))
            cells = [*row.cells, *room, str(row.line), cell.column, cell.why]
            self._writer.writerow([neutral(each) for each in cells])
        except OSError as error:
            raise self._refused(error) from error

    def keep(self) -> Path | None:
        """Put the file in its place; None where every row was taken."""
        if self._writer is None:
            return None
        self._writer = None
        try:
            self._partial.replace(self._path)
        except OSError as error:
            raise StoreError(
                _("The list was taken in, but {file} could not be written: {why}.").format(
                    file=self._path, why=error.strerror or type(error).__name__
                ),
                _("The rows that were not taken lie in {file}.").format(file=self._partial),
            ) from error
        return self._path

    def finish(self) -> None:
        """Write what is still to be written, while everything can still be taken back."""
        try:
            self._open.close()
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(
            _("The rows that are not taken cannot be written to {file}: {why}.").format(
                file=self._path, why=error.strerror or type(error).__name__
            ),
            _("Nothing was changed. Name another file for them."),
        )


def beside(path: Path) -> Path:
    """Return where the bad rows of a list go unless told: beside it, over no file that is there."""
    number = 1
    while True:
        mark = f"-{number}" if number > 1 else ""
        place = path.with_name(f"{path.stem}.not-taken{mark}.csv")
        if not place.exists():
            return place
        number += 1
