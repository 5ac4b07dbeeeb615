"""The evidence of a real change: gathered while it is open, kept once it has ended."""

import json
from datetime import datetime, timedelta

import pytest

from tests.services.office import ANNA, HandClock, Office
from tests.strict_calendar import read
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.journal import Head
from zenca_gui.core.report import Chapter, Table, Words
from zenca_gui.core.zone import Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.lab(servers=2, devices=6)


def said(chapters: tuple[Chapter, ...]) -> str:
    """All that a report says, in its order."""
    lines = []
    for chapter in chapters:
        lines.append(chapter.heading)
        for block in chapter.blocks:
            if isinstance(block, Words):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += [" | ".join(row) for row in block.rows]
    return "\n".join(lines)


def test_a_zone_without_a_change_has_no_evidence_and_without_a_ca_no_dates(office: Office) -> None:
    bare = office.bare(days=None)
    assert not office.console.evidence.any_of(bare.id)
    with pytest.raises(NotFound, match="has had no change yet"):
        office.console.evidence.report(bare.id)
    with pytest.raises(ZencaError, match="no CA yet"):
        office.console.calendars.text(bare.id)


def test_an_open_change_gives_a_status_report_and_its_dates(office: Office, zone: Zone) -> None:
    console, evidence = office.console, office.console.evidence
    office.active(zone)
    office.console.labs.stop(zone.id)  # its devices can report nothing more
    office.clock.forward(days=9)
    text = evidence.text(zone.id)
    assert text == evidence.text(zone.id), "the same data, the same bytes"
    pack = json.loads(text)
    board = console.rollout.board(zone.id)

    assert pack["state"] == "active"
    assert len(pack["devices"]) == 6
    verdicts = [d["verdict"] for d in pack["devices"] if not d["lost"]]
    assert {v.value: n for v, n in board.verdicts.items()} == {
        v: verdicts.count(v) for v in verdicts
    }
    assert len(pack["follow_ups"]) == len(board.follow_ups)
    assert pack["proof"]["looks"] == len(pack["proof"]["cases"]) > 0
    assert {c["server"] for c in pack["proof"]["cases"]} == {s["fqdn"] for s in pack["servers"]}
    assert {s["serving"] for s in pack["servers"]} == {"new"}
    for server in pack["servers"]:
        assert server["seen"]["presented"][0] == server["new"]["sha256"] != server["old"]["sha256"]
    assert pack["old"]["sha256"] != pack["new"]["sha256"]
    kinds = [line["kind"] for line in pack["timeline"]]
    assert kinds[0] == "change.opened"
    assert "change.activated" in kinds
    assert console.journal.verify(Head.from_text(pack["journal_head"])).finding.outside

    report = evidence.report(zone.id)
    assert (report.kicker, report.title) == ("Status report of a CA change", zone.name)
    words = said(report.chapters)
    assert "2 of 2 servers were seen serving their new certificates." in words
    assert all(server["fqdn"] in words for server in pack["servers"])
    assert all(device["name"] in words for device in pack["devices"])
    assert report == evidence.report(zone.id)

    first = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    [waived] = [f for f in console.follow_ups.of(zone.id) if f.state is FollowUpState.OPEN][:1]
    again = console.desk.now(console.zones.get(zone.id)) + timedelta(days=30)
    if waived.device is not None:
        console.follow_ups.waive(waived.id, "on leave;\nasked twice", again, by=ANNA)
    later = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    assert {uid.split(".")[0] for uid in first} == {
        "ca-end", "safe-start", "server-end", "change-1-activation", "change-1-overlap",
    }  # fmt: skip
    assert set(first) <= set(later), "imported again, the same entries"
    assert all(int(later[uid]["SEQUENCE"]) >= int(first[uid]["SEQUENCE"]) for uid in first)


def test_what_ended_is_given_out_as_it_was_kept(office: Office, zone: Zone) -> None:
    console, evidence = office.console, office.console.evidence
    office.assigned(zone)
    opened = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    console.changes.cancel(zone.id, by=ANNA)
    assert console.changes.open(zone.id) is None, "nobody had taken anything of it"
    text = evidence.text(zone.id)
    report = evidence.report(zone.id)
    assert evidence.has_ended(zone.id)
    assert report.kicker == "Evidence of a CA change"
    assert "cancelled" in report.about
    console.servers.add(zone.id, "late.example", by=ANNA)
    office.clock.forward(days=40)
    assert evidence.text(zone.id) == text
    assert evidence.report(zone.id) == report
    pack = json.loads(text)
    assert pack["retreat"]["by"] == "anna"
    assert {d["verdict"] for d in pack["devices"]} == {None}
    given_up = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    gone = {uid: e["STATUS"] for uid, e in given_up.items() if uid.startswith("change-")}
    assert set(gone) == {uid for uid in opened if uid.startswith("change-")}
    assert set(gone.values()) <= {"CANCELLED"}
    with pytest.raises(NotFound, match="no change 77"):
        evidence.text(zone.id, 77)


def test_the_timeline_begins_with_the_opening_though_the_clock_runs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = office.bare("north", days=60)

    def running(clock: HandClock) -> datetime:
        clock.forward(milliseconds=1)
        return clock.shows

    monkeypatch.setattr(HandClock, "__call__", running)
    office.console.changes.start(bare.id, ChangeKind.REMINT, by=ANNA)
    pack = json.loads(office.console.evidence.text(bare.id))
    assert [line["kind"] for line in pack["timeline"]] == ["change.opened"]


def test_a_date_that_was_taken_away_leaves_the_calendar_too(office: Office, zone: Zone) -> None:
    console = office.console
    office.assigned(zone)
    day = office.console.desk.now(office.console.zones.get(zone.id)) + timedelta(days=9)
    console.changes.move_date(zone.id, day, by=ANNA)
    uid = f"change-1-activation.{zone.id}.{console.desk.store.uuid}@zenca"
    first = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    later = day + timedelta(days=2)
    console.changes.move_date(zone.id, later, by=ANNA)
    moved = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    console.changes.move_date(zone.id, None, by=ANNA)
    by_hand = {e["UID"]: e for e in read(console.calendars.text(zone.id))}
    assert [each[uid]["STATUS"] for each in (first, moved, by_hand)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip
    assert moved[uid]["DTSTART"] == f"{later:%Y%m%dT%H%M%SZ}" != first[uid]["DTSTART"]
    numbers = [int(each[uid]["SEQUENCE"]) for each in (first, moved, by_hand)]
    assert numbers == sorted(set(numbers)), "each import is newer than the one before"
