"""A list comes in whole or not at all, and nothing known is lost by it."""

import csv
import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.services.office import ANNA, START, Office
from zenca_gui.core.device_list import Layout
from zenca_gui.core.errors import StoreError, ZencaError
from zenca_gui.core.rollout import DeviceReport, Evidence, Stage
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.services.device_import import ImportResult
from zenca_gui.services.device_list import look_at, stage_words

HEADER = "GUID;Name;Kind;Last contact;Status;Stage at;Lost"


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare(days=None)


@pytest.fixture
def listed(office: Office, zone: Zone, tmp_path: Path) -> Callable[..., ImportResult]:
    """Take in a list of these lines."""

    def take(*lines: str, header: str = HEADER, **more: object) -> ImportResult:
        path = tmp_path / "list.csv"
        path.write_text("\n".join((header, *lines)), encoding="utf-8")
        layout = Layout(columns=look_at(path).guess, as_of=office.clock(), **more)
        return office.console.device_import.run(zone.id, path, layout, by=ANNA)

    return take


def run(office: Office, zone: Zone, path: Path, **more: object) -> ImportResult:
    layout = Layout(columns=look_at(path).guess)
    return office.console.device_import.run(zone.id, path, layout, by=ANNA, **more)


def names(office: Office, zone: Zone) -> list[str]:
    devices = office.console.devices
    return [each.name for each in devices.page(devices.ids(devices.query(zone.id, retired=None)))]


def find(office: Office, zone: Zone, name: str):
    return office.console.devices.find(zone.id, name)


def last(office: Office):
    return office.console.journal.entries(None)[0]


def test_new_devices_come_with_their_stage_and_how_it_is_known(office, zone, listed) -> None:
    done = listed(
        "g1;PC-1;workstation;2026-11-20;Pending Certificate Activation;2026-11-21;",
        ";Phone;mobile;;;;yes",
    )
    assert (done.rows, done.counts.added, done.bad, done.bad_file) == (2, 2, 0, None)
    pc, phone = find(office, zone, "g1"), find(office, zone, "Phone")
    assert (pc.stage, pc.stage_evidence, pc.stage_by) == (
        Stage.PENDING, Evidence.REPORTED, "list.csv",
    )  # fmt: skip
    assert pc.stage_at == datetime.fromisoformat("2026-11-21T00:00:00Z")
    assert (phone.kind, phone.lost, phone.stage, phone.last_contact) == (
        DeviceKind.MOBILE, True, Stage.UNKNOWN, None,
    )  # fmt: skip


def test_one_list_is_one_line_of_the_journal_with_the_digest_of_its_rows(office, listed) -> None:
    before = office.console.desk.store.journal.head().sequence
    done = listed("g1;PC-1;workstation;;;;", "g2;PC-2;workstation;;;;", "g3;;workstation;;;;x")
    entry = office.console.desk.store.journal.entries()[0]
    assert (entry.sequence, entry.kind) == (before + 1, "devices.imported")
    detail = json.loads(entry.detail)
    assert (detail["added"], detail["bad"], detail["sha256"]) == (2, 1, done.sha256)


def test_the_same_list_again_changes_nothing_and_writes_nothing(office, listed) -> None:
    lines = ("g1;PC-1;workstation;2026-11-20;assigned;2026-11-21;", ";PC-2;server;;;;")
    first = listed(*lines)
    head = office.console.desk.store.journal.head()
    again = listed(*lines)
    assert (again.counts.added, again.counts.changed, again.counts.same) == (0, 0, 2)
    assert again.sha256 == first.sha256
    assert office.console.desk.store.journal.head() == head


