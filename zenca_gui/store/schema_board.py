"""What the board needs: devices in the order they are counted in, and who saw which numbers."""

from __future__ import annotations

BOARD = (
    "drop index device_stand",
    """create index device_board
        on device (zone, retired, kind, stage, lost, can_talk, last_contact)""",
    "create index device_stage_said on device (zone, stage_at) where stage_at is not null",
    """create table board_look (
        administrator_key text not null,
        zone integer not null references zone on delete cascade,
        door text not null check (door in ('window', 'command')),
        seen text not null,
        primary key (administrator_key, zone, door)
    ) strict""",
)
"""`seen`: the numbers of the board as JSON, so that what changed since can be said."""
