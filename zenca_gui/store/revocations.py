"""What each CA revoked, and the lists it signed, to and from rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zenca_gui.core.certificate import GenerationId
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import insert


class Revocations:
    """Revoked serials (longer than SQLite's numbers, so text) and signed CRLs."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def revoke(self, generation: GenerationId, serials: Sequence[Revoked]) -> None:
        """Put certificates on their issuer's list; one that is on it stays as it was."""
        self._link.writing().conn.executemany(
            "insert into revoked (generation, serial, at) values (?, ?, ?) on conflict do nothing",
            [(generation, str(each.serial), to_text(each.at)) for each in serials],
        )

    def revoked(self, generation: GenerationId) -> Sequence[Revoked]:
        """Return an issuer's list."""
        with self._link.reading() as db:
            rows = db.execute(
                "select serial, at from revoked where generation = ? order by rowid", (generation,)
            ).fetchall()
        return [Revoked(serial=int(row["serial"]), at=from_text(row["at"])) for row in rows]

    def crl(self, generation: GenerationId) -> tuple[int, bytes] | None:
        """Return the newest CRL's number and DER."""
        with self._link.reading() as db:
            row = db.execute(
                "select number, der from crl where generation = ? order by number desc limit 1",
                (generation,),
            ).fetchone()
        return (row["number"], row["der"]) if row else None

    def add_crl(
        self, generation: GenerationId, number: int, der: bytes, next_update: datetime
    ) -> None:
        """Keep a signed CRL."""
        row = {
            "generation": generation,
            "number": number,
            "der": der,
            "next_update": to_text(next_update),
        }
        insert(self._link.writing(), "crl", row)
