"""Many looks become one verdict, and nothing unexpected is summed away."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zenca_gui.core.preflight import Outcome
from zenca_gui.core.proof import Cell, Leaf, Moment, Trust
from zenca_gui.core.zone import ServerId
from zenca_gui.ui.change import cases

LOOK = Cell(
    server=ServerId(1),
    leaf=Leaf.NEW,
    trust=Trust.OLD,
    moment=Moment.NOW,
    at=datetime(2026, 11, 23, tzinfo=UTC),
    trusted=True,
    expected=True,
    reason="",
)
AFTER = replace(
    LOOK, moment=Moment.AFTER_END, trusted=False, expected=False, reason="certificate has expired"
)
REFUSED = replace(LOOK, trusted=False, expected=False, reason="unable to get local issuer")


def test_all_trusted_counts_the_servers() -> None:
    other = replace(LOOK, server=ServerId(2))
    assert cases.sum_up([LOOK, other]).verdict == "Trusted, 2 of 2"


def test_a_refusal_after_the_end_is_as_it_must_be() -> None:
    case = cases.sum_up([LOOK, AFTER])
    assert (case.outcome, case.verdict) == (Outcome.PASS, "Trusted until the old CA ends")
    assert cases.sum_up([AFTER]).outcome is Outcome.PASS


def test_an_expected_refusal_means_work_for_people() -> None:
    case = cases.sum_up([LOOK, REFUSED])
    assert (case.outcome, case.verdict) == (Outcome.WARN, "These devices must re-register")


def test_certificates_that_end_years_before_the_old_ca_alarm_nobody() -> None:
    ended = replace(AFTER, moment=Moment.BEFORE_END)
    case = cases.sum_up([LOOK, ended, AFTER])
    assert (case.outcome, case.verdict) == (Outcome.PASS, "Trusted while they are valid")
    assert case.reason == (
        "Server certificates end before the old CA does: certificate has expired"
    )
    assert cases.sum_up([ended]).verdict == "Refused, as it must be"


def test_what_is_refused_around_the_activation_is_the_reason_that_is_told() -> None:
    ended = replace(AFTER, moment=Moment.BEFORE_END)
    case = cases.sum_up([ended, REFUSED])
    assert case.outcome is Outcome.WARN
    assert cases.sum_up([replace(REFUSED, moment=Moment.BEFORE_END)]).outcome is Outcome.WARN
    assert case.reason == "Refused, as expected: unable to get local issuer"


@pytest.mark.parametrize("trusted", [True, False])
def test_one_look_that_is_not_as_expected_stops(trusted: bool) -> None:
    wrong = replace(LOOK, trusted=trusted, expected=not trusted, reason="")
    assert cases.sum_up([LOOK, AFTER, wrong]).outcome is Outcome.STOP


def test_nobody_looked_is_no_proof() -> None:
    assert cases.sum_up([]).outcome is Outcome.STOP


def test_a_server_and_a_moment_can_be_picked() -> None:
    other = replace(AFTER, server=ServerId(2))
    assert cases.chosen([LOOK, AFTER, other], server=ServerId(2)) == [other]
    assert cases.chosen([LOOK, AFTER, other], moment=Moment.AFTER_END) == [AFTER, other]
    assert cases.four([]).new_device_old_server.outcome is Outcome.STOP


def test_what_is_not_there_is_said_and_no_alarm() -> None:
    assert cases.four([LOOK]).new_device_old_server.verdict == "Not seen"
    kept = cases.four([replace(LOOK, leaf=Leaf.OLD)]).old_device_new_server
    assert (kept.outcome, kept.verdict) == (Outcome.PASS, "No new certificate")
