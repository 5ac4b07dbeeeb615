"""`zenca sync`, as a scheduler and a person meet it."""

import pytest

from tests.remote.fleet import fleet
from tests.remote.zone_server import ACCOUNT, HOST, PASSWORD, authority, serving


@pytest.fixture(scope="module")
def zone_ca():
    return authority()


@pytest.fixture
def zone(anna, now, zone_ca):
    """A server with twelve devices, and the zone north that knows its address."""
    with serving(fleet(12, now=now), zone_ca) as server:
        anna.done("server", "add", "--zone", "north", "--fqdn", HOST, "--address", "127.0.0.1",
                  "--ca-role")  # fmt: skip
        yield server


@pytest.fixture
def password(anna):
    return anna.file("zone-password", f"{PASSWORD}\n")


def way(server):
    return ("--from", f"{HOST}:{server.port}", "--account", ACCOUNT)


def test_a_first_use_shows_the_fingerprint_and_goes_on_once_it_was_accepted(
    anna, zone, zone_ca, password
):
    first = anna("sync", "--zone", "north", *way(zone), "--account-password-file", password)
    assert first.code == 1
    assert first.err.startswith(
        f"The certificate of {HOST} is not accepted yet. It leads to {zone_ca.sha256}."
    )
    assert zone.bodies == []
    done = anna.done(
        "sync", "--zone", "north", "--accept-certificate", zone_ca.sha256,
        "--account-password-file", password,
    )  # fmt: skip
    assert done.out.splitlines()[0] == "12 devices: 12 new, 0 changed, 0 as they were."
    again = anna.done("sync", "--zone", "north", "--account-password-file", password, "--json")
    assert (again.document["same"], again.document["added"]) == (12, 0)
    assert again.document["last_nag_time"] == "2026-11-20T08:00:00Z"


def test_a_wrong_fingerprint_changes_nothing(anna, zone, password):
    ran = anna("sync", "--zone", "north", *way(zone), "--account-password-file", password,
               "--accept-certificate", authority().sha256)  # fmt: skip
    assert ran.code == 1
    assert "Nothing was changed." in ran.err
    status = anna.done("sync", "--zone", "north", "--status", "--json").document
    assert status["access"]["accepted_sha256"] is None


def test_a_dry_run_needs_no_administrator_and_leaves_the_inventory(anna, zone, zone_ca, password):
    anna("sync", "--zone", "north", *way(zone), "--account-password-file", password)
    anna.done("sync", "--zone", "north", "--accept-certificate", zone_ca.sha256,
              "--account-password-file", password)  # fmt: skip
    zone.machines = [*zone.machines, *fleet(4, now=anna.console.desk.clock(), seed=2)]
    would = anna.done("sync", "--zone", "north", "--dry-run", "--admin", "nobody",
                      "--account-password-file", password, "--json").document  # fmt: skip
    assert (would["dry_run"], would["devices"], would["added"]) == (True, 16, 4)
    assert anna.done("zone", "show", "north", "--json").document["devices"] is not None
    known = anna.done("devices", "list", "--zone", "north", "--json").document
    assert len(known["devices"]) <= 12


def test_a_kept_password_is_used_and_a_wrong_one_is_refused(anna, zone, zone_ca, password):
    anna("sync", "--zone", "north", *way(zone), "--account-password-file", password)
    nobody = anna("sync", "--zone", "north", "--accept-certificate", zone_ca.sha256)
    assert (nobody.code, nobody.err.split(".")[0]) == (
        1, "The password of Administrator is not known",
    )  # fmt: skip
    wrong = anna.file("wrong", "wrong\n")
    refused = anna("sync", "--zone", "north", "--account-password-file", wrong, "--remember")
    assert refused.err.startswith("zen01.example.org did not let Administrator in.")
    assert anna("sync", "--zone", "north").code == 1  # the wrong one was not kept
    anna.done("sync", "--zone", "north", "--account-password-file", password, "--remember")
    assert anna.done("sync", "--zone", "north").out.startswith("12 devices: 0 new")
    assert PASSWORD not in anna.done("sync", "--zone", "north", "--status").out


def test_a_person_is_asked_for_the_password(anna, zone, zone_ca, password, typed):
    anna("sync", "--zone", "north", *way(zone), "--account-password-file", password)
    typed(PASSWORD)
    done = anna.done("sync", "--zone", "north", "--accept-certificate", zone_ca.sha256)
    assert done.out.startswith("12 devices: 12 new")


def test_nobody_is_asked_for_a_password_that_cannot_be_used_yet(anna, zone, typed):
    typed()  # whoever asks fails
    ran = anna("sync", "--zone", "north", *way(zone))
    assert ran.err.startswith(f"The certificate of {HOST} is not accepted yet.")


def test_what_could_not_be_read_is_named(anna, zone, zone_ca, password):
    broken = zone.machines[3]
    zone.faults = {broken.guid}
    anna("sync", "--zone", "north", *way(zone), "--account-password-file", password)
    done = anna.done("sync", "--zone", "north", "--accept-certificate", zone_ca.sha256,
                     "--account-password-file", password)  # fmt: skip
    assert done.out.splitlines()[1:] == [
        "1 device could not be read; it stays as it was.",
        f"  {broken.name}: The object {broken.guid} is damaged.",
    ]


def test_the_status_tells_the_way_and_the_last_reading(anna, zone, zone_ca, password):
    assert anna.done("sync", "--zone", "north", "--status").out == "Nobody said yet.\n"
    anna("sync", "--zone", "north", *way(zone), "--every", 4, "--at-start", "yes",
         "--account-password-file", password)  # fmt: skip
    anna.done("sync", "--zone", "north", "--accept-certificate", zone_ca.sha256,
              "--account-password-file", password)  # fmt: skip
    access = anna.done("sync", "--zone", "north", "--status", "--json").document["access"]
    assert access == {
        "host": HOST, "port": zone.port, "account": ACCOUNT, "accepted_sha256": zone_ca.sha256,
        "at_start": True, "every_hours": 4, "tried_at": "2026-11-23T12:00:00Z", "trouble": None,
        "broke_off": False, "read_as_of": "2026-11-23T12:00:00Z", "devices": 12,
        "last_nag_time": "2026-11-20T08:00:00Z",
    }  # fmt: skip
    anna.done("sync", "--zone", "north", "--forget")
    assert anna.done("sync", "--zone", "north", "--status").out == "Nobody said yet.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "http://zen01.example.org", "--account", "a"),
         "ZENworks is read over https only, not over http."),
        (("--from", "zen01.example.org:port", "--account", "a"), "“port” is no port."),
        (("--from", "zen01.example.org:99999", "--account", "a"), "99999 is not a port."),
        (("--from", "$(touch x)", "--account", "a"), "“$(touch x)” is not a server name."),
        (("--from", HOST, "--account", "a:b"), "This is no name of an account of ZENworks."),
        ((), "Nobody said yet how ZENworks is reached for north."),
    ],
)  # fmt: skip
def test_what_cannot_be_reached_is_refused_in_a_sentence(anna, words, said):
    ran = anna("sync", "--zone", "north", *words)
    assert (ran.code, ran.err.startswith(said)) == (1, True), ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("--dry-run", "--status"),
        ("--dry-run", "--from", HOST),
        ("--dry-run", "--remember"),
        ("--from", HOST),
        ("--every", "200"),
        ("--at-start", "maybe"),
    ],
)
def test_words_that_do_not_go_together_are_wrong_usage(anna, words):
    assert anna("sync", "--zone", "north", *words).code == 2
    assert anna.console.syncing.ways.access(anna.console.zones.named("north").id) is None
