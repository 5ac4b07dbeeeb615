"""Certificates, each once by its fingerprint, to and from rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import several, words

_COLUMNS = (
    "sha256", "der", "subject", "issuer", "serial", "not_before", "not_after", "key", "signature",
    "sha1", "public_sha256", "ca", "path_length", "key_identifier", "authority_identifier",
    "names", "self_signed",
)  # fmt: skip
_INSERT = (
    f"insert into certificate ({', '.join(_COLUMNS)})"  # noqa: S608
    f" values ({', '.join('?' * len(_COLUMNS))}) on conflict do nothing"
)


class Certificates:
    """What zenca ever stored or saw of certificates."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def certificate(self, sha256: str) -> Certificate | None:
        """Return any certificate zenca ever stored or saw, by fingerprint."""
        with self._link.reading() as db:
            return read(db, [sha256]).get(sha256)

    def remember(self, certificates: Sequence[Certificate]) -> None:
        """Keep certificates that were seen somewhere. No journal line needed."""
        write(self._link.writing(journalled=False).conn, certificates)


def write(db: sqlite3.Connection, certificates: Iterable[Certificate]) -> None:
    """Insert those that are not there yet."""
    db.executemany(
        _INSERT,
        [
            (
                c.sha256, c.der, c.subject, c.issuer, str(c.serial), to_text(c.not_before),
                to_text(c.not_after), c.key, c.signature, c.sha1, c.public_sha256, c.ca,
                c.path_length, c.key_identifier, c.authority_identifier, words(c.names),
                c.self_signed,
            )
            for c in certificates
        ],
    )  # fmt: skip


def read(db: sqlite3.Connection, fingerprints: Iterable[str]) -> Mapping[str, Certificate]:
    """Return the certificates of these fingerprints."""
    rows = db.execute(
        "select certificate.* from json_each(?) asked cross join certificate"
        " on certificate.sha256 = asked.value",
        (json.dumps(sorted(set(fingerprints))),),
    )
    return {row["sha256"]: _from_row(row) for row in rows}


def _from_row(row: sqlite3.Row) -> Certificate:
    return Certificate(
        der=row["der"],
        subject=row["subject"],
        issuer=row["issuer"],
        serial=int(row["serial"]),
        not_before=from_text(row["not_before"]),
        not_after=from_text(row["not_after"]),
        key=row["key"],
        signature=row["signature"],
        sha256=row["sha256"],
        sha1=row["sha1"],
        public_sha256=row["public_sha256"],
        ca=bool(row["ca"]),
        path_length=row["path_length"],
        key_identifier=row["key_identifier"],
        authority_identifier=row["authority_identifier"],
        names=several(row["names"]),
        self_signed=bool(row["self_signed"]),
    )