def test_a_device_is_found_by_its_guid_and_else_by_name_and_kind(office, zone, listed) -> None:
    listed("g1;PC-1;workstation;;;;", ";X;workstation;;;;", ";X;mobile;;;;")
    done = listed("g1;PC-9;workstation;;;;", ";x;mobile;2026-11-20;;;")
    assert (done.counts.added, done.counts.changed) == (0, 2)
    assert find(office, zone, "g1").name == "PC-9"
    contacts = {each.kind: each.last_contact for each in by_name(office, zone, "X")}
    assert contacts[DeviceKind.WORKSTATION] is None
    assert contacts[DeviceKind.MOBILE] is not None


def by_name(office: Office, zone: Zone, name: str):
    return office.console.desk.store.devices.named(zone.id, name)


def test_a_device_entered_without_a_guid_gets_the_one_that_the_list_gives(
    office, zone, listed
) -> None:
    office.console.devices.add(zone.id, "PC-1", DeviceKind.WORKSTATION, by=ANNA)
    done = listed("real;pc-1;workstation;;;;")
    assert (done.counts.added, done.counts.changed) == (0, 1)
    assert [each.guid for each in by_name(office, zone, "PC-1")] == ["real"]


def test_a_known_name_under_another_guid_is_a_new_device_and_is_told(office, zone, listed) -> None:
    listed("g1;PC-1;workstation;;;;")
    done = listed("g2;PC-1;workstation;;;;")
    assert (done.counts.added, done.counts.twins) == (1, 1)
    assert len(by_name(office, zone, "PC-1")) == 2
    assert "must give the GUID" in listed(";PC-1;workstation;;;;").first_bad[0].why


def test_devices_that_the_list_does_not_name_stay(office, zone, listed) -> None:
    listed("g1;PC-1;workstation;;;;", "g2;PC-2;workstation;;;;")
    listed("g2;PC-2;workstation;2026-11-20;;;")
    assert names(office, zone) == ["PC-1", "PC-2"]


def test_bad_rows_are_kept_beside_the_list_with_line_column_and_reason(
    office, zone, listed, tmp_path
) -> None:
    done = listed(
        "g1;PC-1;workstation;2030-01-01;;;",
        '"g2";"two\nlines";workstation;;;;',
        "g3;=PC-3;workstation;;;;perhaps",
        "g4;PC-4;workstation;;;;",
        "g4;PC-4b;workstation;;;;",
        "g5;;;;;;",
        "g6;PC-6;;;;;",
        "g7;PC-7;workstation;;;;;;too;many",
    )
    assert names(office, zone) == ["PC-4"]
    assert [(bad.line, bad.column) for bad in done.first_bad] == [
        (2, "Last contact"), (3, "Name"), (5, "Lost"), (7, ""), (8, ""), (9, ""), (10, ""),
    ]  # fmt: skip
    assert "Line 6 speaks of the same device" in done.first_bad[3].why
    assert done.bad_file == tmp_path / "list.not-taken.csv"
    with done.bad_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:7] == HEADER.split(";")
    assert rows[3][1] == "'=PC-3"
    assert [row[-3] for row in rows[1:]] == ["2", "3", "5", "7", "8", "9", "10"]
    again = listed("g1;PC-1;workstation;2030-01-01;;;")
    assert again.bad_file == tmp_path / "list.not-taken-2.csv"


def test_the_rows_that_were_not_taken_come_in_once_they_are_mended(
    office, zone, listed, tmp_path
) -> None:
    done = listed("g1;=PC;workstation;;;;perhaps")
    mended = done.bad_file.read_text("utf-8-sig").replace("perhaps", "no")
    path = tmp_path / "mended.csv"
    path.write_text(mended)
    layout = Layout(columns=look_at(path).guess, as_of=START)
    result = office.console.device_import.run(zone.id, path, layout, by=ANNA)
    assert (result.counts.added, result.bad) == (1, 0)
    assert find(office, zone, "g1").name == "=PC"


