"""The four-case proof: when to look, what must be seen, and what stops a change."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.certificate import Certificate, Generation
from zenca_gui.core.preflight import Outcome, worst
from zenca_gui.core.proof import (
    Bridge,
    Cell,
    Ends,
    Leaf,
    Moment,
    Trust,
    bridge,
    expected,
    moments,
    must_re_register,
    outcome,
)
from zenca_gui.core.zone import ServerId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
OLD_ENDS = NOW + 30 * DAY
LEAF_ENDS = NOW + 700 * DAY


def cell(
    server: int = 1,
    leaf: Leaf = Leaf.NEW,
    trust: Trust = Trust.OLD,
    moment: Moment = Moment.AFTER_ACTIVATION,
    *,
    trusted: bool,
    wanted: bool,
) -> Cell:
    return Cell(
        server=ServerId(server),
        leaf=leaf,
        trust=trust,
        moment=moment,
        at=NOW,
        trusted=trusted,
        expected=wanted,
        reason="" if trusted else "unable to get local issuer certificate",
    )


def test_looks_are_taken_around_activation_and_the_old_cas_end() -> None:
    assert moments(now=NOW, activation=NOW + 7 * DAY, old_ends=OLD_ENDS) == [
        (Moment.NOW, NOW),
        (Moment.BEFORE_ACTIVATION, NOW + 7 * DAY - HOUR),
        (Moment.AFTER_ACTIVATION, NOW + 7 * DAY + HOUR),
        (Moment.BEFORE_END, OLD_ENDS - SECOND),
        (Moment.AFTER_END, OLD_ENDS + SECOND),
    ]


def test_without_a_date_activation_is_now_and_nobody_looks_into_the_past() -> None:
    looks = dict(moments(now=NOW, activation=None, old_ends=OLD_ENDS))
    assert looks[Moment.BEFORE_ACTIVATION] == NOW
    assert looks[Moment.AFTER_ACTIVATION] == NOW + HOUR
    soon = dict(moments(now=NOW, activation=NOW + HOUR / 2, old_ends=OLD_ENDS))
    assert soon[Moment.BEFORE_ACTIVATION] == NOW


ENDS = Ends(old=OLD_ENDS, old_anchor=OLD_ENDS, new=NOW + 3650 * DAY)


@pytest.mark.parametrize(
    ("leaf", "trust", "over", "before_the_end", "after_the_end"),
    [
        (Leaf.OLD, Trust.OLD, Bridge.CROSS, True, False),
        (Leaf.OLD, Trust.OLD, Bridge.NONE, True, False),
        (Leaf.OLD, Trust.OLD, Bridge.SAME_KEY, True, False),
        (Leaf.OLD, Trust.OLD, Bridge.SAME_ROOT, True, False),
        (Leaf.OLD, Trust.NEW, Bridge.CROSS, True, False),
        (Leaf.OLD, Trust.NEW, Bridge.NONE, True, False),
        (Leaf.OLD, Trust.NEW, Bridge.SAME_KEY, True, True),
        (Leaf.OLD, Trust.NEW, Bridge.SAME_ROOT, True, False),
        (Leaf.NEW, Trust.NEW, Bridge.CROSS, True, True),
        (Leaf.NEW, Trust.NEW, Bridge.NONE, True, True),
        (Leaf.NEW, Trust.NEW, Bridge.SAME_KEY, True, True),
        (Leaf.NEW, Trust.NEW, Bridge.SAME_ROOT, True, True),
        (Leaf.NEW, Trust.OLD, Bridge.CROSS, True, False),
        (Leaf.NEW, Trust.OLD, Bridge.NONE, False, False),
        (Leaf.NEW, Trust.OLD, Bridge.SAME_KEY, True, False),
        (Leaf.NEW, Trust.OLD, Bridge.SAME_ROOT, True, False),
    ],
)
def test_who_trusts_whom_until_when(
    leaf: Leaf, trust: Trust, over: Bridge, before_the_end: bool, after_the_end: bool
) -> None:
    def must(at: datetime) -> bool:
        return expected(leaf, trust, at, leaf_ends=LEAF_ENDS, ends=ENDS, over=over)

    assert must(NOW) is must(OLD_ENDS) is before_the_end
    assert must(OLD_ENDS + SECOND) is after_the_end


def test_a_root_that_both_cas_hang_on_is_trusted_beyond_the_old_cas_end() -> None:
    ends = Ends(old=OLD_ENDS, old_anchor=OLD_ENDS + 90 * DAY, new=NOW + 3650 * DAY)
    look = OLD_ENDS + 89 * DAY
    facts = {"leaf_ends": LEAF_ENDS, "ends": ends, "over": Bridge.SAME_ROOT}
    assert expected(Leaf.NEW, Trust.OLD, look, **facts)  # type: ignore[arg-type]
    assert not expected(Leaf.OLD, Trust.OLD, look, **facts)  # type: ignore[arg-type]


@given(
    st.sampled_from(Leaf),
    st.sampled_from(Trust),
    st.sampled_from(Bridge),
    st.timedeltas(SECOND, 999 * DAY),
)
def test_nobody_trusts_a_certificate_that_ended(
    leaf: Leaf, trust: Trust, over: Bridge, gone: timedelta
) -> None:
    ends = NOW + DAY
    assert not expected(leaf, trust, ends + gone, leaf_ends=ends, ends=ENDS, over=over)


def test_what_leads_over_is_told_by_the_keys() -> None:
    def ca(key: str, root: str = "") -> Generation:
        chain = (cast(Certificate, SimpleNamespace(public_sha256=root)),) if root else ()
        made = SimpleNamespace(
            certificate=SimpleNamespace(public_sha256=key),
            anchor=(chain[-1] if chain else SimpleNamespace(public_sha256=key)),
        )
        return cast(Generation, made)

    assert bridge(ca("a"), ca("a"), cross=False) is Bridge.SAME_KEY
    assert bridge(ca("a", "r"), ca("b", "r"), cross=False) is Bridge.SAME_ROOT
    assert bridge(ca("a"), ca("b"), cross=True) is Bridge.CROSS
    assert bridge(ca("a"), ca("b", "r"), cross=False) is Bridge.NONE


def test_after_expiry_nobody_looks_back() -> None:
    looks = moments(now=NOW, activation=None, old_ends=NOW - DAY)
    assert [moment for moment, _at in looks] == [
        Moment.NOW,
        Moment.BEFORE_ACTIVATION,
        Moment.AFTER_ACTIVATION,
    ]


def test_a_proof_that_looked_at_nothing_proves_nothing() -> None:
    assert outcome([]) is Outcome.STOP


def test_an_expected_refusal_passes_and_a_surprise_of_either_kind_stops() -> None:
    refused = cell(trusted=False, wanted=False)
    assert refused.as_expected
    assert outcome([refused, cell(trusted=True, wanted=True)]) is Outcome.PASS
    assert outcome([refused, cell(trusted=False, wanted=True)]) is Outcome.STOP
    assert outcome([refused, cell(trusted=True, wanted=False)]) is Outcome.STOP


def test_servers_that_old_trust_cannot_reach_after_activation_are_counted_once() -> None:
    cells = [
        cell(1, trusted=False, wanted=False),
        cell(1, trusted=False, wanted=False),
        cell(2, trusted=False, wanted=False),
        cell(3, trusted=True, wanted=True),
        cell(4, leaf=Leaf.OLD, trusted=False, wanted=False),
        cell(5, trust=Trust.NEW, trusted=False, wanted=False),
        cell(6, moment=Moment.AFTER_END, trusted=False, wanted=False),
    ]
    assert must_re_register(cells) == 2
    assert must_re_register([]) == 0


@given(st.lists(st.sampled_from(Outcome)))
def test_the_worst_check_speaks_for_all(outcomes: list[Outcome]) -> None:
    ranked = [Outcome.PASS, Outcome.WARN, Outcome.STOP]
    assert worst(outcomes) is ranked[max(map(ranked.index, outcomes), default=0)]
