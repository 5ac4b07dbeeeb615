"""A change is given up: cancelled after Assign, or rolled back after activation, on real servers.

What OpenSSL's client must see is written out here; nothing of it is read from core.
"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.clients import leaves, pem, s_client
from tests.services.office import ANNA, Office, StubbornDeliver, entries
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import CertificateStatus, GenerationStatus
from zenca_gui.core.change_kind import Reason
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.retreat import Retreat, Way
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.services.ssh_ways import target_of


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.lab(servers=2, devices=0)


@pytest.fixture
def lone(office: Office) -> Zone:
    """One server is enough where they do not differ."""
    return office.lab(servers=1, devices=0)


@pytest.fixture
def deliver(office: Office) -> StubbornDeliver:
    assert isinstance(office.console.desk.deliver, StubbornDeliver)
    return office.console.desk.deliver


def look(office: Office, zone: Zone, folder: Path) -> dict[str, list[tuple[bool, int]]]:
    """How each server is met by devices with the old trust, the new, and both."""
    seen = {}
    first, *rest = office.console.authority.generations(zone.id)
    old, new = pem(first.certificate), pem(rest[-1].certificate) if rest else b""
    now = office.console.desk.now(office.console.zones.get(zone.id))
    for name, trust in (("old", [old]), ("new", [new]), ("both", [old, new])):
        if not trust[0]:
            continue
        met = [
            s_client(s, trust, at=now, folder=folder) for s in office.console.servers.of(zone.id)
        ]
        seen[name] = [(talks, leaves(chain)) for talks, chain in met]
    return seen


def chains(office: Office, zone: Zone, folder: Path) -> list[str]:
    """What every server presents, byte for byte, to one that trusts the old CA."""
    [first, *_rest] = office.console.authority.generations(zone.id)
    now = office.console.desk.now(office.console.zones.get(zone.id))
    trust = [pem(first.certificate)]
    return [
        s_client(s, trust, at=now, folder=folder)[1] for s in office.console.servers.of(zone.id)
    ]


def lying(zone: Zone) -> dict[str, set[str]]:
    servers = Path(zone.lab, "servers")
    return {
        folder.name: {p.name for p in (folder / "releases").iterdir()}
        for folder in servers.iterdir()
    }


def statuses(office: Office, zone: Zone) -> list[GenerationStatus]:
    return [g.status for g in office.console.authority.generations(zone.id)]


def states(office: Office, zone: Zone) -> set[DeliveryState]:
    change = office.console.desk.store.changes.of(zone.id)[-1]
    return {d.state for d in office.console.desk.store.changes.deliveries(change.id).values()}


def served(office: Office, zone: Zone) -> dict[CertificateStatus, int]:
    found: dict[CertificateStatus, int] = {}
    for certificate in office.console.certificates.of(zone.id):
        found[certificate.status] = found.get(certificate.status, 0) + 1
    return found


def state(office: Office, zone: Zone) -> ChangeState:
    return office.console.desk.store.changes.of(zone.id)[-1].state


@pytest.mark.parametrize("reached", ["assigned", "staged"])
def test_cancelled_after_assign_with_nothing_taken_it_ends_at_once_and_equal_to_the_start(
    office: Office, zone: Zone, tmp_path: Path, reached: str
) -> None:
    office.console.recovery.sheet(zone.id, by=ANNA)
    before, files = chains(office, zone, tmp_path), lying(zone)
    keys = {k.id for k in office.console.desk.store.authorities.keys(zone.id)}
    ring = entries(office.vault)
    start = office.console.authority.active(zone.id)
    getattr(office, reached)(zone)
    preview = office.console.changes.retreat_preview(zone.id)
    assert (preview.how, preview.refusal, preview.trusting) == (Retreat.CANCEL, "", 0)

    office.console.changes.cancel(zone.id, by=ANNA)

    assert state(office, zone) is ChangeState.CANCELLED
    assert office.console.changes.open(zone.id) is None
    assert chains(office, zone, tmp_path) == before
    assert lying(zone) == files == {name: {"first"} for name in files}
    assert office.console.authority.active(zone.id) == start
    assert statuses(office, zone) == [GenerationStatus.ACTIVE, GenerationStatus.ABANDONED]
    assert served(office, zone) == {CertificateStatus.ACTIVE: 2, CertificateStatus.ABANDONED: 2}
    assert {k.id for k in office.console.desk.store.authorities.keys(zone.id)} == keys
    assert entries(office.vault) == ring, "the abandoned CA's key is gone: nobody trusts it"
    look_now = look(office, zone, tmp_path)
    assert look_now["old"] == look_now["both"] == [(True, 1)] * 2
    assert look_now["new"] == [(False, 1)] * 2
    office.console.changes.start(zone.id, ChangeKind.REMINT, by=ANNA)


def test_cancelled_what_was_made_is_revoked_and_the_old_leaves_are_not(
    office: Office, lone: Zone
) -> None:
    office.staged(lone)
    office.console.changes.cancel(lone.id, by=ANNA)
    rows = office.console.desk.store.authorities
    old, new = office.console.authority.generations(lone.id)
    made = {c.certificate.serial for c in rows.server_certificates(lone.id)
            if c.generation == new.id}  # fmt: skip
    assert {r.serial for r in rows.revoked(new.id)} == made
    [cross] = [c for c in rows.crosses(lone.id) if c.issuer_generation == old.id]
    assert [r.serial for r in rows.revoked(old.id)] == [cross.certificate.serial]
    assert rows.crl(new.id) is not None
    assert new.key_id is None
    evidence = json.loads(office.console.changes.evidence(lone.id))
    assert evidence["state"] == "cancelled"
    assert evidence["retreat"]["abandoned_key"] == "destroyed"
    assert evidence["times"]["retreated"]
    assert evidence["times"]["cancelled"]


def test_a_device_that_took_the_new_trust_keeps_the_cancel_open_and_the_key_sealed(
    office: Office, lone: Zone
) -> None:
    office.staged(lone)
    devices = office.console.devices
    took = devices.add(lone.id, "PC-1", DeviceKind.WORKSTATION, by=ANNA)
    devices.tell_stage(lone.id, [took.id], Stage.PENDING, evidence="seen at the desk", by=ANNA)
    assert office.console.changes.retreat_preview(lone.id).trusting == 1
    change = office.console.changes.cancel(lone.id, by=ANNA)
    assert change.state is ChangeState.CANCELLING
    status = office.console.changes.status(lone.id)
    assert status.words == "The change is cancelled; servers and devices go back."
    assert status.open == ("PC-1: It trusts the abandoned CA: take that out of its trust store.",)
    with pytest.raises(ZencaError, match="1 thing is still open: PC-1"):
        office.console.changes.close(lone.id, by=ANNA)
    new = office.console.authority.generations(lone.id)[-1]
    assert new.status is GenerationStatus.ABANDONED
    assert new.key_id is not None
    with pytest.raises(ZencaError, match="is being cancelled"):
        office.console.changes.activate(lone.id, by=ANNA)

    [work] = office.console.follow_ups.of(lone.id)[-1:]
    assert work.kind is FollowUpKind.TRUSTS_ABANDONED
    later = office.console.desk.now(office.console.zones.get(lone.id)) + timedelta(days=9)
    office.console.follow_ups.waive(work.id, "it is in a drawer", later, by=ANNA)
    evidence = json.loads(office.console.changes.close(lone.id, by=ANNA))
    assert evidence["retreat"]["abandoned_key"] == "sealed", "one device still trusts it"
    assert office.console.authority.generations(lone.id)[-1].key_id == new.key_id
    assert state(office, lone) is ChangeState.CANCELLED


def test_rolled_back_servers_present_the_old_leaf_and_the_cross_then_the_old_leaf_alone(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    before = chains(office, zone, tmp_path)
    office.active(zone)
    assert look(office, zone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 2)] * 2)
    changes = office.console.changes
    preview = changes.retreat_preview(zone.id)
    assert (preview.how, preview.refusal) == (Retreat.ROLL_BACK, "")
    assert [way.way for way in preview.servers] == [Way.KEPT] * 2
    assert preview.sentences[0] == "G1.1 is the zone's CA again, G2.2 is abandoned."
    with pytest.raises(ZencaError, match="typed name is not"):
        changes.roll_back(zone.id, typed_name="Lab", by=ANNA)
    assert state(office, zone) is ChangeState.ACTIVE

    done = changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)

    assert [d.state for d in done] == [DeliveryState.RETURNING] * 2
    assert statuses(office, zone) == [GenerationStatus.ACTIVE, GenerationStatus.ABANDONED]
    assert look(office, zone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 2)] * 2)
    rows = office.console.desk.store.authorities
    assert all(not rows.revoked(g.id) for g in rows.generations(zone.id)), "nothing is revoked yet"
    assert changes.what_is_open(zone.id) == [
        "The way back has not ended: servers present the cross certificate."
    ]
    with pytest.raises(ZencaError, match="1 thing is still open"):
        changes.close(zone.id, by=ANNA)

    ended = changes.end_overlap(zone.id, by=ANNA)
    assert [d.state for d in ended] == [DeliveryState.RETURNED] * 2
    assert chains(office, zone, tmp_path) == before
    assert look(office, zone, tmp_path) == {
        "old": [(True, 1)] * 2, "new": [(False, 1)] * 2, "both": [(True, 1)] * 2,
    }  # fmt: skip
    assert set().union(*lying(zone).values()) == {"first"}, "nothing of the change lies there"

    evidence = json.loads(changes.close(zone.id, by=ANNA))
    assert state(office, zone) is ChangeState.ROLLED_BACK
    assert evidence["state"] == "rolled back"
    assert evidence["retreat"]["by"] == "anna"
    assert set(evidence["retreat"]["ways"].values()) == {"kept"}
    assert served(office, zone) == {CertificateStatus.ACTIVE: 2, CertificateStatus.ABANDONED: 2}
    assert len(rows.revoked(rows.generations(zone.id)[1].id)) == 2
    assert office.console.authority.key_openable(zone.id) == ""
    assert changes.offered(zone.id)[ChangeKind.REMINT] == ""


def test_rolled_back_after_the_overlap_devices_with_the_new_trust_alone_still_find_the_way(
    office: Office, lone: Zone, tmp_path: Path
) -> None:
    office.active(lone)
    changes = office.console.changes
    changes.end_overlap(lone.id, by=ANNA)
    assert look(office, lone, tmp_path)["old"] == [(False, 1)] * 1
    changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    assert look(office, lone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 2)] * 1)
    changes.end_overlap(lone.id, by=ANNA)
    assert set().union(*lying(lone).values()) == {"first"}, "the files from before, not new ones"
    changes.close(lone.id, by=ANNA)


def test_the_same_key_is_rolled_back_without_a_cross(
    office: Office, lone: Zone, tmp_path: Path
) -> None:
    before = chains(office, lone, tmp_path)
    run(office, lone, ChangeKind.REMINT, same_key=True)
    old, new = office.console.authority.generations(lone.id)
    assert old.certificate.public_sha256 == new.certificate.public_sha256
    assert look(office, lone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 1)] * 1)
    done = office.console.changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    assert [d.state for d in done] == [DeliveryState.RETURNED] * 1
    assert chains(office, lone, tmp_path) == before
    assert look(office, lone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 1)] * 1)
    evidence = json.loads(office.console.changes.close(lone.id, by=ANNA))
    assert evidence["retreat"]["abandoned_key"] is None, "it is the old CA's own key"
    assert office.console.authority.key_openable(lone.id) == ""


@pytest.mark.parametrize("activated", [False, True])
def test_server_certificates_alone_are_taken_back_and_the_ca_stays(
    office: Office, lone: Zone, tmp_path: Path, *, activated: bool
) -> None:
    before = chains(office, lone, tmp_path)
    run(office, lone, ChangeKind.SERVERS, activated=activated)
    changes = office.console.changes
    assert (chains(office, lone, tmp_path) != before) is activated
    if activated:
        changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
        changes.close(lone.id, by=ANNA)
    else:
        changes.cancel(lone.id, by=ANNA)
    assert chains(office, lone, tmp_path) == before
    assert statuses(office, lone) == [GenerationStatus.ACTIVE]
    wanted = ChangeState.ROLLED_BACK if activated else ChangeState.CANCELLED
    assert state(office, lone) is wanted
    [only] = office.console.authority.generations(lone.id)
    made = {c.certificate.serial for c in office.console.certificates.of(lone.id) if c.change}
    assert {r.serial for r in office.console.desk.store.authorities.revoked(only.id)} == made


def test_without_the_old_server_key_the_files_on_the_server_are_the_way_back(
    office: Office, lone: Zone, tmp_path: Path
) -> None:
    before = chains(office, lone, tmp_path)
    office.active(lone)
    lose_old_server_keys(office, lone)
    changes = office.console.changes
    assert [w.way for w in changes.retreat_preview(lone.id).servers] == [Way.LIES_THERE] * 1
    done = changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    assert [d.state for d in done] == [DeliveryState.RETURNED] * 1
    assert chains(office, lone, tmp_path) == before


def test_without_key_and_files_the_old_ca_issues_anew(
    office: Office, lone: Zone, tmp_path: Path
) -> None:
    office.active(lone)
    lose_old_server_keys(office, lone)
    lose_old_files(office, lone)
    changes = office.console.changes
    assert [w.way for w in changes.retreat_preview(lone.id).servers] == [Way.ISSUED] * 1
    changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    assert look(office, lone, tmp_path) == dict.fromkeys(("old", "new", "both"), [(True, 2)] * 1)
    changes.end_overlap(lone.id, by=ANNA)
    assert look(office, lone, tmp_path)["old"] == [(True, 1)] * 1
    assert served(office, lone) == {
        CertificateStatus.ACTIVE: 1, CertificateStatus.SUPERSEDED: 1,
        CertificateStatus.ABANDONED: 1,
    }  # fmt: skip
    changes.close(lone.id, by=ANNA)


def test_without_key_files_and_ca_key_it_is_refused_with_the_servers_named(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    office.active(zone)
    lose_old_server_keys(office, zone)
    lose_old_files(office, zone)
    old = office.console.authority.generations(zone.id)[0]
    with office.console.desk.change(ANNA, zone) as lost:
        office.console.desk.store.authorities.replace_generation(replace(old, key_id=None))
        lost.record("test.lost", "The old CA's key is gone.")
    seen = chains(office, zone, tmp_path)
    changes = office.console.changes
    preview = changes.retreat_preview(zone.id)
    first, second = office.console.servers.of(zone.id)
    assert [way.server for way in preview.lacking] == [first, second]
    with pytest.raises(
        ZencaError, match=f"2 servers have no way back: {first.fqdn}, {second.fqdn}"
    ):
        changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    assert state(office, zone) is ChangeState.ACTIVE
    assert chains(office, zone, tmp_path) == seen


def test_nobody_goes_back_to_a_compromised_key_or_an_ended_ca(office: Office, lone: Zone) -> None:
    changes = office.console.changes
    office.active(lone)
    change = changes.open(lone.id)
    assert change is not None
    assert change.choice is not None
    office.clock.forward(days=42)
    assert "has ended" in changes.retreat_preview(lone.id).refusal
    with pytest.raises(ZencaError, match=r"G1\.1 has ended"):
        changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    office.clock.forward(days=-42)
    with office.console.desk.change(ANNA, lone) as told:
        chosen = replace(change.choice, reason=Reason.COMPROMISED)
        office.console.desk.store.changes.replace(replace(change, choice=chosen))
        told.record("test.reason", "The key is compromised.")
    with pytest.raises(ZencaError, match="compromised"):
        changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)


def test_before_activation_it_is_cancelled_and_after_it_rolled_back(
    office: Office, lone: Zone
) -> None:
    changes = office.console.changes
    office.draft(lone)
    assert changes.retreat_preview(lone.id).how is Retreat.DROP
    with pytest.raises(ZencaError, match="still a draft"):
        changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    changes.cancel(lone.id, by=ANNA)
    office.active(lone)
    with pytest.raises(ZencaError, match="active already"):
        changes.cancel(lone.id, by=ANNA)


def test_a_server_that_does_not_answer_keeps_the_way_back_open_and_is_tried_again(
    office: Office, lone: Zone, deliver: StubbornDeliver
) -> None:
    office.active(lone)
    change = office.console.changes.open(lone.id)
    assert change is not None
    deliver.refused = frozenset({f"change-{change.id}-back"})
    done = office.console.changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    assert [d.state for d in done] == [DeliveryState.FAILED] * 1
    assert office.console.changes.what_is_open(lone.id)[0].endswith(": delivery failed.")
    deliver.refused = frozenset()
    assert {d.state for d in office.console.changes.deliver(lone.id, by=ANNA)} == {
        DeliveryState.RETURNING
    }


def test_amt_that_was_done_is_done_again_and_devices_are_assigned_the_way_back(
    office: Office, lone: Zone
) -> None:
    devices = office.console.devices
    for name, amt in (("AMT-1", True), ("AMT-2", True), ("PC-1", False)):
        devices.add(lone.id, name, DeviceKind.WORKSTATION, by=ANNA, amt=amt)
    office.active(lone)
    ids = devices.ids(devices.query(lone.id))
    devices.tell_stage(lone.id, ids, Stage.ACTIVE, evidence="looked", by=ANNA)
    follow_ups = office.console.follow_ups
    first, _second = [f for f in follow_ups.of(lone.id) if f.kind is FollowUpKind.AMT]
    follow_ups.done(first.id, "unprovisioned", by=ANNA)
    follow_ups.done(first.id, "provisioned", by=ANNA)
    changes = office.console.changes
    words = "\n".join(changes.retreat_preview(lone.id).sentences)
    assert "3 devices took the new trust and have to go back." in words
    assert "1 AMT device was provisioned for the new CA" in words

    changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)

    assert changes.status(lone.id).device_counts == {Stage.ASSIGNED.value: 3}
    still = [f for f in follow_ups.of(lone.id) if f.state is FollowUpState.OPEN]
    assert sorted((f.subject, f.kind) for f in still if f.kind is FollowUpKind.AMT) == [
        (first.subject, FollowUpKind.AMT)
    ]
    asked = {f.subject for f in still if f.kind is FollowUpKind.RE_REGISTER}
    assert asked == {"AMT-1", "AMT-2", "PC-1"}, "silent since it was rolled back"
    with pytest.raises(ZencaError, match="3 devices have not gone back"):
        changes.end_overlap(lone.id, by=ANNA)
    devices.tell_stage(lone.id, ids, Stage.ACTIVE, evidence="looked again", by=ANNA)
    changes.end_overlap(lone.id, by=ANNA)
    [again] = [f for f in follow_ups.of(lone.id) if f.state is FollowUpState.OPEN]
    follow_ups.done(again.id, "unprovisioned again", by=ANNA)
    follow_ups.done(again.id, "provisioned again", by=ANNA)
    evidence = json.loads(changes.close(lone.id, by=ANNA))
    assert evidence["retreat"]["abandoned_key"] == "destroyed"


def run(
    office: Office, zone: Zone, kind: ChangeKind, *, activated: bool = True, **choice: object
) -> None:
    """Bring a change of this kind to its activation, or just before it."""
    console = office.console
    console.changes.start(zone.id, kind, by=ANNA)
    wanted = replace(console.changes.proposal(zone.id), **choice)
    console.changes.choose(zone.id, wanted, by=ANNA)
    console.backup.automatic(zone.id, by=ANNA)
    console.changes.preflight(zone.id, by=ANNA)
    console.changes.make_material(zone.id, by=ANNA)
    console.changes.review(zone.id)
    console.recovery.prove(zone.id, office.group(zone), by=ANNA)
    console.changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    console.changes.deliver(zone.id, by=ANNA)
    if activated:
        assert console.changes.activate(zone.id, by=ANNA).failed == 0


def lose_old_server_keys(office: Office, zone: Zone) -> None:
    """As if they had been made on the servers: zenca never had them."""
    rows = office.console.desk.store.authorities
    old = office.console.authority.generations(zone.id)[0]
    with office.console.desk.change(ANNA, zone) as lost:
        rows.replace_server_certificates(
            [replace(c, key_id=None) for c in rows.server_certificates(zone.id)
             if c.generation == old.id]
        )  # fmt: skip
        lost.record("test.lost", "The old server keys are gone.")


def lose_old_files(office: Office, zone: Zone) -> None:
    """As if somebody had tidied the servers up."""
    for server in office.console.servers.of(zone.id):
        target = target_of(office.console.desk, server)
        office.console.desk.deliver.remove(target, "first")


def test_a_server_that_zenca_cannot_reach_is_brought_back_by_hand_and_seen(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    before = chains(office, zone, tmp_path)
    office.active(zone)
    first, second = office.console.servers.of(zone.id)
    way_in = target_of(office.console.desk, first)
    with office.console.desk.change(ANNA, zone) as lost:
        office.console.desk.store.servers.replace(replace(first, ssh=None))
        lost.record("test.lost", "Nobody may log in there any more.")
    changes = office.console.changes
    ways = {way.server.fqdn: way.way for way in changes.retreat_preview(zone.id).servers}
    assert ways == {first.fqdn: Way.GUIDED, second.fqdn: Way.KEPT}
    done = {d.server: d for d in changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)}
    assert done[first.id].state is DeliveryState.WAITING
    assert done[first.id].detail == "It still presents the new certificate."
    assert done[second.id].state is DeliveryState.RETURNING
    office.console.desk.deliver.switch(way_in, "first")  # a person puts the old files in again
    [seen] = changes.deliver(zone.id, by=ANNA)
    assert seen.state is DeliveryState.RETURNED
    changes.end_overlap(zone.id, by=ANNA)
    assert chains(office, zone, tmp_path) == before
    changes.close(zone.id, by=ANNA)


def test_a_server_that_is_away_does_not_hold_a_cancel_up_when_nothing_was_laid_on_it(
    office: Office, zone: Zone
) -> None:
    office.assigned(zone)
    first, second = office.console.servers.of(zone.id)
    office.console.changes.deliver(zone.id, by=ANNA, servers=[second.id])
    with office.console.desk.change(ANNA, zone) as away:
        for server in (first, second):
            office.console.desk.store.servers.replace(replace(server, port=9))
        away.record("test.away", "Nobody answers there.")
    change = office.console.changes.cancel(zone.id, by=ANNA)
    assert change.state is ChangeState.CANCELLING
    found = office.console.desk.store.changes.deliveries(change.id)
    assert found[first.id].state is DeliveryState.RETURNED
    assert found[first.id].detail.startswith("It cannot be reached now; nothing")
    assert found[second.id].state is DeliveryState.FAILED, "its files went, but it was not seen"
    with office.console.desk.change(ANNA, zone) as again:
        office.console.desk.store.servers.replace(second)
        again.record("test.back", "It answers.")
    assert office.console.changes.cancel(zone.id, by=ANNA).state is ChangeState.CANCELLED
