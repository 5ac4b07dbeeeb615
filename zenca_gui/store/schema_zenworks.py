"""The tables of ZENworks: the way to a zone's server, and what it told of which devices."""

from __future__ import annotations

ZENWORKS = (
    """create table zenworks (
        zone integer primary key references zone on delete cascade,
        host text not null,
        port integer not null,
        account text not null,
        pinned blob,
        at_start integer not null,
        every_hours integer not null,
        tried_at text,
        trouble text not null,
        begun_at text,
        read_at text,
        devices integer not null,
        nagged_at text
    ) strict""",
    """create table zenworks_told (
        zone integer not null references zone on delete cascade,
        guid text not null,
        primary key (zone, guid)
    ) strict, without rowid""",
    """create table zenworks_fact (
        device integer primary key references device on delete cascade,
        folder text not null,
        version text not null,
        status text not null,
        read_at text not null
    ) strict""",
)
