"""How do values lie in columns? Moments, lists and enums as text, and back; small writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

Columns = Mapping[str, Any]
"""A row to be written: column names and what SQLite takes."""


def moment(text: str | None) -> datetime | None:
    """Read a column that may be empty."""
    return None if text is None else from_text(text)


def text(at: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return None if at is None else to_text(at)


def flag(number: int | None) -> bool | None:
    """Read a yes, a no or an empty column."""
    return None if number is None else bool(number)


def words(several: Iterable[str]) -> str:
    """Write a list of words into one column."""
    return json.dumps(list(several), ensure_ascii=False)


def several(column: str) -> tuple[str, ...]:
    """Read what `words` wrote."""
    return tuple(json.loads(column))


def insert(db: Database, table: str, row: Columns) -> int:
    """Insert one row; return its id."""
    return int(db.table(table).insert(dict(row)).last_pk or 0)


def update(db: Database, table: str, number: int, row: Columns) -> None:
    """Write columns of the row of this id; NotFound."""
    from sqlite_utils.db import NotFoundError

    try:
        db.table(table).update(number, dict(row))
    except NotFoundError as error:
        raise gone() from error


def gone() -> NotFound:
    """Return what is said of a row that is not there any more."""
    return NotFound(
        _("What was to be read or changed is not in the database any more."),
        _("Nothing was changed. Look again: somebody may have removed it."),
    )


def found(row: sqlite3.Row | None) -> sqlite3.Row:
    """Return the row; NotFound where there is none."""
    if row is None:
        raise gone()
    return row
