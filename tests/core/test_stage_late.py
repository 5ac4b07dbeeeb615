"""Who is late is said with the reason, the worst first, and can be asked for."""

from datetime import UTC, datetime

import pytest

from zenca_gui.core.rollout import Stage
from zenca_gui.core.rollout_stages import StageName
from zenca_gui.core.stage_late import (
    REASONS,
    Late,
    Lateness,
    late_lines,
    late_query,
    late_words,
    members_query,
)
from zenca_gui.core.zone import DeviceKind, ZoneId

SINCE = datetime(2026, 11, 20, 9, tzinfo=UTC)
ZONE = ZoneId(7)


def test_the_most_frequent_failures_have_a_line_each_and_the_others_share_one() -> None:
    failures = [Late(why=Lateness.FAILED, number=n, reason=f"reason {n}") for n in range(1, 7)]
    met = Late(why=Lateness.MET, number=4)
    silent = Late(why=Lateness.SILENT, number=9)
    lines = late_lines([met, *failures, silent])
    assert [each.reason for each in lines[:REASONS]] == ["reason 6", "reason 5", "reason 4"]
    assert (lines[REASONS].others, lines[REASONS].number) == (True, 3 + 2 + 1)
    assert lines[REASONS + 1 :] == [silent, met]


def test_few_failures_have_a_line_each() -> None:
    failures = [Late(why=Lateness.FAILED, number=2, reason=word) for word in ("b", "a")]
    assert [each.reason for each in late_lines(failures)] == ["a", "b"]


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (Late(why=Lateness.FAILED, number=1, reason="disk full"),
         "1 device is at Update Failed: disk full"),
        (Late(why=Lateness.FAILED, number=1200),
         "1,200 devices are at Update Failed; nobody said why."),
        (Late(why=Lateness.FAILED, number=2, others=True), "2 devices failed for other reasons."),
        (Late(why=Lateness.SILENT, number=3, never=3),
         "3 devices were not in contact since the stage began. 3 were never in contact."),
        (Late(why=Lateness.SILENT, number=2),
         "2 devices were not in contact since the stage began."),
        (Late(why=Lateness.SILENT, number=1, oldest=SINCE),
         "1 device was not in contact since the stage began. "
         "The longest silence began on 2026-11-20."),
        (Late(why=Lateness.UNKNOWN, number=1),
         "1 device is in contact, but nobody reported its stage."),
        (Late(why=Lateness.MET, number=2),
         "2 devices were in contact since the stage began and have not taken the update."),
    ],
)  # fmt: skip
def test_one_sentence_for_each_reason(late: Late, words: str) -> None:
    assert late_words(late) == words


def test_the_devices_of_a_stage_can_be_asked_for_and_servers_are_no_devices() -> None:
    assert members_query(ZONE, StageName.PRIMARIES) is None
    assert late_query(ZONE, StageName.PRIMARIES, Lateness.SILENT, since=SINCE) is None
    pilot = members_query(ZONE, StageName.PILOT)
    assert pilot is not None
    assert (pilot.zone, pilot.test, pilot.lost, pilot.retired) == (ZONE, True, False, False)
    assert DeviceKind.SATELLITE not in pilot.kinds


@pytest.mark.parametrize("why", Lateness)
def test_who_is_late_can_be_asked_for(why: Lateness) -> None:
    asked = late_query(ZONE, StageName.REST, why, since=SINCE)
    assert asked is not None
    assert asked.test is False
    assert not asked.stages & {Stage.PENDING, Stage.ACTIVE}
    assert (Stage.FAILED in asked.stages) is (why is Lateness.FAILED)
    assert (asked.silent_since == SINCE) is (why is Lateness.SILENT)
    assert (asked.met_since == SINCE) is (why in (Lateness.UNKNOWN, Lateness.MET))
