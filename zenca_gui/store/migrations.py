"""The schema, as the list of steps that built it. Append; never edit a released step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from zenca_gui.store import (
    schema_board,
    schema_contacts,
    schema_first,
    schema_following,
    schema_handover,
    schema_mdm,
    schema_roads,
    schema_search,
    schema_stages,
    schema_zenworks,
)

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def m0001_inventory(db: Database) -> None:
    """Remember administrators, zones, servers and devices."""
    for statement in schema_first.INVENTORY:
        db.execute(statement)


def m0002_authorities(db: Database) -> None:
    """Remember CA generations, certificates, sealed keys and revocations."""
    for statement in schema_first.AUTHORITIES:
        db.execute(statement)


def m0003_changes(db: Database) -> None:
    """Remember CA changes, what they carry and what is to be done."""
    for statement in schema_first.CHANGES:
        db.execute(statement)


def m0004_journal(db: Database) -> None:
    """Keep the journal, to which lines can only be added."""
    for statement in schema_first.JOURNAL:
        db.execute(statement)


def m0005_roads(db: Database) -> None:
    """Remember which road a change takes, which requests are out, and the way back."""
    for statement in schema_roads.ROADS:
        db.execute(statement)


def m0006_hand_over(db: Database) -> None:
    """Remember who holds the database."""
    for statement in schema_handover.HAND_OVER:
        db.execute(statement)


def m0007_following(db: Database) -> None:
    """Remember subscriptions, who owns a follow-up, its steps, and stages that contradict."""
    for statement in schema_following.FOLLOWING:
        db.execute(statement)


def m0008_contact_history(db: Database) -> None:
    """Remember when devices were in contact."""
    for statement in schema_contacts.CONTACTS:
        db.execute(statement)


def m0009_rollout_stages(db: Database) -> None:
    """Remember how far the stages of a rollout are."""
    for statement in schema_stages.STAGES:
        db.execute(statement)


def m0010_board(db: Database) -> None:
    """Lay devices in the order the board counts them, and remember who saw which numbers."""
    for statement in schema_board.BOARD:
        db.execute(statement)


def m0011_search(db: Database) -> None:
    """Find devices by three letters, and show their first rows in order at once."""
    for statement in (*schema_search.PADDED, *schema_search.ORDERS, *schema_search.TOLD):
        db.execute(statement)
    if schema_search.knows_trigrams(db):
        for statement in schema_search.SEARCH:
            db.execute(statement)


def m0012_saved_filters(db: Database) -> None:
    """Remember the filters that administrators saved."""
    for statement in schema_search.SAVED_FILTERS:
        db.execute(statement)


def m0013_mdm_server(db: Database) -> None:
    """Remember which server manages a phone."""
    for statement in schema_mdm.MDM:
        db.execute(statement)


def m0014_pilot_index(db: Database) -> None:
    """Let the pilot group be counted by itself."""
    for statement in schema_stages.PILOT:
        db.execute(statement)


def m0015_zenworks(db: Database) -> None:
    """Remember how ZENworks is reached, and what it said of devices."""
    for statement in schema_zenworks.ZENWORKS:
        db.execute(statement)


STEPS: tuple[Callable[[Database], None], ...] = (
    m0001_inventory,
    m0002_authorities,
    m0003_changes,
    m0004_journal,
    m0005_roads,
    m0006_hand_over,
    m0007_following,
    m0008_contact_history,
    m0009_rollout_stages,
    m0010_board,
    m0011_search,
    m0012_saved_filters,
    m0013_mdm_server,
    m0014_pilot_index,
    m0015_zenworks,
)
NAMES = tuple(step.__name__ for step in STEPS)


def steps() -> Migrations:
    """Return the steps for sqlite-utils, which is slow to import and needed only to migrate."""
    from sqlite_utils import Migrations

    all_steps = Migrations("zenca")
    for step in STEPS:
        all_steps()(step)
    return all_steps
