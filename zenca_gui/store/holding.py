"""Who holds this database, to and from its one row?"""

from __future__ import annotations

import sqlite3

from zenca_gui.core.hand_over import Hold, Holding
from zenca_gui.core.moment import from_text
from zenca_gui.core.zone import Actor
from zenca_gui.store.rows import text


def read(db: sqlite3.Connection) -> Holding:
    """Return who holds it."""
    row = db.execute("select * from hand_over").fetchone()
    return Holding(
        epoch=row["epoch"],
        state=Hold(row["state"]),
        bundle=row["bundle"],
        at=from_text(row["at"]) if row["at"] is not None else None,
        by=Actor(row["by"]),
        host=row["host"],
        to=row["handed_to"],
        file=row["file"],
        words=row["words"],
    )


def write(db: sqlite3.Connection, holding: Holding) -> None:
    """Write all its fields."""
    db.execute(
        "update hand_over set epoch = ?, state = ?, bundle = ?, at = ?, by = ?, host = ?,"
        " handed_to = ?, file = ?, words = ?",
        (
            holding.epoch, holding.state.value, holding.bundle, text(holding.at), holding.by,
            holding.host, holding.to, holding.file, holding.words,
        ),
    )  # fmt: skip
