"""Requests that are out at somebody else's CA, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from zenca_gui.core.certificate import ChangeId, KeyId
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.request import RequestId, ServerRequest
from zenca_gui.core.zone import ServerId, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import moment, several, text, words


class Requests:
    """One request per server and change."""

    _link: Connections

    def requests(self, change: ChangeId) -> Mapping[ServerId, ServerRequest]:
        """Return the requests of a change, by server."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from request where change = ? order by id", (change,)
            ).fetchall()
        return {ServerId(row["server"]): _from_row(row) for row in rows}

    def put_requests(self, requests: Sequence[ServerRequest]) -> None:
        """Write many; one of the same change and server is replaced. The ids are not used."""
        self._link.writing().conn.executemany(
            "insert into request (zone, change, server, der, names, public_sha256, key_id,"
            " made_at, out_at) values (:zone, :change, :server, :der, :names, :public_sha256,"
            " :key_id, :made_at, :out_at) on conflict (change, server) do update set"
            " der = excluded.der, names = excluded.names,"
            " public_sha256 = excluded.public_sha256, key_id = excluded.key_id,"
            " made_at = excluded.made_at, out_at = excluded.out_at",
            [
                {
                    "zone": each.zone,
                    "change": each.change,
                    "server": each.server,
                    "der": each.der,
                    "names": words(each.names),
                    "public_sha256": each.public_sha256,
                    "key_id": each.key_id,
                    "made_at": to_text(each.made_at),
                    "out_at": text(each.out_at),
                }
                for each in requests
            ],
        )

    def drop_requests(self, change: ChangeId) -> None:
        """Delete all of a change."""
        self._link.writing().conn.execute("delete from request where change = ?", (change,))


def _from_row(row: sqlite3.Row) -> ServerRequest:
    return ServerRequest(
        id=RequestId(row["id"]),
        zone=ZoneId(row["zone"]),
        change=ChangeId(row["change"]),
        server=ServerId(row["server"]),
        der=row["der"],
        names=several(row["names"]),
        public_sha256=row["public_sha256"],
        key_id=KeyId(row["key_id"]) if row["key_id"] is not None else None,
        made_at=from_text(row["made_at"]),
        out_at=moment(row["out_at"]),
    )
