"""The warning for schedulers: sentences and exit codes; and the journal it is told by."""

from dataclasses import replace
from datetime import timedelta

import pytest

WARNING = "north: The Zone CA will expire in {n} days.\n"


@pytest.fixture
def home(anna):
    """The zone north with a CA of 41 days."""
    anna.done("ca", "create", "--zone", "north", "--subject", "CN=Zone CA", "--key", "ec-p256",
              "--validity-days", "365")  # fmt: skip
    return anna


def at(zenca, now) -> None:
    """Put the workstation's clock."""
    desk = replace(zenca.console.desk, clock=lambda: now)
    zenca.console.warnings.desk = zenca.console.authority.desk = desk


@pytest.mark.parametrize(
    ("days", "code", "words"),
    [
        (91, 0, ""),
        (90, 1, WARNING.format(n=90)),
        (41, 1, WARNING.format(n=41)),
        (5, 1, WARNING.format(n=5)),
        (4, 2, WARNING.format(n=4)),
        (-3, 2, "north: The Zone CA expired 3 days ago.\n"),
    ],
)
def test_check_says_how_long_and_ends_with_the_rules_code(home, now, days, code, words) -> None:
    at(home, now + timedelta(days=365 - days))
    ran = home("check")
    assert (ran.code, ran.out, ran.err) == (code, words, "")
    document = home("check", "--zone", "north", "--json").document
    assert document["code"] == code
    assert document["zones"][0]["ends"] == "2027-11-23T12:00:00Z"


def test_the_code_never_depends_on_what_was_shown(home, now) -> None:
    at(home, now + timedelta(days=324))
    said = [home("check", "--admin", "anna") for _time in range(2)]
    assert [ran.code for ran in said] == [1, 1]
    assert [ran.out for ran in said] == [WARNING.format(n=41), ""]
    assert home("check").out == WARNING.format(n=41)


@pytest.mark.parametrize("words", [["--zone", "south"], ["--admin", "nobody"]])
def test_what_cannot_be_told_is_3(home, words) -> None:
    ran = home("check", *words)
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.err.splitlines()) == 1


def test_a_zone_without_a_ca_cannot_be_told(anna) -> None:
    ran = anna("check")
    assert ran.code == 3
    assert "no CA yet" in ran.out


def test_the_journal_tells_what_happened_newest_first(home) -> None:
    entries = home.done("journal", "--zone", "north", "--json").document["entries"]
    kinds = [entry["kind"] for entry in entries]
    assert kinds[0] == "ca.entered"
    assert kinds[-1] == "zone.added"
    assert entries[0]["actor"] == "anna"
    assert entries[0]["detail"]["generation"] == "G1.1"
    assert entries[0]["previous"] == entries[1]["hash"]
    two = home.done("journal", "--limit", "2", "--json").document["entries"]
    older = home.done("journal", "--before", two[-1]["sequence"], "--json").document["entries"]
    assert older[0]["sequence"] == two[-1]["sequence"] - 1
    assert "anna" in home.done("journal", "--zone", "north", "--search", "added").out
    assert home("journal", "--zone", "south").code == 1


def test_the_journal_is_whole_against_a_head_from_anywhere(home, tmp_path) -> None:
    found = home.done("verify", "--json").document
    assert (found["whole"], found["mirrored"], found["not_yet_mirrored"]) == (True, True, 0)
    kept = home.file("evidence.json", f'{{"journal_head": "{found["head"]}"}}\n')
    home.done("zone", "add", "south")
    later = home.done("verify", "--head", kept, "--json").document
    assert (later["whole"], later["outside_head_found"]) == (True, True)
    other = home.file("other", "3:" + "0" * 64)
    ran = home("verify", "--head", other)
    assert ran.code == 1
    assert "not whole" in ran.err
    assert home("verify", "--head", home.file("none", "nothing")).code == 1
    assert home.done("journal", "verify", "--head", kept, "--json").document == later
    assert home("journal", "--head", kept).code == 2
