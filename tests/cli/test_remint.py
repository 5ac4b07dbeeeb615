"""The main job on the command line: a real lab, real servers, real devices."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from zenca_gui.cli import lab as command


def presented(address: str, port: int) -> list[str]:
    """Return the subjects that an outside client sees, leaf first."""
    seen = subprocess.run(
        ["openssl", "s_client", "-connect", f"{address}:{port}", "-showcerts"],
        input="", text=True, capture_output=True, check=False, timeout=30,
    )  # fmt: skip
    return [line for line in seen.stdout.splitlines() if line.strip().startswith(("0 s:", "1 s:"))]


def work(zenca, tmp_path: Path) -> None:
    """Do what the guide says, from the warning to the evidence."""
    of = ("--zone", "my-lab")
    assert zenca("check").code == 1
    started = zenca.done("change", "start", *of, "--kind", "remint", "--json").document
    assert started["change"]["state"] == "material"
    assert Path(started["backup"]).exists()
    assert len(started["material"]["server_certificates"]) == 2
    assert "Next: " in zenca.done("zone", "show", "my-lab").out
    assert zenca.done("zone", "show", "my-lab", "--json").document["lab_running"] is True
    refused = zenca("change", "assign", *of, "--confirm", "my-lab")
    assert refused.code == 1
    sheet = zenca.done("ca", "recovery-sheet", *of, "--out", "-").out
    group = sheet.strip().splitlines()[-1].strip()
    zenca.done("ca", "prove-recovery", *of, "--group", group)
    review = zenca.done("change", "review", *of, "--json").document
    assert review["proof"] == "pass"
    assert len(review["cells"]) == 2 * 4 * 5
    assert "trusted" in zenca.done("change", "review", *of).out
    zenca.done("change", "assign", *of, "--confirm", "my-lab")
    assert "releases" in zenca.done("deliver", *of, "--dry-run").out
    laid = zenca.done("deliver", *of, "--json").document["deliveries"]
    assert [each["state"] for each in laid] == ["staged", "staged"]
    before = zenca.done("probe", *of, "--json").document["servers"]
    assert [each["serving"] for each in before] == ["old", "old"]
    active = zenca.done("change", "activate", *of, "--json").document
    assert [each["state"] for each in active["deliveries"]] == ["switched", "switched"]
    seen = zenca.done("probe", *of, "--json").document["servers"]
    assert [(s["serving"], s["trusted_by_old"], s["trusted_by_new"]) for s in seen] == [
        ("new", True, True)
    ] * 2
    assert len(presented(seen[0]["address"], seen[0]["port"])) == 2
    refused = zenca("change", "close", *of)
    assert (refused.code, refused.out) == (1, "")
    ended = zenca.done("change", "end-overlap", *of, "--early", "--json").document["deliveries"]
    assert [each["state"] for each in ended] == ["ended", "ended"]
    assert len(presented(seen[0]["address"], seen[0]["port"])) == 1
    left = zenca.done("follow-up", "list", *of, "--state", "open", "--json").document
    for each in left["follow_ups"]:
        zenca.done("follow-up", "waive", each["id"], "--reason", "a lab", "--recheck", "2027-01-01")
    assert zenca.done("change", "status", *of, "--json").document["open"] == []
    zenca.done("change", "close", *of, "--out", tmp_path / "evidence.json")
    assert zenca.done("change", "report", *of, "--out", "-").document["state"] == "closed"
    assert zenca.done("verify", "--head", tmp_path / "evidence.json").out
    past = zenca.done("ca", "list", *of, "--json").document["generations"]
    assert [each["status"] for each in past] == ["superseded", "active"]
    assert zenca("check").code == 0


def test_a_remint_from_the_warning_to_the_evidence(
    anna, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.done("zone", "remove", "north", "--confirm", "north")
    monkeypatch.setattr(command, "EVERY", 0.05)
    done: list[Path] = []
    real = anna.console.reports

    class Reports:
        """The lab's loop does the work in between, as a second terminal would."""

        def collect(self, zone) -> int:
            changed = real.collect(zone)
            if not done:
                done.append(tmp_path)
                work(anna, tmp_path)
                signal.raise_signal(signal.SIGTERM)
            return changed

    anna.console.reports = Reports()
    ran = anna.done("lab", "--dir", tmp_path / "my-lab", "--servers", 2, "--devices", 4, "--json")
    line = json.loads(ran.out)
    assert line["zone"] == "my-lab"
    for server in line["servers"]:
        assert presented(server["address"], server["port"]) == []
    assert done
