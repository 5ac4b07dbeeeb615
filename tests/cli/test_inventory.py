"""Zones, servers and devices, by hand."""

import pytest


def test_a_zone_is_added_renamed_set_and_removed(anna) -> None:
    ran = anna.done("zone", "edit", "north", "--name", "polar", "--carrier", "tools", "--json")
    assert ran.document["zone"]["name"] == "polar"
    assert ran.document["zone"]["carrier"] == "tools"
    ran = anna.done(
        "zone", "set", "polar", "expiry.warn-days=60", "safe-start.share=95 %", "--json"
    )
    assert ran.document["settings"]["expiry.warn-days"] == "60"
    assert ran.document["settings"]["safe-start.share"] == "95"
    assert "expiry.warn-days" in anna.done("zone", "set", "polar", "expiry.warn-days=61").out
    assert "--confirm polar" in anna("zone", "remove", "polar").err
    assert anna("zone", "remove", "polar", "--confirm", "Polar").code == 1
    anna.done("zone", "remove", "polar", "--confirm", "polar")
    assert anna.console.zones.all() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["edit", "north"], 2),
        (["set", "north", "expiry.warn-days"], 2),
        (["set", "north", "expiry.warn-days=soon"], 1),
        (["set", "north", "no.such=1"], 1),
        (["set", "south", "expiry.warn-days=60"], 1),
        (["add", "North"], 1),
        (["add", "\u202eevil"], 1),
        (["add", ""], 1),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_line(anna, words: list[str], code: int) -> None:
    ran = anna("zone", *words)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.err.splitlines()) == 1
    assert "\u202e" not in ran.err


def test_a_server_is_added_edited_and_removed(anna) -> None:
    of = ("--zone", "north", "--fqdn", "zen01.example.org")
    ran = anna.done(
        "server", "add", *of, "--address", "127.0.0.1", "--port", "8443", "--role", "satellite",
        "--mdm", "--ca-role", "--alias", "zen.example.org", "--os", "SLES 15",
        "--ssh-user", "root", "--ssh-folder", "/etc/zen", "--json",
    )  # fmt: skip
    server = ran.document["server"]
    assert (server["address"], server["port"], server["role"]) == ("127.0.0.1", 8443, "satellite")
    assert (server["mdm"], server["ca_role"], server["os"]) == (True, True, "SLES 15")
    assert server["aliases"] == ["zen.example.org"]
    assert (server["ssh"]["user"], server["ssh"]["port"]) == ("root", 22)
    anna.done("server", "edit", *of, "--no-mdm", "--ssh-port", "2222")
    listed = anna.done("server", "list", "--zone", "north", "--json").document
    assert listed["zone"] == "north"
    assert listed["servers"][0]["mdm"] is False
    assert listed["servers"][0]["ssh"]["user"] == "root"
    assert listed["servers"][0]["ssh"]["port"] == 2222
    assert "zen01.example.org" in anna.done("server", "list", "--zone", "north").out
    anna.done("server", "edit", *of, "--new-fqdn", "zen02.example.org", "--alias", "")
    anna.done("server", "remove", "--zone", "north", "--fqdn", "zen02.example.org")
    assert anna.done("server", "list", "--zone", "north").out == ""


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--fqdn", "not a name"], 1),
        (["--fqdn", "z.example.org", "--port", "0"], 1),
        (["--fqdn", "z.example.org", "--port", "65536"], 1),
        (["--fqdn", "z.example.org", "--ssh-port", "0"], 1),
        (["--fqdn", "z.example.org", "--address", "::g"], 1),
    ],
)
def test_a_server_that_cannot_be_is_refused(anna, more: list[str], code: int) -> None:
    ran = anna("server", "add", "--zone", "north", *more)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.err.splitlines()) == 1


