"""From assigned to closed: files laid, servers switched and looked at, overlap, evidence."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.office import ANNA, HandClock, Office, StubbornDeliver, TwistedProbe, entries
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import CertificateStatus, GenerationStatus
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.rollout import Stage
from zenca_gui.core.sighting import Serving, Trouble
from zenca_gui.core.zone import Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.lab(servers=2, devices=3)


@pytest.fixture
def probe(office: Office) -> TwistedProbe:
    assert isinstance(office.console.desk.probe, TwistedProbe)
    return office.console.desk.probe


@pytest.fixture
def deliver(office: Office) -> StubbornDeliver:
    assert isinstance(office.console.desk.deliver, StubbornDeliver)
    return office.console.desk.deliver


def presented(office: Office, zone: Zone) -> list[tuple[str, ...]]:
    return [s.sighting.presented for s in office.console.probing.look(zone.id)]


def serving(office: Office, zone: Zone) -> set[Serving]:
    return {s.serving for s in office.console.probing.look(zone.id)}


def all_devices_are(office: Office, zone: Zone, stage: Stage) -> None:
    devices = office.console.devices
    ids = devices.ids(devices.query(zone.id))
    devices.tell_stage(zone.id, ids, stage, evidence="looked at each", by=ANNA)


def test_staging_moves_nothing_that_is_presented(office: Office, zone: Zone) -> None:
    before = presented(office, zone)
    office.staged(zone)
    assert presented(office, zone) == before
    assert serving(office, zone) == {Serving.OLD}
    status = office.console.changes.status(zone.id)
    assert all("staged, still serving the old one" in line for line in status.server_lines)


def test_activation_waits_for_every_server_unless_overruled_with_a_reason(
    office: Office, zone: Zone
) -> None:
    office.assigned(zone)
    changes = office.console.changes
    first, second = office.console.servers.of(zone.id)
    changes.deliver(zone.id, by=ANNA, servers=[first.id])
    with pytest.raises(ZencaError, match=f"1 server is not staged: {second.fqdn}"):
        changes.activate(zone.id, by=ANNA)
    with pytest.raises(ZencaError, match="not staged"):
        changes.activate(zone.id, by=ANNA, overrule="  ")
    done = changes.activate(zone.id, by=ANNA, overrule="the second is being repaired")
    assert done.failed == 1
    changes.deliver(zone.id, by=ANNA)
    assert serving(office, zone) == {Serving.NEW}, "after activation a delivery switches too"


def test_if_due_waits_for_the_date(office: Office, zone: Zone) -> None:
    office.staged(zone)
    changes = office.console.changes
    assert changes.activate(zone.id, by=ANNA, if_due=True).change.state is ChangeState.ASSIGNED
    now = office.console.desk.now(office.console.zones.get(zone.id))
    changes.move_date(zone.id, now + timedelta(days=2), by=ANNA)
    office.clock.forward(days=1)
    assert changes.activate(zone.id, by=ANNA, if_due=True).change.state is ChangeState.ASSIGNED
    assert serving(office, zone) == {Serving.OLD}
    office.clock.forward(days=1)
    done = changes.activate(zone.id, by=ANNA, if_due=True)
    assert done.change.state is ChangeState.ACTIVE
    assert done.failed == 0
    assert serving(office, zone) == {Serving.NEW}
    with pytest.raises(ZencaError, match="active already"):
        changes.move_date(zone.id, None, by=ANNA)


def test_a_missed_date_is_the_first_thing_said_and_the_overlaps_end_is_a_date(
    office: Office, zone: Zone, clock: HandClock
) -> None:
    office.staged(zone)
    changes, look = office.console.changes, office.console.overview.look
    at = office.console.desk.now(zone) + timedelta(hours=2)
    changes.move_date(zone.id, at, by=ANNA)
    assert "is rolled out" in look(zone.id).next.words
    clock.forward(hours=11)
    words = "Activation was due 9 hours ago; nothing has switched."
    assert (look(zone.id).next.words, look(zone.id).next.action) == (words, "rollout")
    assert changes.status(zone.id).words == words
    with pytest.raises(ZencaError, match="has come; it cannot be moved any more"):
        changes.move_date(zone.id, at + timedelta(days=9), by=ANNA)
    assert office.console.rollout.board(zone.id).overdue == words
    assert not [line for line in look(zone.id).health if line.id == "overlap"]
    changes.activate(zone.id, by=ANNA, if_due=True)
    assert changes.status(zone.id).words == "The new CA is active."
    [overlap] = [line for line in look(zone.id).health if line.id == "overlap"]
    [cross] = [
        c for c in office.console.desk.store.authorities.crosses(zone.id)
        if c.subject_generation == changes.open(zone.id).new
    ]  # fmt: skip
    assert f"ends on {cross.certificate.not_after:%Y-%m-%d}" in overlap.text
    changes.end_overlap(zone.id, by=ANNA, early=True)
    assert not [line for line in look(zone.id).health if line.id == "overlap"]


def test_activated_every_server_presents_its_leaf_and_the_cross_and_both_trusts_hold(
    office: Office, zone: Zone
) -> None:
    office.active(zone)
    material = office.console.changes.material(zone.id)
    assert material is not None
    [cross] = [c for c in material.crosses if c.subject_generation == material.new.id]
    leaves = {c.server: c.certificate.sha256 for c in material.certificates}
    for sight in office.console.probing.look(zone.id):
        assert sight.sighting.presented == (leaves[sight.server.id], cross.certificate.sha256)
        assert sight.trusted_by_old == sight.trusted_by_new == ""
    statuses = {c.change is None: c.status for c in office.console.certificates.of(zone.id)}
    assert statuses == {True: CertificateStatus.SUPERSEDED, False: CertificateStatus.ACTIVE}
    assert [g.status for g in office.console.authority.generations(zone.id)] == [
        GenerationStatus.SUPERSEDED,
        GenerationStatus.ACTIVE,
    ]


@pytest.mark.parametrize(
    ("twist", "words"),
    [
        (lambda look: replace(look, presented=look.presented[:1]), "presents another chain"),
        (
            lambda look: replace(look, presented=(), trouble=Trouble.REFUSED),
            "After the switch it cannot be reached",
        ),
    ],
    ids=["another chain", "unreachable"],
)
def test_a_server_that_is_seen_otherwise_goes_back_and_can_be_tried_again(
    office: Office, zone: Zone, probe: TwistedProbe, twist, words: str
) -> None:
    office.staged(zone)
    before = presented(office, zone)
    bad, good = office.console.servers.of(zone.id)
    probe.twist = lambda look: twist(look) if look.server == bad.id else look
    done = office.console.changes.activate(zone.id, by=ANNA)
    probe.twist = None
    assert done.failed == 1
    states = {d.server: d for d in done.deliveries}
    assert states[good.id].state is DeliveryState.SWITCHED
    assert states[bad.id].state is DeliveryState.ROLLED_BACK
    assert words in states[bad.id].detail
    assert presented(office, zone)[0] == before[0], "it serves what it served"
    assert f"{bad.fqdn}: rolled back." in office.console.changes.what_is_open(zone.id)
    again = office.console.changes.activate(zone.id, by=ANNA)
    assert again.failed == 0
    assert serving(office, zone) == {Serving.NEW}


def test_where_going_back_fails_too_it_says_so(
    office: Office, zone: Zone, probe: TwistedProbe, deliver: StubbornDeliver
) -> None:
    office.staged(zone)
    probe.twist = lambda look: replace(look, presented=look.presented[:1])
    deliver.refused = frozenset({"first"})
    done = office.console.changes.activate(zone.id, by=ANNA)
    assert done.failed == 2
    assert all("Going back failed too" in d.detail for d in done.deliveries)
    probe.twist = None
    assert office.console.changes.activate(zone.id, by=ANNA).failed == 0


def test_one_server_that_cannot_switch_does_not_stop_the_other(
    office: Office, zone: Zone, deliver: StubbornDeliver
) -> None:
    office.staged(zone)
    change = office.console.changes.open(zone.id)
    assert change is not None
    deliver.refused = frozenset({f"change-{change.id}-overlap"})
    done = office.console.changes.activate(zone.id, by=ANNA)
    assert [d.state for d in done.deliveries] == [DeliveryState.FAILED] * 2
    assert serving(office, zone) == {Serving.OLD}
    deliver.refused = frozenset()
    assert office.console.changes.activate(zone.id, by=ANNA).failed == 0


def test_the_overlap_goes_on_while_devices_need_it(office: Office, zone: Zone) -> None:
    office.active(zone)
    changes = office.console.changes
    with pytest.raises(ZencaError, match="3 devices have not taken the new certificate"):
        changes.end_overlap(zone.id, by=ANNA)
    assert {len(chain) for chain in presented(office, zone)} == {2}
    all_devices_are(office, zone, Stage.ACTIVE)
    changes.end_overlap(zone.id, by=ANNA)
    assert {len(chain) for chain in presented(office, zone)} == {1}
    assert changes.activate(zone.id, by=ANNA).failed == 0, "and nothing brings it back"
    assert {len(chain) for chain in presented(office, zone)} == {1}


def test_the_overlap_can_be_ended_early_on_purpose(office: Office, zone: Zone) -> None:
    office.active(zone)
    done = office.console.changes.end_overlap(zone.id, by=ANNA, early=True)
    assert [d.state for d in done] == [DeliveryState.ENDED] * 2
    for sight in office.console.probing.look(zone.id):
        assert sight.trusted_by_old
        assert sight.trusted_by_new == ""


def test_the_end_of_the_overlap_that_fails_on_a_server_keeps_it_open(
    office: Office, zone: Zone, deliver: StubbornDeliver
) -> None:
    office.active(zone)
    change = office.console.changes.open(zone.id)
    assert change is not None
    deliver.refused = frozenset({f"change-{change.id}-final"})
    done = office.console.changes.end_overlap(zone.id, by=ANNA, early=True)
    assert [d.state for d in done] == [DeliveryState.SWITCHED] * 2
    opened = office.console.changes.open(zone.id)
    assert opened is not None
    assert opened.overlap_ended_at is None
    deliver.refused = frozenset()
    office.console.changes.end_overlap(zone.id, by=ANNA, early=True)
    assert {len(chain) for chain in presented(office, zone)} == {1}


def test_close_is_refused_and_says_what_is_open(office: Office, zone: Zone) -> None:
    changes = office.console.changes
    office.staged(zone)
    assert changes.what_is_open(zone.id) == ["The change is not active yet."]
    with pytest.raises(ZencaError, match="assigned already"):
        changes.close(zone.id, by=ANNA)
    changes.activate(zone.id, by=ANNA)
    still = changes.what_is_open(zone.id)
    assert still[0] == "The overlap has not ended: servers present the cross certificate."
    assert len(still) > 1
    assert all(": " in words for words in still), "each says of whom, and what"
    with pytest.raises(ZencaError, match=f"{len(still)} things are still open: The overlap has"):
        changes.close(zone.id, by=ANNA)
    assert changes.status(zone.id).open == tuple(still)


def test_a_follow_up_is_done_or_waived_with_words_and_a_day(office: Office, zone: Zone) -> None:
    office.active(zone)
    follow_ups = office.console.follow_ups
    [overlap] = [f for f in follow_ups.of(zone.id) if f.kind is FollowUpKind.END_OVERLAP]
    later = office.console.desk.now(office.console.zones.get(zone.id)) + timedelta(days=7)
    with pytest.raises(ZencaError, match="cannot be waived"):
        follow_ups.waive(overlap.id, "why not", later, by=ANNA)
    office.clock.forward(days=20)
    asked = [f for f in follow_ups.of(zone.id) if f.device is not None]
    assert asked, "silent devices are asked for"
    with pytest.raises(ZencaError, match="needs a reason"):
        follow_ups.waive(asked[0].id, " ", later + timedelta(days=30), by=ANNA)
    with pytest.raises(ZencaError, match="lies in the past"):
        follow_ups.waive(asked[0].id, "on leave", later, by=ANNA)
    waived = follow_ups.waive(asked[0].id, "on leave", later + timedelta(days=30), by=ANNA)
    assert waived.state is FollowUpState.WAIVED
    assert follow_ups.reopen(waived.id, by=ANNA).state is FollowUpState.OPEN


def test_closed_with_evidence_the_old_servers_keys_are_gone(office: Office, zone: Zone) -> None:
    desk, changes = office.console.desk, office.console.changes
    old_keys = {k.id for k in desk.store.authorities.keys(zone.id) if k.purpose == "server"}
    old_ring = entries(office.vault)
    office.active(zone)
    all_devices_are(office, zone, Stage.ACTIVE)
    changes.end_overlap(zone.id, by=ANNA)
    assert changes.what_is_open(zone.id) == []
    evidence = json.loads(changes.close(zone.id, by=ANNA))

    assert changes.open(zone.id) is None
    assert json.loads(changes.evidence(zone.id)) == evidence, "it is kept"
    assert evidence["state"] == "closed"
    assert {s["delivery"] for s in evidence["servers"]} == {"ended"}
    assert {f["state"] for f in evidence["follow_ups"]} == {"done"}
    assert evidence["devices"]
    assert {d["stage"] for d in evidence["devices"]} == {Stage.ACTIVE.value}

    keys = {k.id for k in desk.store.authorities.keys(zone.id)}
    assert not keys & old_keys
    wrapped = {f"key:{k.wrapped_by}" for k in desk.store.authorities.keys(zone.id)}
    assert {n for n in entries(office.vault) if n.startswith("key:")} == wrapped
    assert len(old_ring - entries(office.vault)) == 1, "the old servers' passphrase"
    old, _new = office.console.authority.generations(zone.id)
    assert len(desk.store.authorities.revoked(old.id)) == 2
    assert office.console.authority.key_openable(zone.id) == ""
