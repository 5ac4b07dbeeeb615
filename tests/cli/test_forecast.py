"""`zenca forecast`: the curve, the date asked for, and the names."""

from datetime import timedelta

import pytest

from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind


@pytest.fixture
def north(anna, now):
    """A zone with 60 devices, one more silent each day's quarter."""
    zone = anna.console.zones.named("north")
    desk = anna.console.desk
    with desk.change(Actor("anna"), zone) as change:
        desk.store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=zone.id, guid=f"g{n}", name=f"ws-{n:02}",
                    kind=DeviceKind.WORKSTATION,
                    last_contact=desk.now(zone) - n * timedelta(hours=6),
                )
                for n in range(60)
            ]
        )  # fmt: skip
        change.record("devices.test", "Entered devices.")
    return zone


def test_it_says_how_many_and_names_them(anna, north, now) -> None:
    at = now + timedelta(days=6)
    ran = anna.done("forecast", "--zone", "north", "--activate-at", at.isoformat(), "--json")
    document = ran.document
    assert document["devices"] == 60
    assert document["asked"]["low"] <= document["asked"]["expected"] <= document["asked"]["high"]
    assert document["asked"]["expected"] == pytest.approx(39, abs=2)
    assert document["left_behind"][0]["name"] == "ws-59"
    assert len(document["left_behind"]) == 20
    expected = [point["expected"] for point in document["curve"]]
    assert expected == sorted(expected, reverse=True)


def test_a_person_reads_a_sentence_a_table_and_names(anna, north) -> None:
    out = anna.done("forecast", "--zone", "north", "--limit", "2").out
    assert "devices are left behind (" in out
    assert "LEFT BEHIND" in out
    assert "ws-59" in out
    assert "ws-57" not in out


@pytest.mark.parametrize("words", [["--activate-at", "soon"], ["--limit", "-1"]])
def test_what_is_no_date_or_number_is_wrong_usage(anna, north, words: list[str]) -> None:
    ran = anna("forecast", "--zone", "north", *words)
    assert (ran.code, ran.out) == (2, "")


def test_a_zone_without_devices_is_told_so(anna) -> None:
    assert "There are no devices." in anna.done("forecast", "--zone", "north").out
