"""How are devices found and ordered by the million? Indexes, and a full-text index of trigrams."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

PADDED = ("update device set search = search || char(10, 10)",)
"""So that the last letter begins a run of three, too (`device_search.END`)."""
ORDERS = (
    "create index device_by_name on device (zone, retired, name_key)",
    "create index device_by_contact on device (zone, retired, last_contact, name_key)",
)
TOLD = (
    "create table search_told (up_to integer not null) strict",
    "insert into search_told (up_to) select coalesce(max(id), 0) from device",
    """create table search_due (
        device integer primary key,
        was text not null
    ) strict""",
)
"""`up_to`: the index knows the devices up to this id, but of those in `search_due` as they were.
An id is never given twice, so new devices need no row, and no trigger, which would be slow."""
SEARCH = (
    """create virtual table device_search using fts5 (
        search, content = 'device', content_rowid = 'id',
        tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
    )""",
    "insert into device_search (device_search) values ('rebuild')",
    "create virtual table device_word using fts5vocab('device_search', 'row')",
    """create trigger device_removed after delete on device
        when old.id <= (select up_to from search_told)
        begin insert into search_due (device, was) select old.id, old.search
            where not exists (select 1 from search_due where device = old.id); end""",
)
"""`search` is folded already; which three letters stand in it is all that is kept, not where."""
SAVED_FILTERS = (
    """create table saved_filter (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        administrator_key text not null,
        name text not null,
        name_key text not null,
        filter text not null,
        unique (zone, administrator_key, name_key)
    ) strict""",
)


def knows_trigrams(db: Database) -> bool:
    """Tell whether this SQLite has the full-text search; without, devices are searched row by row.

    It may be left out of a build; where it is there, 3.37 (whose tables we use) has trigrams.
    """
    try:
        db.execute("create virtual table temp.tried using fts5 (word, tokenize = 'trigram')")
    except sqlite3.OperationalError:
        return False
    db.execute("drop table temp.tried")
    return True
