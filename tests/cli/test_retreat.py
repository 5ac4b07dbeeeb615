"""`zenca change cancel` and `rollback` against a real lab: what they say, do, and end with."""

from collections.abc import Iterator

import pytest

from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish

OF = ("--zone", "box")


@pytest.fixture
def box(anna) -> Iterator[None]:
    """A lab whose change is ready to be assigned."""
    anna.console.labs.start(LabWish(name="box", servers=2, devices=0), by=Actor("anna"))
    anna.done("change", "start", *OF, "--kind", "remint")
    sheet = anna.done("ca", "recovery-sheet", *OF, "--out", "-").out
    anna.done("ca", "prove-recovery", *OF, "--group", sheet.strip().splitlines()[-1].strip())
    anna.done("change", "review", *OF)
    anna.done("change", "assign", *OF, "--confirm", "box")
    anna.done("deliver", *OF)
    yield
    anna.console.labs.stop_all()


def test_cancel_after_assign_ends_at_once_where_nobody_took_anything(anna, box) -> None:
    ran = anna.done("change", "cancel", *OF, "--json").document
    assert (ran["cancelled"], ran["open"], ran["change"]["state"]) == (True, [], "cancelled")
    assert ran["change"]["retreated_at"] is not None
    seen = anna.done("probe", *OF, "--json").document["servers"]
    assert {each["serving"] for each in seen} == {"new"}, "no change is open: its own certificate"
    past = anna.done("ca", "list", *OF, "--json").document["generations"]
    assert [each["status"] for each in past] == ["active", "abandoned"]
    assert anna.done("change", "status", *OF).out.startswith("The change was cancelled.")
    assert anna("change", "cancel", *OF).code == 1


def test_cancel_stays_open_while_a_device_trusts_the_abandoned_ca(anna, box) -> None:
    anna.done("devices", "add", *OF, "PC-1", "--kind", "workstation")
    anna.done("devices", "stage", *OF, "--set", "pending certificate activation",
              "--evidence", "seen at the desk")  # fmt: skip
    said = anna.done("change", "cancel", *OF).out
    assert "being cancelled. Still open:" in said
    assert "PC-1: It trusts the abandoned CA" in said
    assert anna("change", "close", *OF).code == 1
    [work] = anna.done("follow-up", "list", *OF, "--state", "open", "--json").document["follow_ups"]
    assert work["kind"] == "trusts-abandoned"
    anna.done("follow-up", "done", work["id"], "--evidence", "taken out")
    assert anna.done("change", "cancel", *OF, "--json").document["cancelled"] is True


def test_rollback_says_first_what_it_does_and_asks_for_the_zones_name(anna, box) -> None:
    refused = anna("change", "rollback", *OF, "--confirm", "box")
    assert (refused.code, refused.out) == (1, "")
    assert "assigned already" in refused.err
    anna.done("change", "activate", *OF)
    asked = anna("change", "rollback", *OF)
    assert asked.code == 1
    assert "G1.1 is the zone's CA again, G2.2 is abandoned." in asked.out
    assert asked.out.count("gets its old certificate and key from zenca.") == 2
    assert "--confirm box" in asked.err
    preview = anna("change", "rollback", *OF, "--json").document["preview"]
    assert (preview["how"], preview["refusal"]) == ("roll back", None)
    assert [each["way"] for each in preview["servers"]] == ["kept", "kept"]
    assert anna("change", "rollback", *OF, "--confirm", "other").code == 1

    done = anna.done("change", "rollback", *OF, "--confirm", "box", "--json").document
    assert done["change"]["state"] == "rolling back"
    assert {each["state"] for each in done["deliveries"]} == {"returning"}
    status = anna.done("change", "status", *OF, "--json").document
    assert (status["step"], len(status["open"])) == ("rolling back", 1)
    assert status["next"]
    ended = anna.done("change", "end-overlap", *OF, "--json").document["deliveries"]
    assert {each["state"] for each in ended} == {"returned"}
    report = anna.done("change", "close", *OF, "--json").document
    assert (report["state"], report["retreat"]["by"]) == ("rolled back", "anna")
