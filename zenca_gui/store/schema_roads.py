"""The tables of every road: who is to hold the new CA, requests that are out, ways back."""

from __future__ import annotations

ROADS = (
    "alter table ca_change add column custody text",
    "alter table ca_change add column same_key integer",
    "alter table ca_change add column reissue integer",
    "alter table ca_change add column retreated_at text",
    "drop index one_open_change",
    """create unique index one_open_change on ca_change (zone)
        where state in ('draft', 'material', 'assigned', 'active', 'cancelling', 'rolling back')""",
    """create table request (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        change integer not null references ca_change on delete cascade,
        server integer not null references server on delete cascade,
        der blob not null,
        names text not null,
        public_sha256 text not null,
        key_id text,
        made_at text not null,
        out_at text,
        unique (change, server)
    ) strict""",
    "create index request_of_server on request (server)",
    "create index request_of_zone on request (zone)",
)
