"""The tables that remember when devices were in contact: a year of it in some bytes each."""

from __future__ import annotations

CONTACTS = (
    """create table contact_history (
        device integer primary key references device on delete cascade,
        newest integer not null,
        slots blob not null
    ) strict""",
    """create table contact_look (
        zone integer primary key references zone on delete cascade,
        at text not null,
        phase integer not null
    ) strict""",
)
"""`newest`: the six hours of the newest contact, counted from 1970; `slots`: a bit for each six
hours back from it, lowest first. A device that was heard once has no row. `at`: when contacts
were last asked for; `phase`: how many seconds into each of the day's quarters the hours begin."""
