"""The database is opened safely, or not at all and nothing changed."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from zenca_gui.core.errors import StoreError
from zenca_gui.store import migrations, opening
from zenca_gui.store.database import open_store
from zenca_gui.store.migrations import NAMES

NOBODY = 65534


def plain(path):
    return closing(sqlite3.connect(path, isolation_level=None))


def everything(folder):
    """What lies in a folder, to the byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def made(folder, now):
    """A database that was closed again."""
    store = open_store(folder, now=now)
    store.close()
    return store.path


def refuse(folder, now, match):
    with pytest.raises(StoreError, match=match) as caught:
        open_store(folder, now=now, wait=0.1)
    assert caught.value.hint
    return caught.value


def test_a_missing_folder_is_made_for_its_owner_alone(store, folder):
    assert mode(folder) == 0o700
    assert mode(store.path) == 0o600
    assert store.path == folder / "zenca.db"


def test_write_ahead_log_and_its_index_are_for_the_owner_alone_too(world, folder):
    world.zone()
    assert {mode(path) for path in folder.glob("zenca.db*")} == {0o600}
    assert len(list(folder.glob("zenca.db*"))) == 3


def test_it_is_opened_safely(store):
    with store._link.reading() as db:
        pragmas = {
            name: db.execute(f"pragma {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "application_id", "query_only")
        }
    with store.transaction():
        writer = store._link.writing(journalled=False).conn
        assert writer.execute("pragma synchronous").fetchone()[0] == 2
        assert writer.execute("pragma secure_delete").fetchone()[0] == 1
    assert pragmas == {
        "journal_mode": "wal", "foreign_keys": 1, "application_id": 0x5A454E43, "query_only": 1,
    }  # fmt: skip


def test_it_is_the_same_database_the_next_time(folder, now):
    first, second = open_store(folder, now=now), open_store(folder, now=now)
    assert first.uuid == second.uuid
    first.close()
    second.close()


def test_opening_the_current_version_changes_nothing_and_makes_no_copy(made, folder, now):
    before = everything(folder)
    open_store(folder, now=now).close()
    assert everything(folder) == before


def test_opening_does_not_import_sqlite_utils(made, folder, child):
    code = "open_store(Path(sys.argv[1]), now=NOW).close(); print('sqlite_utils' in sys.modules)"
    assert child(code, folder).stdout.strip() == "False"


def test_a_file_that_is_no_database_is_refused(folder, now):
    folder.mkdir()
    (folder / "zenca.db").write_bytes(b"Dear diary, " * 50)
    before = everything(folder)
    refuse(folder, now, "not a database of zenca")
    assert everything(folder) == before


def test_somebody_elses_database_is_refused(folder, now):
    folder.mkdir()
    with plain(folder / "zenca.db") as db:
        db.execute("create table recipe (name)")
    before = everything(folder)
    refuse(folder, now, "not a database of zenca")
    assert everything(folder) == before


def test_a_folder_in_the_databases_place_is_refused(folder, now):
    (folder / "zenca.db").mkdir(parents=True)
    refuse(folder, now, "not a database of zenca")


@pytest.mark.parametrize("length", [0, 50])
def test_an_empty_or_cut_off_database_is_damaged_and_not_started_anew(made, folder, now, length):
    made.write_bytes(made.read_bytes()[:length])
    error = refuse(folder, now, "damaged")
    assert str(folder / "backups") in error.hint
    assert made.stat().st_size == length


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"XXXXXX format 3\0" + data[16:],
        lambda data: data[:100] + os.urandom(len(data) - 100),
        lambda data: data[:4096],
    ],
)
def test_a_damaged_database_names_the_folder_of_the_backups(made, folder, now, spoil):
    made.write_bytes(spoil(made.read_bytes()))
    before = made.read_bytes()
    error = refuse(folder, now, "damaged")
    assert str(folder / "backups") in error.hint
    assert made.read_bytes() == before


