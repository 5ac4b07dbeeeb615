"""What is remembered of those who follow: subscriptions, owners, steps, contradicting stages."""

from __future__ import annotations

FOLLOWING = (
    """create table subscription (
        id integer primary key autoincrement,
        zone integer not null references zone on delete cascade,
        name text not null,
        name_key text not null,
        side text not null check (side in ('publisher', 'subscriber')),
        server integer references server on delete set null,
        server_name text not null,
        partner text not null,
        console text not null,
        contact text not null,
        kept blob,
        kept_at text,
        kept_by text not null,
        unique (zone, side, name_key)
    ) strict""",
    "create index subscription_of_server on subscription (server)",
    "alter table follow_up add column owner text not null default ''",
    "alter table follow_up add column steps text not null default '[]'",
    """alter table follow_up add column subscription integer
        references subscription on delete set null""",
    "create index follow_up_of_subscription on follow_up (subscription)",
    "alter table device add column stage_other text",
)
