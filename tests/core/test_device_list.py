"""A row of a list says what it says: every odd cell is refused by its column, none is guessed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.device_list import (
    BadCell,
    Field,
    Layout,
    Listed,
    UnknownStage,
    guessed,
    known_stage,
    layout_trouble,
)
from zenca_gui.core.device_row import RowReader, read_moment
from zenca_gui.core.list_words import KINDS, NAMES, STAGES
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADER = tuple(field.value for field in Field)
WHOLE = Layout(columns=tuple(Field), as_of=NOW)


def read(**cells: str):
    row = [cells.get(field.name.lower(), "") for field in Field]
    return RowReader(HEADER, WHOLE, now=NOW).read(row)


def test_a_whole_row_is_read() -> None:
    assert read(
        guid="b1946ac9", name="WS-Ä-1", kind="Laptop", os="Windows 11", user="berta", amt="Yes",
        mdm_server="MDM1.Example.org.", lost="nein", retired="0", test="x",
        last_contact="2026-11-23T11:00:00+01:00",
        since="01.02.2020", stage="Pending Certificate Activation", stage_at="2026-11-22",
        reason="ok",
    ) == Listed(
        guid="b1946ac9", name="WS-Ä-1", kind=DeviceKind.WORKSTATION, os="Windows 11", user="berta",
        mdm_server="mdm1.example.org", amt=True, lost=False, retired=False, test=True,
        last_contact=datetime(2026, 11, 23, 10, tzinfo=UTC), stage=Stage.PENDING,
        stage_at=datetime(2026, 11, 22, tzinfo=UTC), reason="ok",
    )  # fmt: skip


def test_an_empty_cell_says_nothing_and_a_short_row_is_one_with_empty_cells() -> None:
    assert read(name="pc") == Listed(name="pc")
    assert RowReader(HEADER, WHOLE, now=NOW).read(["g1"]) == Listed(guid="g1")


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({}, "name", "The row names no device."),
        ({"name": "a\u202eb"}, "name", "cannot be seen"),
        ({"name": "x" * 254}, "name", "254 characters; 253 is the most"),
        ({"name": "pc", "os": "x" * 1_000_000}, "os", "1,000,000 characters"),
        ({"name": "pc", "user": "b\udcffrta"}, "user", "is not UTF-8"),
        ({"name": "ph", "mdm_server": "not a name"}, "mdm-server", "is not a server name"),
        ({"name": "pc", "kind": "toaster"}, "kind", "“toaster” is no kind of device"),
        ({"name": "pc", "amt": "maybe"}, "amt", "neither yes nor no"),
        ({"name": "p", "kind": "mobile", "amt": "yes"}, "amt", "A mobile device has no Intel AMT."),
        ({"name": "pc", "last_contact": "2026-11-23T12:00:01Z"}, "last-contact", "in the future"),
        ({"name": "pc", "last_contact": "11/12/2026"}, "last-contact", "write it like 2026"),
        ({"name": "pc", "stage_at": "2026-11-24"}, "stage-at", "in the future"),
        ({"name": "pc", "last_contact": "2026-01-01", "since": "2026-01-02"}, "last-contact",
         "before the device was there"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_column(cells: dict[str, str], column: str, why: str) -> None:
    bad = read(**cells)
    assert isinstance(bad, BadCell)
    assert bad.column == column
    assert why in bad.why


def test_a_row_with_more_cells_than_columns_is_refused() -> None:
    bad = RowReader(["name"], Layout(columns=(Field.NAME,)), now=NOW).read(["a", "b"])
    assert isinstance(bad, BadCell)
    assert "more cells" in bad.why


def test_an_unknown_word_for_a_stage_is_never_guessed_and_a_mapped_one_is_taken() -> None:
    assert read(name="pc", stage="In Arbeit") == UnknownStage(word="In Arbeit")
    layout = Layout(
        columns=(Field.NAME, Field.STAGE), stages={"inarbeit": Stage.ASSIGNED}, as_of=NOW
    )
    listed = RowReader(["name", "stage"], layout, now=NOW).read(["pc", "in  arbeit"])
    assert isinstance(listed, Listed)
    assert (listed.stage, listed.stage_at) == (Stage.ASSIGNED, NOW)
    assert known_stage("UPDATE_ASSIGNED") is Stage.ASSIGNED
    assert known_stage("In Arbeit") is None


def test_unknown_as_a_stage_says_nothing() -> None:
    listed = read(name="pc", stage="unknown")
    assert isinstance(listed, Listed)
    assert (listed.stage, listed.stage_at) == (None, None)


def test_zencas_own_exports_come_back_as_they_were() -> None:
    listed = read(name="'=cmd|' /C calc'!A0", user="'@berta")
    assert isinstance(listed, Listed)
    assert (listed.name, listed.user) == ("=cmd|' /C calc'!A0", "@berta")


def test_columns_are_guessed_by_their_names_each_thing_once() -> None:
    header = [
        "Device Name",
        "HOSTNAME",
        "Last Contact",
        "Update-Status",
        "colour",
        "Betriebssystem",
    ]
    assert guessed(header) == (
        Field.NAME, None, Field.LAST_CONTACT, Field.STAGE, None, Field.OS,
    )  # fmt: skip
    for held in NAMES.values():
        Field(held)


def test_columns_that_name_no_device_or_one_thing_twice_are_not_enough() -> None:
    assert layout_trouble((Field.NAME, None, Field.STAGE)) == ""
    assert "name or a GUID" in layout_trouble((Field.OS, None))
    assert "the same" in layout_trouble((Field.NAME, Field.NAME))


def test_every_stage_and_kind_is_known_by_its_own_word() -> None:
    assert set(STAGES.values()) == set(Stage)
    assert set(KINDS.values()) == set(DeviceKind)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23 08:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("3.1.2026 9:05", datetime(2026, 1, 3, 9, 5, tzinfo=UTC)),
        ("03.01.2026 19:05:06", datetime(2026, 1, 3, 19, 5, 6, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_forms_that_can_mean_one_thing_only(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["11/12/2026", "today", "31.2.2026", "0001-01-01T00:00+14:00"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 12))  # noqa: DTZ001
def test_every_iso_time_is_read_as_it_was_written(at: datetime, hours: int) -> None:
    there = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert read_moment(there.isoformat()) == there


@given(st.lists(st.text(max_size=30), max_size=len(Field)))
def test_no_row_breaks_the_reader(cells: list[str]) -> None:
    said = RowReader(HEADER, WHOLE, now=NOW).read(cells)
    assert isinstance(said, Listed | BadCell | UnknownStage)
