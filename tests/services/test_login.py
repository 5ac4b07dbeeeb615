"""A log in says no in one sentence, never which half was wrong, and takes longer each time."""

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.secret import Secret
from zenca_gui.services.administrators import LogInRefused, delay

GOOD, BAD = Secret("correct horse"), Secret("wrong horse")


def refused(office: Office, name: str, password: Secret = BAD) -> LogInRefused:
    with pytest.raises(LogInRefused) as caught:
        office.console.administrators.log_in(name, password)
    return caught.value


@pytest.fixture
def anna(office: Office) -> str:
    office.console.administrators.add("anna", GOOD, by=None)
    return "anna"


def test_the_right_password_logs_in(office: Office, anna: str) -> None:
    assert office.console.administrators.log_in(anna, GOOD).name == "anna"


def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(
    office: Office, anna: str
) -> None:
    wrong_password, wrong_name = refused(office, anna), refused(office, "berta", GOOD)
    assert str(wrong_password) == str(wrong_name)
    assert wrong_password.title == "This name and password do not fit together."


@pytest.mark.parametrize("name", ["anna", "berta"])
def test_each_failure_in_a_row_waits_longer_for_known_and_unknown_alike(
    office: Office, anna: str, name: str
) -> None:
    waits = []
    for _ in range(4):
        failure = refused(office, name)
        waits.append(failure.wait.total_seconds())
        office.clock.forward(seconds=failure.wait.total_seconds())
    assert waits == [0, 0, 1, 2]


def test_the_wait_doubles_up_to_five_minutes_and_no_further() -> None:
    waits = [delay(n).total_seconds() for n in range(14)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert delay(1_000_000).total_seconds() == 300


def test_before_the_wait_is_over_the_right_password_does_not_help(
    office: Office, anna: str
) -> None:
    for _ in range(3):
        refused(office, anna)
    assert refused(office, anna, GOOD).wait.total_seconds() == 1
    office.clock.forward(seconds=1)
    assert office.console.administrators.log_in(anna, GOOD).name == "anna"


def test_a_log_in_forgets_the_failures_before_it(office: Office, anna: str) -> None:
    refused(office, anna)
    office.console.administrators.log_in(anna, GOOD)
    assert refused(office, anna).wait.total_seconds() == 0
    assert office.console.administrators.all()[0].failures == 1


def test_wrong_passwords_stand_in_the_journal_without_the_password(
    office: Office, anna: str
) -> None:
    refused(office, anna)
    [newest, *_] = office.console.journal.entries(None)
    assert newest.words == "A wrong password was given for anna."
    assert BAD.reveal() not in repr(newest)


def test_the_second_administrator_is_added_by_one_who_is_there(office: Office, anna: str) -> None:
    with pytest.raises(ZencaError, match="administrators already"):
        office.console.administrators.add("berta", GOOD, by=None)
    office.console.administrators.add("berta", GOOD, by=ANNA)
    with pytest.raises(ZencaError, match="already"):
        office.console.administrators.add("berta", GOOD, by=ANNA)
    assert [a.name for a in office.console.administrators.all()] == ["anna", "berta"]


def test_a_short_password_and_no_hash_that_tells_it(office: Office, anna: str) -> None:
    with pytest.raises(ZencaError, match="at least 8 characters"):
        office.console.administrators.add("carla", Secret("short"), by=ANNA)
    [only] = office.console.administrators.all()
    assert GOOD.reveal() not in only.password_hash
    assert only.password_hash.startswith("$argon2id$")
