"""The warning: when it is due, for whom, and what `zenca check` answers."""

from datetime import timedelta

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.expiry import Urgency
from zenca_gui.core.zone import Administrator, Zone

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare(days=120)


@pytest.fixture
def two(office: Office) -> tuple[Administrator, Administrator]:
    desk = office.console.desk  # without the second that a real password's hash would take
    with desk.change(ANNA) as change:
        anna, berta = (
            desk.store.administrators.add(
                Administrator(id=0, name=name, password_hash="", added_at=change.at)
            )
            for name in ("anna", "berta")
        )
        change.record("administrator.added", "Added two.")
    return anna, berta


def put(office: Office, zone: Zone, left: timedelta) -> None:
    """Let the CA have so long."""
    active = office.console.authority.active(zone.id)
    assert active is not None
    office.clock.shows = active.ends - left


@pytest.mark.parametrize(
    ("left", "code", "words"),
    [
        (91 * DAY, 0, ""),
        (90 * DAY + SECOND, 0, ""),
        (90 * DAY, 1, "The Zone CA will expire in 90 days."),
        (89 * DAY + 23 * HOUR, 1, "The Zone CA will expire in 89 days."),
        (5 * DAY, 1, "The Zone CA will expire in 5 days."),
        (4 * DAY + 23 * HOUR, 2, "The Zone CA will expire in 4 days."),
        (DAY, 2, "The Zone CA will expire in 1 day."),
        (HOUR, 2, "The Zone CA will expire today at 13:00 (in 1 hour)."),
        (timedelta(0), 2, "The Zone CA will expire today at 13:00 (in less than a minute)."),
        (-SECOND, 2, "The Zone CA expired less than an hour ago."),
        (-3 * DAY, 2, "The Zone CA expired 3 days ago."),
    ],
)
def test_the_code_and_the_sentence_follow_the_time_left(
    office: Office, zone: Zone, left: timedelta, code: int, words: str
) -> None:
    put(office, zone, left)
    checked = office.console.warnings.check()
    assert checked.code == code
    assert checked.lines == ((f"north: {words}",) if words else ())


@pytest.mark.parametrize(
    ("left", "first", "an_hour_later", "after_a_day"),
    [
        (91 * DAY + 2 * HOUR, False, False, False),
        (91 * DAY, False, False, True),
        (90 * DAY, True, False, True),
        (89 * DAY + 23 * HOUR, True, False, True),
        (6 * DAY, True, False, True),
        (5 * DAY, True, True, True),
        (4 * DAY + 23 * HOUR, True, True, True),
        (DAY, True, True, True),
        (HOUR, True, True, True),
        (-DAY, True, True, True),
    ],
)
def test_each_administrator_sees_it_once_in_24_hours_and_below_five_days_at_every_login(
    office: Office,
    zone: Zone,
    two: tuple[Administrator, Administrator],
    left: timedelta,
    first: bool,
    an_hour_later: bool,
    after_a_day: bool,
) -> None:
    anna, berta = two
    put(office, zone, left)

    def sees(who: Administrator) -> bool:
        return bool(office.console.warnings.after_login(who))

    assert sees(anna) is first
    office.clock.forward(hours=1)
    assert sees(anna) is an_hour_later
    assert sees(berta) is (first or an_hour_later), "one's memory is not the other's"
    office.clock.forward(hours=23)
    assert sees(anna) is after_a_day


def test_a_second_short_of_24_hours_is_not_24_hours(
    office: Office, zone: Zone, two: tuple[Administrator, Administrator]
) -> None:
    anna, _berta = two
    put(office, zone, 40 * DAY)
    look = office.console.warnings.after_login
    assert look(anna)
    office.clock.forward(hours=23, minutes=59, seconds=59)
    assert not look(anna)
    office.clock.forward(seconds=1)
    assert look(anna)


def test_check_remembers_apart_from_the_window_and_its_code_forgets_nothing(
    office: Office, zone: Zone, two: tuple[Administrator, Administrator]
) -> None:
    anna, _berta = two
    put(office, zone, 40 * DAY)
    assert office.console.warnings.after_login(anna)
    first = office.console.warnings.check(admin="anna")
    again = office.console.warnings.check(admin="anna")
    assert first.lines == ("north: The Zone CA will expire in 40 days.",)
    assert again.lines == ()
    assert first.code == again.code == 1
    assert office.console.warnings.check(admin="berta").lines == first.lines


def test_check_cannot_tell_where_a_zone_has_no_ca(office: Office, zone: Zone) -> None:
    office.bare("bare", days=None)
    checked = office.console.warnings.check()
    assert checked.code == 3
    assert checked.lines == ("bare: This zone has no CA yet.",)
    put(office, zone, DAY)
    assert office.console.warnings.check().code == 2, "the worst that is known wins"
    assert office.console.warnings.check(zone="bare").code == 3


def test_check_names_what_it_does_not_know(office: Office, zone: Zone) -> None:
    with pytest.raises(ZencaError, match="no zone “south”"):
        office.console.warnings.check(zone="south")
    with pytest.raises(ZencaError, match="no administrator “eve”"):
        office.console.warnings.check(admin="eve")


def test_the_most_urgent_zone_comes_first(
    office: Office, zone: Zone, two: tuple[Administrator, Administrator]
) -> None:
    office.bare("alps", days=50)
    office.bare("coast", days=3)
    seen = office.console.warnings.after_login(two[0])
    assert [(n.zone.name, n.urgency) for n in seen] == [
        ("coast", Urgency.EVERY_LOGIN),
        ("alps", Urgency.DUE),
    ]


def test_the_warning_names_what_breaks_and_whose_certificates_end_too(
    office: Office, zone: Zone
) -> None:
    server = office.console.servers.add(zone.id, "zen01.example.org", by=ANNA)
    office.console.certificates.issue(zone.id, [server.id], by=ANNA, validity_days=30)
    notice = office.console.warnings.notice(zone.id)
    assert notice is not None
    assert notice.breaks
    assert [(s.fqdn, ends) for s, ends in notice.ending] == [
        ("zen01.example.org", office.clock() + 30 * DAY)
    ]
    assert notice.safe_start_words.endswith("The zone has no devices.")
