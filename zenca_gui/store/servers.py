"""Servers and what they were seen presenting, to and from rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.sighting import Sighting, Trouble
from zenca_gui.core.zone import Server, ServerId, ServerRole, SshAccess, ZoneId
from zenca_gui.store.connections import Connections
from zenca_gui.store.rows import Columns, found, insert, moment, several, text, update, words


class SqliteServers:
    """`core.ports.store.ServerRows` over SQLite."""

    def __init__(self, link: Connections) -> None:
        self._link = link

    def of(self, zone: ZoneId) -> Sequence[Server]:
        """Return a zone's servers, by name."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from server where zone = ? order by fqdn", (zone,)
            ).fetchall()
        return [_from_row(row) for row in rows]

    def get(self, server: ServerId) -> Server:
        """Return one; NotFound."""
        with self._link.reading() as db:
            row = db.execute("select * from server where id = ?", (server,)).fetchone()
        return _from_row(found(row))

    def add(self, server: Server) -> Server:
        """Insert; returns it with its id."""
        self._refuse_taken(server, but=None)
        return replace(server, id=ServerId(insert(self._link.writing(), "server", _to_row(server))))

    def replace(self, server: Server) -> None:
        """Write all its fields."""
        self._refuse_taken(server, but=server.id)
        update(self._link.writing(), "server", server.id, _to_row(server))

    def remove(self, server: ServerId) -> None:
        """Delete it with its certificates and sightings."""
        self.get(server)
        self._link.writing().conn.execute("delete from server where id = ?", (server,))

    def saw(self, sightings: Sequence[Sighting]) -> None:
        """Add looks; all are kept. A look changes nothing of the zone: no journal line needed."""
        self._link.writing(journalled=False).conn.executemany(
            "insert into sighting (zone, server, at, presented, trouble, detail, protocol, cipher,"
            " clock) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    s.zone, s.server, to_text(s.at), words(s.presented),
                    s.trouble.value if s.trouble else None, s.detail, s.protocol, s.cipher,
                    text(s.clock),
                )
                for s in sightings
            ],
        )  # fmt: skip

    def last_seen(self, zone: ZoneId) -> Mapping[ServerId, Sighting]:
        """Return the newest look at each server."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from sighting where id in"
                " (select max(id) from sighting where zone = ? group by server)",
                (zone,),
            ).fetchall()
        return {ServerId(row["server"]): _sighting(row) for row in rows}

    def sightings(self, server: ServerId, limit: int = 50) -> Sequence[Sighting]:
        """Return the newest looks at a server, newest first."""
        with self._link.reading() as db:
            rows = db.execute(
                "select * from sighting where server = ? order by id desc limit ?", (server, limit)
            ).fetchall()
        return [_sighting(row) for row in rows]

    def _refuse_taken(self, server: Server, *, but: ServerId | None) -> None:
        with self._link.reading() as db:
            taken = db.execute(
                "select id from server where zone = ? and fqdn = ?", (server.zone, server.fqdn)
            ).fetchone()
        if taken is not None and taken["id"] != but:
            raise StoreError(
                _("The zone has a server {name} already.").format(name=server.fqdn),
                _("Nothing was changed. Choose another name, or edit that server."),
            )


def _to_row(server: Server) -> Columns:
    ssh = server.ssh
    return {
        "zone": server.zone,
        "fqdn": server.fqdn,
        "aliases": words(server.aliases),
        "address": server.address,
        "port": server.port,
        "role": server.role.value,
        "mdm": server.mdm,
        "ca_role": server.ca_role,
        "os": server.os,
        "version": server.version,
        "ssh_port": ssh.port if ssh else None,
        "ssh_user": ssh.user if ssh else None,
        "ssh_key_file": ssh.key_file if ssh else None,
        "ssh_host_key": ssh.host_key if ssh else None,
        "ssh_folder": ssh.folder if ssh else None,
        "ssh_profile": ssh.profile if ssh else None,
    }


def _from_row(row: sqlite3.Row) -> Server:
    ssh = None
    if row["ssh_port"] is not None:
        ssh = SshAccess(
            port=row["ssh_port"],
            user=row["ssh_user"],
            key_file=row["ssh_key_file"],
            host_key=row["ssh_host_key"],
            folder=row["ssh_folder"],
            profile=row["ssh_profile"],
        )
    return Server(
        id=ServerId(row["id"]),
        zone=ZoneId(row["zone"]),
        fqdn=row["fqdn"],
        aliases=several(row["aliases"]),
        address=row["address"],
        port=row["port"],
        role=ServerRole(row["role"]),
        mdm=bool(row["mdm"]),
        ca_role=bool(row["ca_role"]),
        os=row["os"],
        version=row["version"],
        ssh=ssh,
    )


def _sighting(row: sqlite3.Row) -> Sighting:
    return Sighting(
        zone=ZoneId(row["zone"]),
        server=ServerId(row["server"]),
        at=from_text(row["at"]),
        presented=several(row["presented"]),
        trouble=Trouble(row["trouble"]) if row["trouble"] else None,
        detail=row["detail"],
        protocol=row["protocol"],
        cipher=row["cipher"],
        clock=moment(row["clock"]),
    )
