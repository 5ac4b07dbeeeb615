"""CA generations and cross certificates, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from zenca_gui.core.certificate import (
    ChangeId,
    CrossCertificate,
    CrossId,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    KeyId,
)
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zone import ZoneId
from zenca_gui.store import certificates
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import found, insert, several, update, words


class Generations:
    """Every CA a zone has, had or will have."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def generations(self, zone: ZoneId) -> Sequence[Generation]:
        """Return a zone's generations, oldest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from generation where zone = ? order by number", (zone,)
            ).fetchall()
            return _from_rows(db, rows)

    def generation(self, generation: GenerationId) -> Generation:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from generation where id = ?", (generation,)).fetchone()
            return _from_rows(db, [found(row)])[0]

    def add_generation(self, generation: Generation) -> Generation:
        """Insert; returns it with its id."""
        db = self._link.writing()
        self._link.work.generations = True
        certificates.write(db.conn, (generation.certificate, *generation.chain))
        row = {
            "zone": generation.zone,
            "number": generation.number,
            "key_number": generation.key_number,
            "certificate": generation.certificate.sha256,
            "chain": words(c.sha256 for c in generation.chain),
            "custody": generation.custody.value,
            "status": generation.status.value,
            "key_id": generation.key_id,
            "change": generation.change,
            "added_at": to_text(generation.added_at),
        }
        return replace(generation, id=GenerationId(insert(db, "generation", row)))

    def replace_generation(self, generation: Generation) -> None:
        """Write its status, custody, key, change and the issuers above it."""
        certificates.write(self._link.writing().conn, generation.chain)
        row = {
            "chain": words(c.sha256 for c in generation.chain),
            "custody": generation.custody.value,
            "status": generation.status.value,
            "key_id": generation.key_id,
            "change": generation.change,
        }
        self._link.work.generations = True
        update(self._link.writing(), "generation", generation.id, row)

    def remove_generation(self, generation: GenerationId) -> None:
        """Delete one that never became active, with its certificates, crosses and CRLs."""
        status = self.generation(generation).status
        assert status in {GenerationStatus.FUTURE, GenerationStatus.ABANDONED}, "it was active"
        self._link.writing().conn.execute("delete from generation where id = ?", (generation,))

    def crosses(
        self, zone: ZoneId, *, change: ChangeId | None = None
    ) -> Sequence[CrossCertificate]:
        """Return cross certificates, oldest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from cross_certificate where zone = :zone"
                " and (:change is null or change = :change) order by id",
                {"zone": zone, "change": change},
            ).fetchall()
            held = certificates.read(db, (row["certificate"] for row in rows))
        return [
            CrossCertificate(
                id=CrossId(row["id"]),
                zone=ZoneId(row["zone"]),
                change=ChangeId(row["change"]),
                subject_generation=GenerationId(row["subject_generation"]),
                issuer_generation=GenerationId(row["issuer_generation"]),
                certificate=held[row["certificate"]],
            )
            for row in rows
        ]

    def add_cross(self, cross: CrossCertificate) -> CrossCertificate:
        """Insert; returns it with its id."""
        db = self._link.writing()
        certificates.write(db.conn, (cross.certificate,))
        row = {
            "zone": cross.zone,
            "change": cross.change,
            "subject_generation": cross.subject_generation,
            "issuer_generation": cross.issuer_generation,
            "certificate": cross.certificate.sha256,
        }
        return replace(cross, id=CrossId(insert(db, "cross_certificate", row)))


def _from_rows(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Sequence[Generation]:
    chains = {row["id"]: several(row["chain"]) for row in rows}
    wanted = {row["certificate"] for row in rows}.union(*chains.values())
    held = certificates.read(db, wanted)
    return [
        Generation(
            id=GenerationId(row["id"]),
            zone=ZoneId(row["zone"]),
            number=row["number"],
            key_number=row["key_number"],
            certificate=held[row["certificate"]],
            chain=tuple(held[sha256] for sha256 in chains[row["id"]]),
            custody=Custody(row["custody"]),
            status=GenerationStatus(row["status"]),
            key_id=KeyId(row["key_id"]) if row["key_id"] is not None else None,
            change=ChangeId(row["change"]) if row["change"] is not None else None,
            added_at=from_text(row["added_at"]),
        )
        for row in rows
    ]