def test_unknown_words_for_stages_are_all_told_and_nothing_is_taken(office, zone, listed) -> None:
    lines = [f"g{n};PC-{n};workstation;;{word};;" for n, word in enumerate(["läuft", "fertig"] * 2)]
    with pytest.raises(ZencaError, match=r"words for stages .*“läuft”, “fertig”"):
        listed(*lines)
    assert names(office, zone) == []
    mapped = {"läuft": Stage.ASSIGNED, "fertig": Stage.ACTIVE}
    assert listed(*lines, stages=mapped).counts.added == 4
    assert find(office, zone, "g1").stage is Stage.ACTIVE


def test_an_older_report_changes_neither_stage_nor_contact(office, zone, listed) -> None:
    listed("g1;PC-1;workstation;2026-11-20;new certificate active;2026-11-20;")
    done = listed("g1;PC-1;workstation;2026-11-10;update assigned;2026-11-11;")
    pc = find(office, zone, "g1")
    assert (pc.stage, pc.last_contact.day) == (Stage.ACTIVE, 20)
    assert (done.counts.older, done.counts.same) == (1, 1)


def test_two_sources_that_disagree_about_one_time_are_shown_as_a_conflict(
    office, zone, listed
) -> None:
    listed("g1;PC-1;workstation;;new certificate active;2026-11-20T10:00:00Z;")
    office.console.reports.take(
        zone.id,
        [DeviceReport(guid="g1", at=START - timedelta(days=3), source="lab", stage=Stage.ASSIGNED)],
        by=ANNA,
    )
    pc = find(office, zone, "g1")
    assert (pc.stage, pc.stage_by) == (Stage.ASSIGNED, "lab")
    assert (pc.stage_other.stage, pc.stage_other.by) == (Stage.ACTIVE, "list.csv")


