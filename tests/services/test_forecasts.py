"""The forecast of a zone: from its devices, from what was heard of them, and from a sample."""

from datetime import timedelta

import pytest

from tests.services.office import Office
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services import forecasts

ANNA = Actor("anna")
DAY = timedelta(days=1)


def devices(office: Office, zone: Zone, number: int) -> list[Device]:
    """Enter devices whose last contacts lie a tenth of a day apart."""
    now = office.console.desk.now(zone)
    with office.console.desk.change(ANNA, zone) as change:
        added = office.console.desk.store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=zone.id, guid=f"g{n}", name=f"ws-{n:03}",
                    kind=DeviceKind.WORKSTATION, last_contact=now - n * DAY / 10,
                    stage=Stage.ASSIGNED,
                )
                for n in range(number)
            ]
        )  # fmt: skip
        change.record("devices.test", "Entered devices.")
    return list(added)


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare("north", days=60)


def test_the_curve_goes_from_now_to_just_beyond_the_end(office: Office, zone: Zone) -> None:
    devices(office, zone, 100)
    outlook = office.console.forecasts.outlook(zone.id)
    assert outlook.first == office.clock()
    assert outlook.ends is not None
    assert outlook.first < outlook.advised < outlook.ends < outlook.last
    assert outlook.curve[0].expected == 100
    assert outlook.allowed == 1
    assert outlook.words(outlook.ends).startswith("0 of 100 devices")


def test_a_contact_that_was_heard_counts_at_once(office: Office, zone: Zone) -> None:
    first, *_rest = reversed(devices(office, zone, 100))
    service, now = office.console.forecasts, office.console.desk.now(zone)
    before = service.of(zone.id)
    assert service.of(zone.id) is before
    report = DeviceReport(guid=first.guid, at=now, source="test", last_contact=now)
    office.console.reports.take(zone.id, [report], by=ANNA)
    after = service.of(zone.id)
    assert after.at(now + 10.85 * DAY).expected == before.at(now + 10.85 * DAY).expected - 1


def test_the_list_names_the_longest_silent_first(office: Office, zone: Zone) -> None:
    devices(office, zone, 100)
    at = office.clock() + 8 * DAY
    named = office.console.forecasts.named(zone.id, at, limit=3)
    assert [each.device.name for each in named] == ["ws-099", "ws-098", "ws-097"]


def test_a_date_alone_is_told_from_a_sample_of_many(
    office: Office, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices(office, zone, 400)
    whole = office.console.warnings.notice(zone.id)
    monkeypatch.setattr(forecasts, "SAMPLE", 200)
    sample = office.console.forecasts
    sample._samples.clear()
    assert sample.quick(zone.id).devices == pytest.approx(200, abs=40)
    part = office.console.warnings.notice(zone.id)
    assert whole is not None
    assert part is not None
    assert part.safe_start.reach == pytest.approx(whole.safe_start.reach, abs=3 * DAY)
    assert part.safe_start.devices == pytest.approx(400, rel=0.2)


def test_a_zone_without_devices_has_a_forecast_too(office: Office, zone: Zone) -> None:
    outlook = office.console.forecasts.outlook(zone.id)
    assert outlook.forecast.waiting == 0
    assert outlook.words(outlook.last) == "There are no devices."
    assert outlook.doubt(outlook.last) == ""


def test_a_large_fleet_is_counted_and_its_longest_silent_are_known(
    office: Office, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices(office, zone, 400)
    service, at = office.console.forecasts, office.clock() + 20 * DAY
    whole, listed = service.of(zone.id), service.named(zone.id, at, limit=5)
    service._kept.clear()
    monkeypatch.setattr(forecasts, "LOOKED_AT", 100)
    monkeypatch.setattr(forecasts, "LISTED", 50)
    large = service.of(zone.id)
    assert (large.devices, large.waiting) == (400, 400)
    assert large.at(at).expected == pytest.approx(whole.at(at).expected, abs=2)
    assert large.on_their_way(DeviceKind.WORKSTATION, Stage.ASSIGNED) == 400
    again = service.named(zone.id, at, limit=5)
    assert [each.device for each in again] == [each.device for each in listed]
    assert again[0].chance == pytest.approx(listed[0].chance, abs=0.01)
    assert len(service.named(zone.id, at, limit=400)) == 50


def test_failed_and_settled_devices_of_a_large_fleet_are_counted_as_in_a_small_one(
    office: Office, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = office.console.desk.now(zone)
    first, second, *_rest = devices(office, zone, 300)
    reports = [
        DeviceReport(guid=first.guid, at=now, source="test", stage=Stage.FAILED),
        DeviceReport(guid=second.guid, at=now, source="test", stage=Stage.PENDING),
    ]
    office.console.reports.take(zone.id, reports, by=ANNA)
    service = office.console.forecasts
    whole = service.of(zone.id)
    service._kept.clear()
    monkeypatch.setattr(forecasts, "LOOKED_AT", 100)
    large = service.of(zone.id)
    assert (large.failed, large.settled) == (whole.failed, whole.settled) == ((first.id,), 1)
    assert large.waiting == whole.waiting == 298
