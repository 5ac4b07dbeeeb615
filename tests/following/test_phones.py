"""Section 4.2.3 of the source document, sentence by sentence, on the wire.

Every table here is written out by hand; nothing of it is read from core. A triple says who talks:
phones that chain, that pin the CA, and that pin the server's certificate.
"""

import pytest

from tests.following.played import PHONES, Phone, Play
from zenca_gui.core.ports.lab import Bond
from zenca_gui.core.zone import DeviceKind

CHAIN, CA, LEAF = Bond.CHAIN, Bond.PIN_ANCHOR, Bond.PIN_LEAF
ALL, CHAINED, NOBODY = (True, True, True), (True, False, False), (False, False, False)

TABLE = [
    # went offline at, came back, zenca showed before, who talks, gets the new certificate by itself
    ("not assigned", "before", "will follow", ALL, True),
    ("assigned", "before", "will follow", ALL, True),
    ("failed", "before", "retry", ALL, True),
    ("pending", "before", "will follow", ALL, True),
    ("not assigned", "after", "must re-enrol", CHAINED, False),
    ("assigned", "after", "must re-enrol", CHAINED, False),
    ("failed", "after", "must re-enrol", CHAINED, False),
    ("pending", "after", "nothing to do", ALL, True),
    ("active", "after", "nothing to do", ALL, True),
    ("not assigned", "late", "must re-enrol", NOBODY, False),
    ("assigned", "late", "must re-enrol", NOBODY, False),
    ("failed", "late", "must re-enrol", NOBODY, False),
    ("pending", "late", "nothing to do", ALL, True),
    ("active", "late", "nothing to do", ALL, True),
]
"""`before`, `after`: the activation; `late`: after the overlap. Before it nobody is Active."""

REFUSED = {
    CHAIN: "unable to get local issuer certificate",
    CA: "the certificate was issued by a CA that this device does not know",
    LEAF: "this is not the certificate that the device has pinned",
}
"""Why it does not talk during the overlap; after it, all of them say the first."""


def phones(offline_at: str, back: str) -> list[Phone]:
    return [Phone(offline_at, back, bond) for bond in (CHAIN, CA, LEAF)]


@pytest.mark.parametrize(
    ("offline_at", "back", "verdict", "talks", "gets_it"),
    TABLE,
    ids=[f"offline at {row[0]}, back {row[1]}" for row in TABLE],
)
def test_what_happens_on_the_wire_is_what_zenca_showed_before(
    play: Play, offline_at: str, back: str, verdict: str, talks: tuple[bool, ...], gets_it: bool
) -> None:
    asked = [phone.name for phone in phones(offline_at, back)]
    shown = play.shown[back]
    assert [shown.verdicts[name] for name in asked] == [verdict] * 3
    assert [shown.listed[name] for name in asked] == [verdict] * 3, "the list says the same"
    assert tuple(play.met[name].talked for name in asked) == talks
    assert [play.met[name].has_new for name in asked] == [gets_it] * 3


def test_every_phone_of_the_month_is_in_the_table() -> None:
    assert {(p.offline_at, p.back) for p in PHONES} == {(row[0], row[1]) for row in TABLE}
    assert len(PHONES) == 3 * len(TABLE)


def test_a_phone_that_was_connected_during_the_update_is_issued_the_new_certificate(play) -> None:
    connected = phones("pending", "before") + phones("active", "after")
    for phone in connected:
        assert play.met[phone.name].has_new, phone
        assert play.shown["after"].verdicts[phone.name] == "nothing to do"
        assert phone.name not in play.shown["after"].follow_ups


