"""The table that remembers how far the stages of a rollout are; their members are counted anew."""

from __future__ import annotations

STAGES = (
    """create table rollout_stage (
        change integer not null references ca_change on delete cascade,
        name text not null,
        timeout integer not null,
        state text not null,
        begun_at text,
        clock_from text,
        ended_at text,
        halt text,
        left_out integer not null,
        primary key (change, name)
    ) strict""",
)
PILOT = (
    """create index device_pilot on device (zone, retired, lost, kind, stage, last_contact)
        where test = 1""",
)
"""`timeout`: seconds. A change without rows goes to all at once."""
