"""Every database that a zenca ever left is opened by this one."""

import importlib.util
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from zenca_gui.core.journal import check
from zenca_gui.store.database import open_store
from zenca_gui.store.migrations import NAMES

DATA = Path(__file__).resolve().parents[1] / "data" / "schema"
KEPT = sorted(DATA.glob("*.db"))


def shape(path):
    with closing(sqlite3.connect(path)) as db:
        return sorted(db.execute("select type, name, sql from sqlite_master"))


def test_there_is_one():
    assert KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_it_opens_and_reads(kept, tmp_path, now):
    folder = tmp_path / "zenca"
    folder.mkdir()
    shutil.copyfile(kept, folder / "zenca.db")
    store = open_store(folder, now=now)
    (zone,) = store.zones.all()
    dumped = store.dump(zone.id)
    assert store.quick_check() == ""
    assert check(store.journal.walk()).whole
    assert store.journal.head().sequence == 2
    assert store.changes.open(zone.id).state.value == "assigned"
    assert [g.name for g in store.authorities.generations(zone.id)] == ["G1.1", "G2.2"]
    assert len(store.servers.of(zone.id)) == len(store.servers.last_seen(zone.id)) == 2
    assert [d.name for d in store.devices.page([1, 2])] == ["phone", "WS-Ä-001"]
    with closing(sqlite3.connect(kept)) as db:
        then = {row[0] for row in db.execute("select name from sqlite_master")}
    assert [table for table, rows in dumped["rows"].items() if not rows and table in then] == []
    store.close()


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_it_is_one_file_and_none_of_it_is_written_by_the_test(kept):
    assert not kept.with_name(f"{kept.name}-wal").exists()
    with closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as db:
        assert db.execute("pragma journal_mode").fetchone()[0] == "delete"


def test_the_newest_is_what_this_zenca_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make_newest", DATA / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make(tmp_path / "made.db")
    assert shape(tmp_path / "made.db") == shape(KEPT[-1])
    with closing(sqlite3.connect(KEPT[-1])) as db:
        steps = [row[0] for row in db.execute("select name from _sqlite_migrations order by id")]
    assert steps == list(NAMES)
