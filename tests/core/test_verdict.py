"""The verdict table, read from DESIGN 5 a second time: every combination, by its own words."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import (
    TABLE,
    Contact,
    Rule,
    Verdict,
    decide,
    first_match,
    verdict,
    verdict_words,
)
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, ZoneId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

DESIGN = """
 1  | any    | unknown        | any     | -   | unknown (stage not reported)
 2  | any    | active         | any     | -   | nothing to do
 3  | any    | failed         | any     | no  | retry
 4m | mobile | failed         | any     | yes | must re-enrol
 4a | agent  | failed         | any     | yes | must re-register
 5n | any    | not assigned   | any     | no  | will follow
 5a | any    | assigned       | any     | no  | will follow
 5p | any    | pending        | any     | no  | will follow
 6  | any    | pending        | any     | yes | nothing to do
 7  | any    | assigned       | contact | yes | in contact: check its stage
 8  | mobile | assigned       | silent  | yes | must re-enrol
 9  | agent  | assigned       | silent  | yes | must re-register
 10m| mobile | not assigned   | any     | yes | must re-enrol
 10a| agent  | not assigned   | any     | yes | must re-register
"""
STAGES = {
    "unknown": Stage.UNKNOWN,
    "active": Stage.ACTIVE,
    "failed": Stage.FAILED,
    "not assigned": Stage.NOT_ASSIGNED,
    "assigned": Stage.ASSIGNED,
    "pending": Stage.PENDING,
}
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in DESIGN.strip().splitlines()]
EVERYTHING = list(product(DeviceKind, Stage, (False, True), Contact))


def by_the_design(kind: DeviceKind, stage: Stage, activated: bool, contact: Contact) -> str:
    facts = (
        {"any", "mobile" if kind is DeviceKind.MOBILE else "agent"},
        {next(word for word, each in STAGES.items() if each is stage)},
        {"any", "contact" if contact is Contact.SINCE else "silent"},
        {"-", "yes" if activated else "no"},
    )
    for _number, *wanted, words in ROWS:
        if all(word in fits for word, fits in zip(wanted, facts, strict=True)):
            return words
    raise AssertionError("the design says nothing")


def device(
    kind: DeviceKind = DeviceKind.WORKSTATION,
    stage: Stage = Stage.ASSIGNED,
    last_contact: datetime | None = None,
) -> Device:
    return Device(
        id=DeviceId(1),
        zone=ZoneId(1),
        guid="g",
        name="n",
        kind=kind,
        stage=stage,
        last_contact=last_contact,
    )


@pytest.mark.parametrize(("kind", "stage", "activated", "contact"), EVERYTHING)
def test_every_combination_reads_as_the_design_says(
    kind: DeviceKind, stage: Stage, activated: bool, contact: Contact
) -> None:
    found = decide(
        mobile=kind is DeviceKind.MOBILE, stage=stage, activated=activated, contact=contact
    )
    assert verdict_words(found) == by_the_design(kind, stage, activated, contact)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_of_the_design_decides_something(row: tuple[str, ...]) -> None:
    decided = {by_the_design(*facts) for facts in EVERYTHING}
    assert row[-1] in decided


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.verdict.name)
def test_every_rule_comes_first_for_some_device(rule: Rule) -> None:
    without = [each for each in TABLE if each is not rule]
    fits = [
        (mobile, stage, activated, contact)
        for mobile, stage, activated, contact in product(
            (False, True), Stage, (False, True), Contact
        )
        if not any(
            stage in each.stages
            and each.activated in (None, activated)
            and each.mobile in (None, mobile)
            and each.contact in (None, contact)
            for each in without
        )
    ]
    assert fits


def test_what_the_table_does_not_know_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="no rule"):
        first_match(mobile=False, stage=None, activated=True, contact=Contact.SILENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("each", Verdict)
def test_every_verdict_has_words(each: Verdict) -> None:
    assert verdict_words(each)


@pytest.mark.parametrize(
    ("activated_at", "last_contact", "wanted"),
    [
        (None, None, Verdict.WILL_FOLLOW),
        (None, NOW, Verdict.WILL_FOLLOW),
        (NOW + HOUR, NOW, Verdict.WILL_FOLLOW),
        (NOW, None, Verdict.RE_REGISTER),
        (NOW, NOW - timedelta(seconds=1), Verdict.RE_REGISTER),
        (NOW, NOW, Verdict.CHECK),
        (NOW - HOUR, NOW, Verdict.CHECK),
        (NOW - HOUR, NOW - HOUR, Verdict.CHECK),
        (NOW - HOUR, NOW - 2 * HOUR, Verdict.RE_REGISTER),
    ],
)
def test_activation_and_contact_are_told_by_the_zones_time(
    activated_at: datetime | None, last_contact: datetime | None, wanted: Verdict
) -> None:
    asked = device(last_contact=last_contact)
    assert verdict(asked, activated_at=activated_at, now=NOW) is wanted


@pytest.mark.parametrize("kind", DeviceKind)
def test_only_what_is_mobile_must_re_enrol(kind: DeviceKind) -> None:
    wanted = Verdict.RE_ENROL if kind is DeviceKind.MOBILE else Verdict.RE_REGISTER
    assert verdict(device(kind), activated_at=NOW, now=NOW) is wanted


@given(
    st.sampled_from(DeviceKind),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_contact_alone_proves_no_stage(
    kind: DeviceKind, seen: datetime | None, activated_at: datetime | None
) -> None:
    asked = device(kind, Stage.UNKNOWN, seen)
    assert verdict(asked, activated_at=activated_at, now=NOW) is Verdict.UNKNOWN


@given(
    st.sampled_from(DeviceKind),
    st.sampled_from(Stage),
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda span: NOW + span),
)
def test_nobody_must_be_visited_before_activation(
    kind: DeviceKind, stage: Stage, seen: datetime
) -> None:
    said = verdict(device(kind, stage, seen), activated_at=NOW + HOUR, now=NOW)
    assert said not in {Verdict.RE_ENROL, Verdict.RE_REGISTER, Verdict.CHECK}
