"""One change is one transaction with its journal line: all of it, or nothing."""
# ruff: noqa: PT012 - what is raised at the end of a transaction belongs to its whole block

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Custody, GenerationStatus, KeyId, SealedKey
from zenca_gui.core.errors import Busy, StoreError
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.sighting import Sighting
from zenca_gui.core.zone import Actor, Administrator, Zone, ZoneId
from zenca_gui.store.database import open_store

ROOT = Path(__file__).resolve().parents[2]


def elsewhere(call):
    """Run on another thread; return its answer."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result(timeout=30)


def north(number=0):
    return Zone(id=ZoneId(number), name="north")


def test_a_change_without_a_journal_line_is_a_bug_and_is_taken_back(store):
    with pytest.raises(AssertionError, match="journal"), store.transaction():
        store.zones.add(north())
    assert store.zones.all() == []


def test_writing_outside_a_transaction_is_a_bug(store):
    with pytest.raises(AssertionError, match="transaction"):
        store.zones.add(north())


def test_writing_on_another_thread_than_the_transactions_is_a_bug(store):
    with store.transaction(), pytest.raises(AssertionError, match="transaction"):
        elsewhere(lambda: store.zones.add(north()))


def test_a_transaction_inside_a_transaction_is_a_bug(store):
    with store.transaction(), pytest.raises(AssertionError, match="open already"):  # noqa: SIM117
        with store.transaction():
            pass


def test_an_exception_takes_everything_back_the_journal_too(world):
    with pytest.raises(ZeroDivisionError), world.change():
        world.store.zones.add(north())
        raise ZeroDivisionError
    assert world.store.zones.all() == []
    assert world.store.journal.count() == 0
    assert world.zone().name == "north"


def test_what_changes_nothing_of_a_zone_needs_no_journal_line(world, now):
    zone = world.zone()
    server = world.server(zone)
    (device,) = world.devices(zone, {})
    with world.change(""):
        anna = world.store.administrators.add(
            Administrator(id=0, name="anna", password_hash="x", added_at=now)
        )
    lines = world.store.journal.count()
    with world.store.transaction():
        world.store.administrators.mark_shown("anna", zone.id, "window", now)
        world.store.administrators.replace(anna)
        world.store.servers.saw([Sighting(zone=zone.id, server=server.id, at=now)])
        world.store.authorities.remember([world.certificate("x")])
        world.store.devices.heard([(device.id, now)])
        world.store.authorities.reserve_key(KeyId("k"), zone.id, now)
        world.store.authorities.release_key(KeyId("k"))
    assert world.store.journal.count() == lines
    assert world.store.devices.get(device.id).last_contact == now


def test_the_thread_of_a_transaction_sees_its_rows_and_no_other_does(world):
    with world.change():
        world.store.zones.add(north())
        assert len(world.store.zones.all()) == 1
        assert elsewhere(world.store.zones.all) == []
    assert len(elsewhere(world.store.zones.all)) == 1


def test_a_reader_never_waits_for_a_writer_nor_a_writer_for_a_reader(world):
    world.zone()
    world.zone("south")
    slow = world.store.journal.walk()
    next(slow)
    with world.store._link.reading() as db:
        rows = db.execute("select name from zone order by id")
        assert next(rows)["name"] == "north"
        elsewhere(lambda: world.zone("east"))
        assert [row["name"] for row in rows] == ["south"]
    assert [entry.zone for entry in slow] == ["south", "east"]


def test_many_threads_write_and_read_and_every_change_is_kept(folder, now, world):
    store = open_store(folder, now=now, wait=30)
    errors = []

    def work(number):
        try:
            for n in range(8):
                with store.transaction() as transaction:
                    zone = store.zones.add(Zone(id=ZoneId(0), name=f"z{number}-{n}"))
                    transaction.record(**line(now, zone.name))
                assert store.zones.get(zone.id) == zone
        except Exception as error:  # noqa: BLE001 - to be shown by the test
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert len(store.zones.all()) == store.journal.count() == 48
    store.close()


def line(now, zone):
    return {
        "at": now, "zone_time": now, "actor": Actor("x"), "zone": zone, "kind": "zone.added",
        "words": "Added.", "evidence": Evidence.TOLD, "detail": {},
    }  # fmt: skip


def test_a_second_writer_of_the_same_process_waits_and_then_hears_who_is_busy(world):
    with world.change(), pytest.raises(Busy, match="Another zenca"):
        elsewhere(lambda: world.store.transaction().__enter__())


HOLD = """
with store.transaction():
    store.zones.all()
    print("begun", flush=True)
    sys.stdin.readline()
