"""Subscriptions from the command line: add, edit, list, hand over, take in, remove."""

import pytest

OF = ("--zone", "north")
ONE = (*OF, "--name", "North to South")


@pytest.fixture
def shared(anna):
    anna.done("server", "add", *OF, "--fqdn", "zen01.example.org")
    anna.done(
        "subscription", "add", *ONE, "--as", "publisher", "--server", "zen01.example.org",
        "--partner", "south",
    )  # fmt: skip
    return anna


def test_one_is_added_edited_listed_and_removed(shared) -> None:
    edited = shared.done("subscription", "edit", *ONE, "--contact", "carla", "--json").document
    assert edited["subscription"] == {
        "name": "North to South", "as": "publisher", "server": "zen01.example.org",
        "partner": "south", "console": None, "contact": "carla", "kept_at": None, "kept_by": None,
    }  # fmt: skip
    assert "our zone publishes" in shared.done("subscription", "list", *OF).out
    listed = shared.done("subscription", "list", *OF, "--json").document
    assert [each["name"] for each in listed["subscriptions"]] == ["North to South"]
    shared.done("subscription", "remove", *ONE)
    assert shared.done("subscription", "list", *OF).out == ""


def test_wrong_usage_and_what_is_not_there(shared) -> None:
    assert shared("subscription", "edit", *ONE).code == 2
    assert shared("subscription", "add", *ONE, "--as", "friend", "--server", "x").code == 2
    ran = shared("subscription", "remove", *OF, "--name", "nobody")
    assert (ran.code, ran.out) == (1, "")
    assert "no subscription “nobody”" in ran.err
    ran = shared("subscription", "sheet", *ONE, "--out", "-")
    assert (ran.code, ran.out) == (1, "")
    assert "No certificate of zen01.example.org is known" in ran.err


def test_theirs_is_shown_first_and_taken_in_with_evidence(shared, generation) -> None:
    shared.done(
        "subscription", "add", *OF, "--name", "From East", "--as", "subscriber",
        "--server", "pub.example.net",
    )  # fmt: skip
    files = []
    for number in (1, 2):
        file = shared.folder / f"theirs{number}.cer"
        file.write_bytes(generation(number).certificate.der)
        files.append(file)
    of = (*OF, "--name", "from east")
    out = shared.done("subscription", "take", *of, files[0]).out
    assert "Nothing was kept before." in out
    assert "Nothing was changed." in out
    taken = shared.done("subscription", "take", *of, files[0], "--evidence", "phone", "--json")
    assert (taken.document["taken"], taken.document["old"]) == (True, None)
    assert "kept already" in shared.done("subscription", "take", *of, files[0]).out
    beside = shared.done("subscription", "take", *of, files[1]).out
    assert "KEPT NOW" in beside
    assert "SHA-256 fingerprint" in beside