def test_a_page_spoiled_in_the_middle_is_found_by_the_quick_check(made, folder, now):
    data = bytearray(made.read_bytes())
    with plain(made) as db:
        page = db.execute("select rootpage from sqlite_master where name = 'device'").fetchone()[0]
    data[(page - 1) * 4096 : page * 4096] = b"\x55" * 4096
    made.write_bytes(data)
    store = open_store(folder, now=now)
    assert store.quick_check() != ""
    store.close()


def test_a_whole_database_passes_the_quick_check(store):
    assert store.quick_check() == ""


def test_a_newer_zencas_database_is_refused_with_the_place_of_older_copies(made, folder, now):
    with plain(made) as db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('zenca', 'm9999_tomorrow', '')"
        )
    error = refuse(folder, now, "newer zenca")
    assert str(folder / "backups") in error.hint
    assert "m9999_tomorrow" in error.hint


def later_step(monkeypatch, step):
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    for module in (migrations, opening):
        monkeypatch.setattr(module, "NAMES", (*NAMES, step.__name__))


def test_an_older_database_is_kept_as_it_was_and_then_migrated(made, folder, now, monkeypatch):
    def m9000_colour(db):
        """Remember a colour."""
        db.execute("alter table zone add column colour text")

    later_step(monkeypatch, m9000_colour)
    store = open_store(folder, now=now)
    with store._link.reading() as db:
        assert db.execute("select colour from zone").fetchall() == []
    store.close()
    (copy,) = (folder / "backups").iterdir()
    assert copy.name.startswith(f"zenca-{NAMES[-1]}-20261123T120000Z-")
    assert (mode(copy.parent), mode(copy)) == (0o700, 0o600)
    with plain(copy) as db:
        assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert "colour" not in [row[1] for row in db.execute("pragma table_info(zone)")]


def test_a_step_that_fails_leaves_the_database_at_its_old_version(made, folder, now, monkeypatch):
    def m9000_half(db):
        """Do half of it."""
        db.execute("alter table zone add column colour text")
        raise ZeroDivisionError

    later_step(monkeypatch, m9000_half)
    with pytest.raises(ZeroDivisionError):
        open_store(folder, now=now)
    monkeypatch.undo()
    store = open_store(folder, now=now)
    with store._link.reading() as db:
        assert "colour" not in [row["name"] for row in db.execute("pragma table_info(zone)")]
    store.close()


def test_every_step_says_what_it_does():
    assert all(step.__doc__ for step in migrations.STEPS)
    assert tuple(sorted(migrations.NAMES)) == migrations.NAMES


def test_an_existing_database_that_others_could_read_is_closed_to_them(made, folder, now):
    made.chmod(0o644)
    open_store(folder, now=now).close()
    assert mode(made) == 0o600


def test_a_database_of_ours_without_its_tables_is_damaged(folder, now):
    folder.mkdir()
    with plain(folder / "zenca.db") as db:
        db.execute(f"pragma application_id = {0x5A454E43}")
    refuse(folder, now, "damaged")


# --- the folder ---


def test_a_missing_parent_is_named(tmp_path, now):
    refuse(tmp_path / "no" / "such" / "folder", now, r"such does not exist")
    assert list(tmp_path.iterdir()) == []


