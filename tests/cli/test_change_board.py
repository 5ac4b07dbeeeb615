"""`zenca change status`: what changed since the administrator looked, and after the activation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind

OF = ("--zone", "north")
ANNA = Actor("anna")
DAY = timedelta(days=1)


@pytest.fixture
def put(anna, desk, now):
    """The zone with a change at a state, and five phones at Update Assigned."""
    anna.done("ca", "create", *OF, "--subject", "CN=North", "--key", "ec-p256")
    zone = desk.zone_named("north")
    old = desk.store.authorities.generations(zone.id)[0]
    change = Change(
        id=ChangeId(0), zone=zone.id, kind=ChangeKind.REMINT, state=ChangeState.ASSIGNED,
        old=old.id, new=old.id, opened_at=now - 9 * DAY, opened_by=ANNA, assigned_at=now - 9 * DAY,
        choice=Choice(key=KeyKind.EC_P256, subject="CN=x", validity_days=900,
                      server_validity_days=90),
    )  # fmt: skip
    phone = Device(
        id=DeviceId(0), zone=zone.id, guid="g", name="p", kind=DeviceKind.MOBILE,
        stage=Stage.ASSIGNED, stage_at=now - 9 * DAY, stage_evidence=Evidence.TOLD,
        last_contact=now - 8 * DAY,
    )  # fmt: skip
    with desk.change(ANNA, zone) as journalled:
        change = desk.store.changes.add(change)
        phones = desk.store.devices.add(
            [replace(phone, guid=f"g{n}", name=f"phone-{n}") for n in range(5)]
        )
        journalled.record("test.made", "Made it.", {})

    def put(*, moved: int = 0, heard: int = 0, **fields: object) -> None:
        with desk.change(ANNA, zone) as journalled:
            desk.store.changes.replace(replace(change, **fields))
            desk.store.devices.replace(
                [
                    replace(each, stage=Stage.PENDING, stage_at=now + DAY,
                            stage_evidence=Evidence.REPORTED)
                    for each in phones[:moved]
                ]
            )  # fmt: skip
            desk.store.devices.heard([(each.id, now - 2 * DAY) for each in phones[:heard]])
            journalled.record("test.moved", "Moved it.", {})

    return put


def test_status_says_nothing_of_a_look_where_nobody_is_named(anna, put) -> None:
    assert "ince" not in anna.done("change", "status", *OF).out
    assert anna.done("change", "status", *OF, "--json").document["since"] is None


def test_status_says_what_changed_since_the_administrator_named_asked(anna, put, now) -> None:
    as_anna = ("change", "status", *OF, "--admin", "Anna")
    assert anna.done(*as_anna, "--json").document["since"] is None
    assert "Nothing has changed since" in anna.done(*as_anna).out
    put(moved=2)
    assert "  2 devices reached Pending Certificate Activation" in anna.done(*as_anna).out
    put(moved=3)
    since = anna.done(*as_anna, "--json").document["since"]
    (told,) = since["differences"]
    assert (told["news"], told["about"]) == ("stage", "pending certificate activation")


def test_an_unknown_administrator_is_refused_and_nothing_is_kept(anna, put, desk) -> None:
    ran = anna("change", "status", *OF, "--admin", "berta")
    assert ran.code == 1
    assert "There is no administrator “berta”." in ran.err
    assert desk.store.standings.look("berta", desk.zone_named("north").id, "command") is None


def test_after_the_activation_status_says_who_is_missing_and_until_when(anna, put, now) -> None:
    put(heard=2, state=ChangeState.ACTIVE, activated_at=now - 7 * DAY)
    said = anna.done("change", "status", *OF).out
    assert "3 devices are missing: not seen since, or unable to talk." in said
    assert "2 devices came back; 2 in the last 6 days: 0.3 a day." in said
    assert "At this rate nobody is missing by" in said
    after = anna.done("change", "status", *OF, "--json").document["after"]
    assert (after["missing"], after["reachable"], after["not_seen_by_kind"]) == (
        3,
        2,
        {"mobile": 3},
    )
    assert after["came_back"]["lately"] == 2
    assert after["came_back"]["nobody_missing"]["at"] is not None


def test_on_a_cancelled_change_status_says_who_trusts_the_abandoned_ca(anna, put, now) -> None:
    put(moved=2, state=ChangeState.CANCELLING, retreated_at=now)
    assert "Trust the abandoned CA: 2; may trust it: 0." in anna.done("change", "status", *OF).out
    given_up = anna.done("change", "status", *OF, "--json").document["abandoned"]
    assert given_up == {"trust_it": 2, "may_trust_it": 0}