def test_a_list_without_times_speaks_of_when_it_was_written(office, zone, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,kind,stage\npc,workstation,assigned\n")

    at = (START - timedelta(days=2)).timestamp()
    os.utime(path, (at, at))
    columns = look_at(path).guess
    office.console.device_import.run(zone.id, path, Layout(columns=columns), by=ANNA)
    assert find(office, zone, "pc").stage_at == START - timedelta(days=2)


def test_a_stopped_import_leaves_nothing(office, zone, tmp_path) -> None:
    path = tmp_path / "list.csv"
    rows = [f"g{n},pc{n},workstation,{'?' if n == 1 else ''}" for n in range(5_000)]
    path.write_text("\n".join(["guid,name,kind,lost", *rows]))
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    head = office.console.desk.store.journal.head()
    with pytest.raises(ZencaError, match="stopped"):
        office.console.device_import.run(
            zone.id, path, Layout(columns=look_at(path).guess), by=ANNA, cancelled=stop
        )
    assert names(office, zone) == []
    assert office.console.desk.store.journal.head() == head
    assert sorted(each.name for each in tmp_path.glob("*.csv*")) == ["list.csv"]
    assert list(tmp_path.glob(".*.partial")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_common_forms_of_csv_are_read(
    office, zone, tmp_path, encoding: str, separator: str
) -> None:
    path = tmp_path / "list.csv"
    lines = ["name{}kind", "Zürich{}mobile", '"a{}b"{}server']
    path.write_text(
        "\r\n".join(line.replace("{}", separator) for line in lines), encoding=encoding, newline=""
    )
    done = office.console.device_import.run(
        zone.id, path, Layout(columns=look_at(path).guess), by=ANNA
    )
    assert done.counts.added == (1 if separator == "\t" else 2)  # a tab is no part of a name
    assert "Zürich" in names(office, zone)


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"PK\x03\x04\x00\x00\x00binary", b'"name\nnever closed']
)
def test_what_is_no_list_is_refused(tmp_path, data: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(StoreError, match="no list"):
        look_at(path)


def test_a_missing_file_is_one_sentence(tmp_path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        look_at(tmp_path / "nowhere.csv")


def test_a_row_that_is_no_csv_and_a_cell_that_is_no_text_are_bad_rows(
    office, zone, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        b'name,kind\npc1,server\n"pc"2,server\npc\xff3,server\npc4,server\n"pc5,server\npc6,server'
    )
    done = office.console.device_import.run(
        zone.id, path, Layout(columns=look_at(path).guess), by=ANNA
    )
    assert names(office, zone) == ["pc1", "pc4"]
    assert [bad.line for bad in done.first_bad] == [3, 4, 6]
    assert "Lines 6 to 7" in done.first_bad[2].why


def test_the_words_of_a_stage_column_are_counted(tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,stage\na,assigned\nb,läuft\nc,läuft\nd,\n")
    found = [(each.word, each.number, each.stage) for each in stage_words(path, 1)]
    assert found == [("läuft", 2, None), ("assigned", 1, Stage.ASSIGNED)]


def test_a_phone_never_has_amt(office, zone, listed) -> None:
    with pytest.raises(ZencaError, match="no Intel AMT"):
        office.console.devices.add(zone.id, "p", DeviceKind.MOBILE, amt=True, by=ANNA)
    pc = office.console.devices.add(
        zone.id, "pc", DeviceKind.WORKSTATION, guid="g1", amt=True, by=ANNA
    )
    with pytest.raises(ZencaError, match="no Intel AMT"):
        office.console.devices.edit(pc.id, kind=DeviceKind.MOBILE, by=ANNA)
    assert "no Intel AMT" in listed("g1;pc;mobile;;;;").first_bad[0].why


def test_twenty_thousand_rows_that_are_all_the_same_device_are_one_device(
    office, zone, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("guid,name,kind\n" + "g1,pc,server\n" * 20_000)
    done = office.console.device_import.run(
        zone.id, path, Layout(columns=look_at(path).guess), by=ANNA
    )
    assert (done.counts.added, done.bad, len(done.first_bad)) == (1, 19_999, 200)


def test_a_list_of_2_gb_is_refused_with_the_limit_before_it_is_read(office, zone, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("guid,name,kind\ng1,pc,server\n")
    os.truncate(path, 2_000_000_000)  # the rest are holes: it takes no room
    for look in (look_at, lambda file: run(office, zone, file)):
        with pytest.raises(StoreError, match=r"list\.csv has 2,000 MB; 1,000 MB is the most"):
            look(path)
    assert names(office, zone) == []


def test_a_file_without_line_breaks_is_refused_without_being_read_whole(
    office, zone, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("guid,name,kind\ng1,pc,server\n")
    layout = Layout(columns=look_at(path).guess)
    with path.open("a") as file:
        file.write("x" * 3_000_000)
    with pytest.raises(StoreError, match=r"Line 3 of list\.csv has more than 1,000,000 characters"):
        office.console.device_import.run(zone.id, path, layout, by=ANNA)
    assert names(office, zone) == []
    path.write_text("x" * 3_000_000)
    with pytest.raises(StoreError, match="Line 1 of"):
        look_at(path)


def test_a_phone_comes_with_its_mdm_server_and_other_devices_without(office, zone, listed) -> None:
    header = "GUID;Name;Kind;MDM Server"
    done = listed("g1;Phone;mobile;MDM1.example", "g2;PC;server;mdm1.example",
                  "g3;Pad;mobile;no name", header=header)  # fmt: skip
    assert find(office, zone, "g1").mdm_server == "mdm1.example"
    assert find(office, zone, "g2").mdm_server == ""
    assert [(bad.column, bad.why) for bad in done.first_bad] == [
        ("MDM Server", "“no name” is not a server name.")
    ]
    again = listed("g1;Phone;mobile;", "g2;PC;server;mdm1.example", header=header)
    assert (again.counts.changed, find(office, zone, "g1").mdm_server) == (0, "mdm1.example")
    moved = listed("g1;Phone;workstation;", header=header)
    assert (moved.counts.changed, find(office, zone, "g1").mdm_server) == (1, "")
