"""What does the database remember of its hand-overs? One row, for good."""

from __future__ import annotations

HAND_OVER = (
    """create table hand_over (
        one integer primary key check (one = 1),
        epoch integer not null,
        state text not null check (state in ('here', 'begun', 'away')),
        bundle text not null,
        at text,
        by text not null,
        host text not null,
        handed_to text not null,
        file text not null,
        words text not null
    ) strict""",
    "insert into hand_over values (1, 1, 'here', '', null, '', '', '', '', '')",
)
