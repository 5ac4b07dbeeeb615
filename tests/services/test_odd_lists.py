"""Each odd thing that a list can hold has one clear answer, and the guide says the same."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.device_list import Layout
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Device, DeviceKind, Zone
from zenca_gui.services.device_import import ImportResult
from zenca_gui.services.device_list import look_at

HEADER = "guid,name,kind,amt,since,last contact,stage,stage at"


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare(days=None)


@pytest.fixture
def listed(office: Office, zone: Zone, tmp_path: Path) -> Callable[..., ImportResult]:
    """Take in a list of these lines."""

    def take(*lines: str, **more: object) -> ImportResult:
        path = tmp_path / "list.csv"
        path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        layout = Layout(columns=look_at(path).guess, as_of=office.clock(), **more)
        return office.console.device_import.run(zone.id, path, layout, by=ANNA)

    return take


@pytest.fixture
def find(office: Office, zone: Zone) -> Callable[[str], Device]:
    return lambda name: office.console.devices.find(zone.id, name)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("g1,pc,server,,,2026-11-24,,", "last contact", "It lies in the future: 2026-11-24."),
        ("g1,pc,server,,,,pending,2031-01-01", "stage at", "It lies in the future: 2031-01-01."),
        ("g1,pc,server,,2026-05-02,2026-05-01,,", "last contact",
         "The contact lies before the device was there."),
        ("g1,pc,mobile,yes,,,,", "amt", "A mobile device has no Intel AMT."),
        (",,server,,,,,", "name", "The row names no device."),
        ("g1,,server,,,,,", "", "There is no device of this GUID, and the row names none."),
        ("g1,pc,,,,,,", "", "The device is new, and the row does not say of what kind it is."),
        ("g1,pc,toaster,,,,,", "kind",
         "“toaster” is no kind of device; write workstation, server, satellite, mobile."),
        ("g1,pc\u202egnp,server,,,,,", "name",
         "It holds characters that cannot be seen, or is not UTF-8."),
        ("g1,pc,server,,,11/12/2026,,", "last contact",
         "“11/12/2026” is no time; write it like 2026-11-23T12:00:00Z."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_so_is_not_taken_and_the_others_are(
    listed, find, line: str, column: str, why: str
) -> None:
    done = listed(line, "g2,other,server,,,,,")
    assert [(bad.line, bad.column, bad.why) for bad in done.first_bad] == [(2, column, why)]
    assert done.counts.added == 1
    assert find("other").guid == "g2"
    with pytest.raises(ZencaError, match="There is no device"):
        find("pc")


def test_a_word_for_a_stage_is_never_guessed_and_once_mapped_it_is_taken(listed, find) -> None:
    with pytest.raises(ZencaError, match="does not know: “in progress”"):
        listed("g1,pc,server,,,,in progress,", "g2,other,server,,,,pending,")
    with pytest.raises(ZencaError, match="There is no device"):
        find("other")
    listed("g1,pc,server,,,,in progress,", stages={"inprogress": Stage.ASSIGNED})
    assert find("pc").stage is Stage.ASSIGNED


def test_a_report_older_than_the_last_changes_nothing_and_is_counted(listed, find) -> None:
    listed("g1,pc,server,,,2026-11-20,Pending Certificate Activation,2026-11-20")
    before = find("pc")
    done = listed("g1,pc,server,,,2026-11-10,Update Assigned,2026-11-10")
    assert find("pc") == before
    assert (done.counts.older, done.counts.same, done.bad) == (1, 1, 0)


def test_a_phone_becomes_no_amt_device_by_two_lists_either(listed, find) -> None:
    listed("g1,pc,server,yes,,,,")
    done = listed("g1,pc,mobile,,,,,")
    assert [bad.why for bad in done.first_bad] == ["A mobile device has no Intel AMT."]
    assert (find("pc").kind, find("pc").amt) == (DeviceKind.SERVER, True)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum"])
def test_a_formula_is_a_name_here_and_nothing_that_runs_in_the_rows_not_taken(
    listed, find, name: str, tmp_path: Path
) -> None:
    done = listed(f"g1,{name},server,,,,,", f"g2,{name},toaster,,,,,")
    assert find("g1").name == name
    assert done.bad_file is not None
    with done.bad_file.open(encoding="utf-8-sig", newline="") as file:
        [_head, kept] = list(csv.reader(file))
    assert kept[1] == f"'{name}"
    again = listed(f"g1,{kept[1]},server,,,,,")
    assert (again.counts.same, find("g1").name) == (1, name), (
        "what was exported comes back as it was"
    )


def test_a_device_that_was_renamed_is_the_same_and_one_set_up_anew_is_there_twice(
    listed, find, office, zone
) -> None:
    listed("g1,pc-old,server,,,,,")
    first = find("g1")
    renamed = listed("g1,pc-new,server,,,,,")
    assert (renamed.counts.changed, renamed.counts.twins) == (1, 0)
    assert (find("g1").id, find("g1").name) == (first.id, "pc-new")
    anew = listed("g2,pc-new,server,,,,,")
    assert (anew.counts.added, anew.counts.twins) == (1, 1)
    assert find("g1").id != find("g2").id
    office.console.devices.edit(find("g1").id, retired=True, by=ANNA)
    assert [each.guid for each in shown(office, zone)] == ["g2"], "until the old one is retired"


def test_a_device_that_disappears_from_the_lists_stays_with_what_was_known(listed, find) -> None:
    listed("g1,pc,server,,,2026-11-20,pending,2026-11-20")
    before = find("pc")
    listed("g2,other,server,,,,,")
    assert find("pc") == before


def shown(office: Office, zone: Zone) -> list[Device]:
    devices = office.console.devices
    return list(devices.page(devices.ids(devices.query(zone.id))))
