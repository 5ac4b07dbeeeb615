"""How is the search's index told of devices that changed? All at once, before a change commits.

Triggers that tell it row by row would make it write itself down for each: five times as slow.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable

LEAST = 3
"""So many letters a word of the index has."""
END = "\n" * (LEAST - 1)
"""What ends the text a device is found by: so each letter of it begins a word of the index."""
_MOST = 40
"""More parts of a needle than these narrow nothing any more; the row itself is compared anyway."""


def tell_index(db: sqlite3.Connection) -> None:
    """Bring the index up to what the devices are now."""
    up_to, newest, due = db.execute(
        "select up_to, (select coalesce(max(id), 0) from device),"
        " exists (select 1 from search_due) from search_told"
    ).fetchone()
    if not due and newest <= up_to:
        return
    if has_index(db):
        for statement in (
            "insert into device_search (device_search, rowid, search)"
            " select 'delete', device, was from search_due",
            "insert into device_search (rowid, search)"
            " select id, search from search_due cross join device on id = device",
        ):
            db.execute(statement)
        db.execute(
            "insert into device_search (rowid, search) select id, search from device where id > ?",
            (up_to,),
        )
    db.execute("delete from search_due")
    db.execute("update search_told set up_to = ?", (max(up_to, newest),))


def note_words(db: sqlite3.Connection, words: Iterable[tuple[int, str]]) -> None:
    """Note, before devices get these words to be found by, what the index knows them by."""
    db.execute(
        "insert into search_due (device, was) select device.id, search from json_each(?) asked"
        " cross join device on device.id = json_extract(asked.value, '$[0]')"
        " where search <> json_extract(asked.value, '$[1]')"
        " and device.id <= (select up_to from search_told)"
        " on conflict (device) do nothing",
        (json.dumps(list(words)),),
    )


def has_index(db: sqlite3.Connection) -> bool:
    """Tell whether there is one: SQLite may have been built without it."""
    row = db.execute("select 1 from sqlite_master where name = 'device_search'").fetchone()
    return row is not None


def asked_of_index(db: sqlite3.Connection, needle: str, *, at_most: int) -> str:
    """Return what the index is asked for a folded needle, "" where it leads to more than these.

    Three letters and more are asked for by all their words; fewer by any word that they begin.
    """
    if not needle or not has_index(db):
        return ""
    if len(needle) < LEAST:
        return " OR ".join(map(_quoted, _begun(db, needle, at_most=at_most)))
    words = dict.fromkeys(needle[at : at + LEAST] for at in range(len(needle) - LEAST + 1))
    asked = " AND ".join(map(_quoted, list(words)[:_MOST]))
    row = db.execute(
        "select count(*) from"
        " (select 1 from device_search where device_search match :asked limit :most)",
        {"asked": asked, "most": at_most + 1},
    ).fetchone()
    return asked if row[0] <= at_most else ""


def _begun(db: sqlite3.Connection, letters: str, *, at_most: int) -> list[str]:
    """Return the words that begin so; one that nobody has for none, none for too many devices."""
    words, devices = [], 0
    for word, number in db.execute(
        "select term, doc from device_word where term >= :first and term < :beyond",
        {"first": letters, "beyond": letters + chr(sys.maxunicode)},
    ):
        words.append(word)
        devices += number
        if devices > at_most or len(words) > _MOST:
            return []
    return words or [letters.ljust(LEAST, "\n")]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
