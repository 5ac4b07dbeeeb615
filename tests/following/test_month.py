"""A rollout of 100 lab devices over a month, from an empty window to Close, by its buttons alone.

Numbers are written by hand: of 100 devices 13 laptops and 13 phones are away for five weeks, 7 have
Intel AMT, and the lab's habits are the same in each.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.following.hands import Hands
from tests.following.month import DEVICES, SUBSCRIBER, Month
from zenca_gui.services.console import Console

THERE = {"Workstations": 48, "Servers": 13, "Mobiles": 13}
LOOK = "Look at the device and enter its stage."
AWAY_LAPTOPS = AWAY_PHONES = 13


@pytest.mark.timeout(240)
@pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise|grabbing)")
def test_a_month_of_a_rollout_from_a_lab_to_its_closed_change(
    hands: Hands, console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "evidence.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(paper), ""))
    month = Month(hands, tmp_path / "data")
    month.start()
    month.pilot("-000", 9)
    assert "talks to zen01.hamburg.example" in month.subscriber()
    month.prepare()
    month.deliver()
    month.clock(80_000)
    month.go_on_without_the_rest("Pilot group", 3)
    hands.until(lambda: month.counts() == THERE, "not everybody who is there took the update")
    month.go_on_without_the_rest("The rest", 23)
    assert "Every stage is through." in month.stages()
    assert month.day() > 6, "two stages of three days each"
    month.activate()
    hands.until(lambda: month.counts() == THERE, "not everybody who took it got the certificate")
    assert "does not talk" in month.subscriber(), "it keeps the certificate that was replaced"
    assert "talks to zen01.hamburg.example" in month.subscriber(update=True)

    assert month.end_by_hand("Unprovision, then", "unprovisioned on the console") == 7
    assert month.end_by_hand("Now: provision", "provisioned, Enterprise Mode") == 7
    assert month.end_by_hand("Subscriber's console", f"{SUBSCRIBER}: it talks again") == 1
    asked = [what for _who, what in month.open_work()]
    assert asked.count("Re-enrol the phone.") == AWAY_PHONES
    assert asked.count("Re-register the agent.") == AWAY_LAPTOPS

    month.clock(200_000)
    hands.until(
        lambda: month.verdicts() == {
            "must re-register": AWAY_LAPTOPS, "in contact: check its stage": AWAY_PHONES,
            "nothing to do": 74,
        },
        "phones that come back while the overlap lasts are in contact",
    )  # fmt: skip
    month.clock(1)
    assert month.day() > 30
    assert [what for _who, what in month.open_work()].count(LOOK) == AWAY_PHONES
    phones = [f"LAB-PH-{at:04}" for at in range(3, 100, 8)]
    assert month.devices("in contact: check its stage") == phones
    assert not hands.can(month.board, "follow-up-phones"), "nobody is asked to enrol them again"
    month.visit()
    hands.until(lambda: month.verdicts() == {"nothing to do": DEVICES}, "somebody is left behind")
    assert month.open_work() == [("All servers", "Deliver again without the cross certificate.")]
    month.end_overlap()
    month.close()
    hands.until(lambda: f"Saved as {paper}." in month.said(), "no evidence was saved")
    assert paper.read_bytes().startswith(b"%PDF-")

    [zone] = console.zones.all()
    [change] = console.desk.store.changes.of(zone.id)
    assert change.closed_at is not None
    assert console.journal.verify().words.startswith("The journal is whole")
    assert {entry.actor for entry in console.desk.store.journal.walk()} == {"maren", "zenca"}