def test_editing_nothing_is_wrong_usage(anna) -> None:
    anna.done("server", "add", "--zone", "north", "--fqdn", "z.example.org")
    assert anna("server", "edit", "--zone", "north", "--fqdn", "z.example.org").code == 2
    anna.done("devices", "add", "--zone", "north", "pc", "--kind", "workstation")
    assert anna("devices", "edit", "--zone", "north", "pc").code == 2


def test_a_device_is_added_edited_staged_and_removed(anna) -> None:
    of = ("--zone", "north")
    ran = anna.done(
        "devices", "add", *of, "pc1", "--kind", "workstation", "--os", "Windows 11", "--amt",
        "--last-contact", "2026-11-20T08:00:00Z", "--json",
    )  # fmt: skip
    device = ran.document["device"]
    assert (device["kind"], device["amt"], device["stage"]) == ("workstation", True, "unknown")
    assert device["last_contact"] == "2026-11-20T08:00:00Z"
    anna.done("devices", "add", *of, "phone1", "--kind", "mobile")
    anna.done("devices", "edit", *of, "pc1", "--name", "pc2", "--no-amt", "--lost")
    ran = anna.done(
        "devices", "stage", *of, "--set", "pending", "--kind", "workstation", "--evidence", "seen"
    )
    assert "1 device is" in ran.out
    listed = anna.done("devices", "list", *of, "--stage", "pending", "--json").document
    assert listed["total"] == 1
    [told] = listed["devices"]
    assert (told["name"], told["amt"], told["lost"]) == ("pc2", False, True)
    assert (told["stage_evidence"], told["stage_by"], told["stage_reason"]) == (
        "told", "anna", "seen",
    )  # fmt: skip
    assert told["verdict"] is None
    assert (
        anna.done("devices", "list", *of, "--search", "phone")
        .out.splitlines()[1]
        .startswith("phone1")
    )
    assert "1 device" in anna.done("devices", "remove", *of, "pc2").out
    assert anna("devices", "remove", *of, "pc2").code == 1


def test_a_phone_has_an_mdm_server_and_nothing_else_has(anna) -> None:
    of = ("--zone", "north")
    added = anna.done(
        "devices", "add", *of, "phone", "--kind", "mobile", "--mdm-server", "MDM1.example", "--json"
    ).document
    assert added["device"]["mdm_server"] == "mdm1.example"
    cleared = anna.done("devices", "edit", *of, "phone", "--mdm-server", "", "--json").document
    assert cleared["device"]["mdm_server"] is None
    refused = anna("devices", "add", *of, "pc", "--kind", "server", "--mdm-server", "mdm1.example")
    assert refused.code == 1
    assert "Only a mobile device has an MDM server." in refused.err


def test_a_list_of_no_devices_is_a_document_too(anna) -> None:
    assert anna.done("devices", "list", "--zone", "north", "--json").document == {
        "zone": "north",
        "total": 0,
        "devices": [],
    }
    assert anna.done("devices", "list", "--zone", "north").out == ""


def test_many_devices_are_one_document_and_one_table(anna, monkeypatch) -> None:
    monkeypatch.setattr("zenca_gui.cli.devices.PAGE", 2)
    for number in range(5):
        anna.done("devices", "add", "--zone", "north", f"pc{number}", "--kind", "server")
    listed = anna.done("devices", "list", "--zone", "north", "--json", "--limit", "3").document
    assert [device["name"] for device in listed["devices"]] == ["pc0", "pc1", "pc2"]
    assert listed["total"] == 5
    assert len(anna.done("devices", "list", "--zone", "north").out.splitlines()) == 6


def test_a_stage_without_words_how_it_is_known_is_refused(anna) -> None:
    ran = anna("devices", "stage", "--zone", "north", "--set", "active", "--evidence", " ")
    assert (ran.code, ran.out) == (1, "")


def test_an_unknown_zone_names_those_there_are(anna) -> None:
    ran = anna("devices", "list", "--zone", "south")
    assert ran.code == 1
    assert "north" in ran.err