print("ended", flush=True)
"""


@pytest.fixture
def writer_elsewhere(store, folder, prelude):
    """Another process inside a transaction, until it is told to go on."""
    code = f"{prelude}\nstore = open_store(Path(sys.argv[1]), now=NOW)\n{HOLD}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n"
    yield process
    process.kill()
    process.communicate()


def test_a_writer_waits_for_another_process_and_then_hears_it_is_busy(world, writer_elsewhere):
    with pytest.raises(Busy, match="Another zenca"):
        world.zone()
    assert world.store.zones.all() == []
    writer_elsewhere.communicate("\n", timeout=30)
    assert world.zone().name == "north"


def test_a_writer_that_waits_long_enough_gets_its_turn(folder, now, writer_elsewhere):
    store = open_store(folder, now=now, wait=30)

    def write():
        with store.transaction() as transaction:
            store.zones.add(north())
            transaction.record(**line(now, "north"))

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        writer_elsewhere.communicate("\n", timeout=30)
        written.result(timeout=30)
    assert len(store.zones.all()) == 1
    store.close()


def test_a_process_killed_in_the_middle_leaves_the_database_whole_without_its_change(
    world, folder, now, child
):
    world.zone()
    code = """
store = open_store(Path(sys.argv[1]), now=NOW)
add(store, "south")
with store.transaction() as transaction:
    store._link._writer.execute("pragma cache_size = 1")  # so that rows reach the disk
    for n in range(300):
        store.zones.add(Zone(id=ZoneId(0), name=f"z{n}" + "x" * 500))
    assert Path(f"{store.path}-wal").stat().st_size > 200_000
    transaction.record(at=NOW, zone_time=NOW, actor=Actor("x"), zone="", kind="k", words="",
                       evidence=Evidence.TOLD, detail={})
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert child(code, folder, check=False).returncode == -9
    again = open_store(folder, now=now)
    assert [zone.name for zone in again.zones.all()] == ["north", "south"]
    assert again.journal.count() == 2
    assert again.quick_check() == ""
    again.close()


def test_version_differs_after_a_commit_here_and_in_another_process(world, folder, child):
    first = world.store.version()
    assert world.store.version() == first
    world.zone()
    second = world.store.version()
    child('store = open_store(Path(sys.argv[1]), now=NOW); add(store, "south")', folder)
    assert len({first, second, world.store.version()}) == 3


def test_a_change_that_was_taken_back_changes_no_version(world):
    world.zone()
    before = world.store.version()
    with pytest.raises(ZeroDivisionError), world.change():
        world.store.zones.add(Zone(id=ZoneId(0), name="south"))
        raise ZeroDivisionError
    assert world.store.version() == before


def test_after_the_disk_was_full_nothing_more_is_written_without_a_transaction(world):
    world.zone()
    link = world.store._link
    pages = link._writer.execute("pragma page_count").fetchone()[0]
    link._writer.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(StoreError, match="is full"), world.change():
        for n in range(2000):
            world.store.zones.add(Zone(id=ZoneId(0), name=f"z{n}" + "x" * 3000))
    assert [zone.name for zone in world.store.zones.all()] == ["north"]


def test_a_transaction_that_sqlite_took_back_cannot_go_on(world):
    with pytest.raises(StoreError, match="taken back"), world.change():
        world.store.zones.add(north())
        world.store._link._writer.execute("rollback")
        world.store.zones.add(Zone(id=ZoneId(0), name="south"))
    assert world.store.zones.all() == []


def test_two_active_generations_are_a_bug_found_at_the_commit(world):
    zone = world.full_zone()
    old = world.active(zone)
    with pytest.raises(AssertionError, match="two generations"), world.change():
        world.store.authorities.add_generation(
            replace(old, number=9, custody=Custody.EXTERNAL, status=GenerationStatus.ACTIVE)
        )
    assert [g.number for g in world.store.authorities.generations(zone.id)] == [1, 2]


def test_destroyed_keys_are_nowhere_in_the_files(world, folder, now):
    zone = world.zone()
    secret = b"SEALED-" + b"7f3a" * 200
    sealed = SealedKey(
        id=KeyId("k"), zone=zone.id, purpose="ca", pem=secret, wrapped_by=KeyId("k"),
        public_sha256="",
    )  # fmt: skip
    with world.change():
        world.store.authorities.add_keys([sealed])

    def in_files():
        return [path.name for path in folder.iterdir() if secret[:20] in path.read_bytes()]

    assert in_files() != []
    world.store._link._writer.execute("pragma wal_checkpoint(full)")
    with world.change():
        world.store.authorities.destroy_keys([KeyId("k")])
    assert in_files() == []
    assert (folder / "zenca.db-wal").stat().st_size == 0


def test_a_reader_that_holds_the_log_only_delays_its_emptying(world, folder):
    zone = world.zone()
    with world.store._link.reading() as db:
        db.execute("begin")
        db.execute("select * from zone").fetchall()
        with world.change():
            world.store.zones.remove(zone.id)
        assert (folder / "zenca.db-wal").stat().st_size > 0
    world.zone("south")
    assert (folder / "zenca.db-wal").stat().st_size == 0


def test_closing_leaves_one_file(world, folder):
    world.zone()
    world.store.close()
    assert [path.name for path in folder.iterdir()] == ["zenca.db"]


def test_a_bug_in_sql_is_not_dressed_up(store):
    with pytest.raises(sqlite3.OperationalError), store._link.reading() as db:
        db.execute("select nothing from nowhere")
