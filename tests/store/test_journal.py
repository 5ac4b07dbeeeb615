"""The journal grows at its end and nowhere else."""

import sqlite3

import pytest

from zenca_gui.core.journal import EMPTY, check
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import ZENCA


@pytest.fixture
def lines(world):
    for zone, words in (("north", "Ärger"), ("south", "Peace"), ("north", "100 %"), ("", "None")):
        with world.change(zone, words):
            pass
    return world.store.journal


def words(entries):
    return [entry.words for entry in entries]


def test_a_new_journal_is_empty(store):
    assert store.journal.head() == EMPTY
    assert list(store.journal.walk()) == store.journal.entries() == []


def test_the_chain_is_whole_and_its_head_is_the_newest(lines):
    finding = check(lines.walk(), outside=lines.head())
    assert (finding.whole, finding.outside, finding.entries) == (True, True, 4)
    assert lines.head().sequence == 4


def test_entries_come_newest_first_and_page_by_page(lines):
    assert words(lines.entries()) == ["None", "100 %", "Peace", "Ärger"]
    page = lines.entries(limit=2)
    assert words(lines.entries(before=page[-1].sequence, limit=1)) == ["Peace"]
    assert [entry.sequence for entry in lines.walk()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"zone": "north"}, ["100 %", "Ärger"]),
        ({"zone": ""}, ["None"]),
        ({"zone": "absent"}, []),
        ({"search": "ärGER"}, ["Ärger"]),
        ({"search": "%"}, ["100 %"]),
        ({"search": "south"}, ["Peace"]),
        ({"search": "ANNA", "zone": "north"}, ["100 %", "Ärger"]),
        ({"search": "test.changed"}, ["None", "100 %", "Peace", "Ärger"]),
    ],
)
def test_entries_are_found_by_zone_and_words(lines, asked, found):
    assert words(lines.entries(**asked)) == found
    assert lines.count(**asked) == len(found)


def test_several_entries_of_one_change_follow_each_other(store, now):
    with store.transaction() as transaction:
        made = [
            transaction.record(
                at=now, zone_time=now, actor=ZENCA, zone="", kind=f"k{n}", words="", detail={},
                evidence=Evidence.SEEN,
            )
            for n in range(3)
        ]  # fmt: skip
        assert store.journal.head().sequence == 3
    assert list(store.journal.walk()) == made
    assert check(store.journal.walk()).whole


def test_a_long_journal_is_walked_whole(store, now):
    with store.transaction() as transaction:
        for _ in range(1203):
            transaction.record(
                at=now, zone_time=now, actor=ZENCA, zone="", kind="k", words="", detail={},
                evidence=Evidence.SEEN,
            )  # fmt: skip
    assert sum(1 for _ in store.journal.walk()) == store.journal.count() == 1203


@pytest.mark.parametrize(
    "sql",
    [
        "update journal set words = 'nothing happened'",
        "delete from journal where sequence = 4",
        "insert or replace into journal select sequence, at, zone_time, actor, zone, kind, 'x',"
        " evidence, detail, previous, hash from journal where sequence = 4",
        "insert into journal select sequence + 9, at, zone_time, actor, zone, kind, words,"
        " evidence, detail, previous, hash from journal where sequence = 4",
    ],
)
def test_a_line_is_neither_rewritten_nor_removed_nor_put_in_between(lines, world, sql):
    before = list(lines.walk())
    path = world.store.path
    db = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(sql)
    db.close()
    assert list(lines.walk()) == before