def test_inside_the_home_missing_parents_are_made(tmp_path, now, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store(tmp_path / ".local" / "share" / "zenca", now=now).close()
    assert mode(tmp_path / ".local" / "share" / "zenca") == 0o700


def test_a_file_in_the_folders_place_is_refused(folder, now):
    folder.write_text("x")
    refuse(folder, now, "is not a folder")


def test_a_link_of_ones_own_is_followed(tmp_path, folder, now):
    (tmp_path / "disk").mkdir()
    folder.symlink_to(tmp_path / "disk")
    store = open_store(folder, now=now)
    assert store.path == tmp_path / "disk" / "zenca.db"
    store.close()


def test_a_link_that_leads_nowhere_is_refused(tmp_path, folder, now):
    folder.symlink_to(tmp_path / "nowhere")
    refuse(folder, now, "leads nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_that_leads_to_itself_is_refused(folder, now):
    folder.symlink_to(folder)
    refuse(folder, now, "leads nowhere|cannot be used")


def test_a_name_that_is_too_long_is_refused(tmp_path, now):
    refuse(tmp_path / ("x" * 300), now, "cannot be used")


def test_a_database_that_is_a_link_is_refused(tmp_path, folder, now):
    folder.mkdir()
    (folder / "zenca.db").symlink_to(tmp_path / "elsewhere.db")
    refuse(folder, now, "not a database of zenca")
    assert not (tmp_path / "elsewhere.db").exists()


as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to play another account"
)
TRY = """
try:
    open_store(Path(sys.argv[1]), now=NOW).close()
    print("opened")
except ZencaError as error:
    print(error.title)
"""


@pytest.fixture
def open_place():
    """A folder in which every account may work."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o777)
        yield place


@as_root
@pytest.mark.parametrize("what", ["folder", "link", "database"])
def test_what_belongs_to_another_account_is_refused(child, open_place, now, what):
    folder = open_place / "zenca"
    if what == "link":
        (open_place / "real").mkdir()
        os.chown(open_place / "real", NOBODY, NOBODY)
        folder.symlink_to(open_place / "real")
    else:
        open_store(folder, now=now).close()
        folder.chmod(0o777)
    if what == "database":
        os.chown(folder, NOBODY, NOBODY)
    assert "belongs to somebody else" in child(TRY, folder, user=NOBODY).stdout


@as_root
def test_root_does_not_write_into_another_accounts_folder(open_place, now):
    folder = open_place / "zenca"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    refuse(folder, now, "belongs to somebody else")
    assert list(folder.iterdir()) == []


@as_root
@pytest.mark.parametrize("closed", ["folder", "parent", "database", "unreadable", "hidden"])
def test_what_an_unprivileged_account_cannot_write_is_named(child, open_place, closed):
    folder = open_place / "zenca"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    if closed == "database":
        assert child(TRY, folder, user=NOBODY).stdout == "opened\n"
        (folder / "zenca.db").chmod(0o400)
    elif closed == "parent":
        folder.rmdir()
        open_place.chmod(0o755)
    elif closed == "hidden":
        open_place.chmod(0o700)
    else:
        folder.chmod(0o500 if closed == "folder" else 0o000)
    before = everything(open_place)
    said = child(TRY, folder, user=NOBODY).stdout
    assert said.count("\n") == 1
    assert "cannot be written" in said
    assert everything(open_place) == before


@as_root
def test_a_full_disk_is_named_and_nothing_is_left_behind(open_place, now):
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(open_place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        refuse(open_place / "zenca", now, "full")
        assert list(open_place.iterdir()) == []
    finally:
        subprocess.run(["umount", str(open_place)], check=True)


@as_root
def test_a_disk_that_fills_up_takes_the_change_back(open_place, now, child):
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", str(open_place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        code = """
store = open_store(Path(sys.argv[1]), now=NOW)
add(store, "first")
try:
    for n in range(10_000):
        add(store, f"zone {n}" + "x" * 5000)
except ZencaError as error:
    print(error.title)
count = len(store.zones.all())
assert store.journal.count() == count
store.close()
store = open_store(Path(sys.argv[1]), now=NOW)
assert len(store.zones.all()) == count > 1
print(repr(store.quick_check()))
store.close()
"""
        said = child(code, open_place / "zenca").stdout.splitlines()
        assert "full" in said[0]
        assert said[1] == "''"
    finally:
        subprocess.run(["umount", str(open_place)], check=True)


def test_two_processes_that_make_it_at_once_get_the_same_one(folder):
    folder.mkdir()
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from zenca_gui.store.database import open_store\n"
        "s = open_store(Path(sys.argv[1]), now=datetime(2026, 1, 1, tzinfo=UTC)); print(s.uuid)"
    )
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=root, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = {process.communicate(timeout=60)[0] for process in running}
    assert len(said) == 1
    assert [path.name for path in folder.glob(".*")] == []
