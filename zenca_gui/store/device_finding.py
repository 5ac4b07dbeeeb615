"""Along which way are devices found soonest: an index in order, three letters, or every row?

The first rows of an order need not wait for the rest: along an index that has the order they come
at once, where they are frequent; where they are rare, they are found first and ordered then.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery, FirstRows
from zenca_gui.store.device_filter import Clause, asks_of_board, asks_of_row, needle, selection
from zenca_gui.store.device_search import asked_of_index

FEW = 2_000
"""So few devices that have the letters asked for are looked up at once."""
WALK = 200_000
"""Steps of SQLite (some 15 ms) after which rows along an index are no longer waited for."""
LOOK = 5_000_000
"""The same (some 80 ms) for devices with the letters asked for: found first, ordered then."""
OFTEN = 20_000
"""After so many steps it is asked whether the answer is still wanted."""
RARE = 200_000
"""More devices than these that have the letters asked for are not looked up one by one."""
SMALL = 50_000
"""A zone of so few devices is read along its index; a larger one as it lies on the disk."""
_BY_LETTERS = (
    "from (select rowid as found from device_search where device_search match :letters)"
    " cross join device on device.id = found"
)
_BY_ORDER = {
    DeviceOrder.NAME: "device_by_name",
    DeviceOrder.LAST_CONTACT: "device_by_contact",
}


class Unwanted(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """Nobody waits for the answer any more."""


def first_rows(db: sqlite3.Connection, query: DeviceQuery, number: int) -> FirstRows:
    """Return the first devices of the query's order; fewer where more take long to be found."""
    asked = selection(query)
    asked.values["number"] = number + 1
    index = _BY_ORDER.get(query.order) if query.retired is not None else None
    if index is None or _has_letters(db, query, asked, at_most=FEW):
        sql = f"select id {_way(db, query, asked)} {asked.sql} limit :number"
        return _first(list(_ids(db, sql, asked)), number)
    sql = f"select id from device indexed by {index} {asked.sql} limit :number"  # noqa: S608
    walked, ended = _soon(db, sql, asked, WALK)
    if not ended and _has_letters(db, query, asked, at_most=RARE):
        found, ended = _soon(db, f"select id {_BY_LETTERS} {asked.sql} limit :number", asked, LOOK)
        walked = found if ended else walked
    return _first(walked, number, ended=ended)


def _first(found: list[int], number: int, *, ended: bool = True) -> FirstRows:
    return FirstRows(ids=array("q", found[:number]), whole=ended and len(found) <= number)


def all_ids(db: sqlite3.Connection, query: DeviceQuery, *, stop: Callable[[], bool]) -> array[int]:
    """Return the ids of all devices that fit, in the query's order; `Unwanted` when stopped."""
    asked = selection(query)
    with _until(db, stop, OFTEN):
        way = _way(db, query, asked)
        found = array("q")
        for row in db.execute(f"select id {way} {asked.sql}", asked.values):
            found.append(row[0])
        return found


def _soon(db: sqlite3.Connection, sql: str, asked: Clause, steps: int) -> tuple[list[int], bool]:
    """Return what is found within so many steps, and whether that is all asked for."""
    found: list[int] = []
    try:
        with _until(db, lambda: True, steps):
            for number in _ids(db, sql, asked):  # one by one: what was found by then stays
                found.append(number)  # noqa: PERF402
    except Unwanted:
        return found, False
    return found, True


def _ids(db: sqlite3.Connection, sql: str, asked: Clause) -> Iterator[int]:
    cursor = db.cursor()
    cursor.row_factory = None  # a tuple is made sooner than a Row, which counts a million times
    return (row[0] for row in cursor.execute(sql, asked.values))


def _has_letters(
    db: sqlite3.Connection, query: DeviceQuery, asked: Clause, *, at_most: int
) -> bool:
    """Tell whether the search's index leads to no more devices than these."""
    letters = asked_of_index(db, needle(query), at_most=at_most)
    if letters:
        asked.values["letters"] = letters
    return bool(letters)


def _way(db: sqlite3.Connection, query: DeviceQuery, asked: Clause) -> str:
    """Return where the rows come from, and along which index."""
    if _has_letters(db, query, asked, at_most=RARE):
        return _BY_LETTERS
    if asks_of_board(query) and query.retired is not None and not needle(query):
        return "from device indexed by device_board"
    alone = not asks_of_row(query) and not asks_of_board(query) and query.retired is not None
    if alone and query.order in _BY_ORDER:
        return f"from device indexed by {_BY_ORDER[query.order]}"
    if _at_most(db, SMALL, "device indexed by device_name where zone = :zone", asked):
        return "from device indexed by device_name"
    return "from device not indexed"


def _at_most(db: sqlite3.Connection, most: int, source: str, asked: Clause) -> bool:
    row = db.execute(
        f"select count(*) from (select 1 from {source} limit {most + 1})",  # noqa: S608
        asked.values,
    ).fetchone()
    return int(row[0]) <= most


@contextmanager
def _until(db: sqlite3.Connection, stop: Callable[[], bool], steps: int) -> Iterator[None]:
    """Ask every so many steps of SQLite whether to stop; `Unwanted` where it did."""
    stopped = False

    def asked() -> bool:
        nonlocal stopped
        stopped = stopped or stop()
        return stopped

    db.set_progress_handler(asked, steps)
    try:
        yield
    except sqlite3.OperationalError as error:
        if stopped:
            raise Unwanted from error
        raise
    finally:
        db.set_progress_handler(None, 0)
