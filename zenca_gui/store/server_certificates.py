"""Server certificates by the ten thousand, to and from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zenca_gui.core.certificate import (
    CertificateStatus,
    ChangeId,
    GenerationId,
    KeyId,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.zone import ServerId, ZoneId
from zenca_gui.store import certificates as held_certificates
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import gone


class ServerCertificates:
    """Which certificate which server has, had or will have."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def server_certificates(
        self, zone: ZoneId, *, server: ServerId | None = None, change: ChangeId | None = None
    ) -> Sequence[ServerCertificate]:
        """Return server certificates, oldest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from server_certificate where zone = :zone"
                " and (:server is null or server = :server)"
                " and (:change is null or change = :change) order by id",
                {"zone": zone, "server": server, "change": change},
            ).fetchall()
            held = held_certificates.read(db, (row["certificate"] for row in rows))
        return [
            ServerCertificate(
                id=ServerCertificateId(row["id"]),
                zone=ZoneId(row["zone"]),
                server=ServerId(row["server"]),
                generation=GenerationId(row["generation"]),
                certificate=held[row["certificate"]],
                status=CertificateStatus(row["status"]),
                key_id=KeyId(row["key_id"]) if row["key_id"] is not None else None,
                change=ChangeId(row["change"]) if row["change"] is not None else None,
                added_at=from_text(row["added_at"]),
            )
            for row in rows
        ]

    def add_server_certificates(
        self, certificates: Sequence[ServerCertificate]
    ) -> Sequence[ServerCertificate]:
        """Insert many; returns them with their ids."""
        db = self._link.writing().conn
        held_certificates.write(db, (each.certificate for each in certificates))
        row = db.execute(
            "select seq from sqlite_sequence where name = 'server_certificate'"
        ).fetchone()
        first = (row[0] if row else 0) + 1
        numbered = [
            replace(each, id=ServerCertificateId(first + i)) for i, each in enumerate(certificates)
        ]
        db.executemany(
            "insert into server_certificate (id, zone, server, generation, certificate, status,"
            " key_id, change, added_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    each.id, each.zone, each.server, each.generation, each.certificate.sha256,
                    each.status.value, each.key_id, each.change, to_text(each.added_at),
                )
                for each in numbered
            ],
        )  # fmt: skip
        return numbered

    def remove_server_certificates(self, certificates: Sequence[ServerCertificateId]) -> None:
        """Delete some that never left zenca."""
        self._link.writing().conn.executemany(
            "delete from server_certificate where id = ?", [(each,) for each in certificates]
        )

    def replace_server_certificates(self, certificates: Sequence[ServerCertificate]) -> None:
        """Write their status and key."""
        cursor = self._link.writing().conn.executemany(
            "update server_certificate set status = ?, key_id = ? where id = ?",
            [(each.status.value, each.key_id, each.id) for each in certificates],
        )
        if certificates and cursor.rowcount < len(certificates):
            raise gone()
