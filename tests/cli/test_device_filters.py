"""Filters that combine, are saved by name, and say on which devices a step acts."""

import pytest

OF = ("--zone", "north")


@pytest.fixture
def five(anna):
    """Two phones, one of them of the pilot group; two workstations with AMT; one lost server."""
    anna.done("devices", "add", *OF, "phone1", "--kind", "mobile", "--test")
    anna.done("devices", "add", *OF, "phone2", "--kind", "mobile", "--os", "Android 15")
    for name in ("pc1", "pc2"):
        anna.done("devices", "add", *OF, name, "--kind", "workstation", "--amt", "--user", "bea")
    anna.done("devices", "add", *OF, "srv", "--kind", "server", "--lost")
    return anna


def names(anna, *words) -> list[str]:
    listed = anna.done("devices", "list", *OF, *words, "--json").document
    return [device["name"] for device in listed["devices"]]


def test_filters_combine(five) -> None:
    assert names(five, "--kind", "mobile", "--test") == ["phone1"]
    assert names(five, "--kind", "mobile", "--no-test", "--search", "droid") == ["phone2"]
    assert names(five, "--amt", "--search", "BEA", "--descending") == ["pc2", "pc1"]
    assert names(five, "--order", "kind", "--no-lost")[:2] == ["pc1", "pc2"]
    assert names(five, "--met-since", "2026-01-01") == []


def test_a_filter_is_saved_asked_for_narrowed_renamed_and_forgotten(five) -> None:
    five.done("devices", "save-filter", *OF, "My phones", "--kind", "mobile", "--descending")
    assert names(five, "--filter", "my PHONES") == ["phone2", "phone1"]
    assert names(five, "--filter", "My phones", "--test") == ["phone1"]
    five.done("devices", "rename-filter", *OF, "my phones", "Mobiles")
    assert five.done("devices", "filters", *OF, "--json").document["filters"] == ["Mobiles"]
    ran = five("devices", "list", *OF, "--filter", "My phones")
    assert ran.code == 1
    assert "Saved are: Mobiles." in ran.err
    five.done("devices", "delete-filter", *OF, "Mobiles")
    assert five.done("devices", "filters", *OF).out == ""


def test_many_are_marked_only_where_their_number_is_confirmed(five) -> None:
    ran = five("devices", "mark", *OF, "--as", "lost", "--kind", "workstation")
    assert ran.code == 1
    assert "--confirm 2" in ran.err
    assert five("devices", "mark", *OF, "--as", "lost", "--amt", "--confirm", "3").code == 1
    assert names(five, "--lost") == ["srv"]
    ran = five.done("devices", "mark", *OF, "--as", "lost", "--amt", "--confirm", "2")
    assert "2 devices are said to be lost." in ran.out
    assert names(five, "--lost") == ["pc1", "pc2", "srv"]
    five.done("devices", "unmark", *OF, "--as", "lost", "--search", "srv")
    assert names(five, "--lost") == ["pc1", "pc2"]


def test_a_stage_is_told_of_all_that_fit(five) -> None:
    words = ("--set", "active", "--evidence", "seen in the console", "--kind", "mobile", "--json")
    assert five.done("devices", "stage", *OF, *words).document["changed"] == 2
    assert names(five, "--stage", "active") == ["phone1", "phone2"]


def test_all_that_fit_are_removed_after_their_number_was_confirmed(five) -> None:
    assert five("devices", "remove-all", *OF, "--kind", "mobile").code == 1
    assert len(names(five)) == 5
    ran = five.done("devices", "remove-all", *OF, "--kind", "mobile", "--confirm", "2")
    assert "Removed 2 devices." in ran.out
    assert names(five) == ["pc1", "pc2", "srv"]