@pytest.mark.parametrize("back", ["after", "late"])
def test_a_phone_that_went_offline_at_update_assigned_must_be_re_enrolled_once_the_date_has_passed(
    play: Play, back: str
) -> None:
    for phone in phones("assigned", back):
        assert play.shown[back].verdicts[phone.name] == "must re-enrol"
        assert play.shown[back].follow_ups[phone.name].kind.value == "re-enrol"
        assert phone.name in play.shown[back].re_enrol
        met = play.met[phone.name]
        assert not met.has_new
        talks = phone.bond is CHAIN and back == "after"
        assert met.talked is talks
        assert ("must re-enrol" in met.refused) is talks, "its server gives it no update any more"
        assert met.why_not == ("" if talks else REFUSED[CHAIN if back == "late" else phone.bond])


@pytest.mark.parametrize("back", ["after", "late"])
def test_a_phone_that_went_offline_at_pending_is_issued_the_certificate_when_it_reconnects(
    play: Play, back: str
) -> None:
    for phone in phones("pending", back):
        before = play.shown[back]
        assert before.devices[phone.name].stage.value == "pending certificate activation"
        assert before.verdicts[phone.name] == "nothing to do"
        assert phone.name not in before.follow_ups
        met = play.met[phone.name]
        assert (met.talked, met.refused, met.has_new) == (True, "", True)


@pytest.mark.parametrize("offline_at", ["not assigned", "assigned", "failed", "pending"])
def test_a_phone_that_is_back_before_the_date_takes_the_update_in_time(play, offline_at) -> None:
    for phone in phones(offline_at, "before"):
        assert play.met[phone.name].has_new, phone
        assert play.shown["after"].devices[phone.name].stage.value == "new certificate active"
        assert play.shown["after"].verdicts[phone.name] == "nothing to do"


def test_a_phone_whose_update_failed_is_shown_with_its_reason_while_it_is_away(play) -> None:
    for phone in phones("failed", "after"):
        device = play.shown["before"].devices[phone.name]
        assert device.stage_reason == "no space left where it keeps the certificates it trusts"
        assert play.shown["before"].verdicts[phone.name] == "retry"


def test_once_the_old_ca_has_ended_exactly_those_talk_that_have_the_new_certificate(play) -> None:
    has_new = {name for name, met in play.met.items() if met.has_new}
    assert {name for name, talks in play.talked_after_the_end.items() if talks} == has_new
    by_hand = {
        phone.name
        for stage, back, _verdict, _talks, gets_it in TABLE
        for phone in phones(stage, back)
        if gets_it
    }
    assert {name for name in has_new if name.startswith("mobile-")} == by_hand


def test_who_is_enrolled_or_registered_again_talks_like_all_others_and_nothing_is_left_to_do(
    play,
) -> None:
    left = [name for name, met in play.met.items() if not met.has_new]
    assert play.visited == len(left) == 20, "18 phones, and the two desks that pin"
    assert set(play.talked_after_visits.values()) == {True}
    assert len(play.talked_after_visits) == len(PHONES) + 3
    assert set(play.shown["visited"].verdicts.values()) == {"nothing to do"}
    assert play.shown["visited"].re_enrol == ()
    states = {play.shown["visited"].follow_ups[name].state.value for name in left}
    assert states == {"done"}, "what ended by itself was seen, not told"


def test_openssl_agrees_on_who_can_talk(play) -> None:
    """A client that has the old trust alone, and one that took the update."""
    assert play.openssl == {"before": (True, True), "after": (True, True), "late": (False, True)}


def test_an_agent_at_update_assigned_follows_by_itself_only_while_it_can_talk(play) -> None:
    desks = {bond: Phone("assigned", "after", bond, DeviceKind.WORKSTATION).name for bond in Bond}
    before = play.shown["after"].verdicts
    after = play.shown["in contact"].verdicts
    assert {before[name] for name in desks.values()} == {"must re-register"}
    assert play.met[desks[CHAIN]].has_new
    assert after[desks[CHAIN]] == "nothing to do"
    for bond in (CA, LEAF):
        assert (play.met[desks[bond]].talked, play.met[desks[bond]].has_new) == (False, False)
        assert after[desks[bond]] == "must re-register"
