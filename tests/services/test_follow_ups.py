"""Work for people: made from the inventory, done with evidence step by step, waived until a day."""

import json
from datetime import timedelta

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState
from zenca_gui.core.rollout import Stage
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.services.re_enrol import as_csv


@pytest.fixture
def lone(office: Office) -> Zone:
    zone = office.lab(servers=1, devices=0)
    add(office, zone, "AMT-1", amt=True)
    return zone


def add(office: Office, zone: Zone, name: str, kind=DeviceKind.WORKSTATION, **fields):
    return office.console.devices.add(zone.id, name, kind, by=ANNA, **fields)


def share(office: Office, zone: Zone, name: str = "North to South"):
    [server] = office.console.servers.of(zone.id)
    return office.console.subscriptions.add(zone.id, name, Side.PUBLISHER, server.fqdn, by=ANNA)


def of(office: Office, zone: Zone, kind: FollowUpKind) -> list[FollowUp]:
    return [each for each in office.console.follow_ups.of(zone.id) if each.kind is kind]


def entry(office: Office):
    return office.console.desk.store.journal.entries(limit=1)[0]


def test_amt_is_two_steps_each_with_its_evidence_only_after_activation(office, lone) -> None:
    office.staged(lone)
    follow_ups = office.console.follow_ups
    [work] = of(office, lone, FollowUpKind.AMT)
    with pytest.raises(ZencaError, match="only after activation"):
        follow_ups.done(work.id, "too early", by=ANNA)
    office.console.changes.activate(lone.id, by=ANNA)
    assert work.next_step == "unprovision"
    half = follow_ups.done(work.id, "unprovisioned at the desk", by=ANNA)
    assert (half.state, half.next_step, half.evidence) == (FollowUpState.OPEN, "provision", "")
    assert entry(office).kind == "follow-up.step"
    whole = follow_ups.done(work.id, "provisioned, seen in the console", by=ANNA)
    assert (whole.state, whole.next_step) == (FollowUpState.DONE, "")
    assert [step.evidence for step in whole.steps] == [
        "unprovisioned at the desk", "provisioned, seen in the console",
    ]  # fmt: skip
    with pytest.raises(ZencaError, match="done already"):
        follow_ups.done(work.id, "again", by=ANNA)
    assert follow_ups.reopen(work.id, by=ANNA).next_step == "provision"
    assert follow_ups.reopen(work.id, by=ANNA).steps == ()


def test_it_is_made_from_the_inventory_again(office, lone) -> None:
    office.assigned(lone)
    new = add(office, lone, "AMT-2", amt=True)
    retired = add(office, lone, "AMT-3", amt=True)
    assert [each.subject for each in of(office, lone, FollowUpKind.AMT)] == [
        "AMT-1", "AMT-2", "AMT-3",
    ]  # fmt: skip
    devices = office.console.devices
    devices.edit(retired.id, retired=True, by=ANNA)
    devices.remove(lone.id, [new.id], by=ANNA)
    found = {each.subject: each for each in of(office, lone, FollowUpKind.AMT)}
    assert {name: each.state for name, each in found.items()} == {
        "AMT-1": FollowUpState.OPEN, "AMT-2": FollowUpState.DONE, "AMT-3": FollowUpState.DONE,
    }  # fmt: skip
    assert found["AMT-2"].evidence == "The device left the inventory."
    assert "is retired" in found["AMT-3"].evidence
    head = office.console.desk.store.journal.head()
    of(office, lone, FollowUpKind.AMT)
    assert office.console.desk.store.journal.head() == head, "nothing is different: no line"


def test_a_subscriber_is_done_only_once_our_server_was_seen_serving_the_new_one(
    office, lone
) -> None:
    share(office, lone)
    office.staged(lone)
    follow_ups = office.console.follow_ups
    [work] = of(office, lone, FollowUpKind.SUBSCRIBER)
    with pytest.raises(ZencaError, match="not seen serving the new certificate yet"):
        follow_ups.done(work.id, "carla did it", by=ANNA)
    office.console.probing.look(lone.id)
    with pytest.raises(ZencaError, match="not seen serving"):
        follow_ups.done(work.id, "carla did it", by=ANNA)
    office.console.changes.activate(lone.id, by=ANNA)
    office.console.probing.look(lone.id)
    assert follow_ups.done(work.id, "carla did it", by=ANNA).state is FollowUpState.DONE
    late = share(office, lone, "North to West")
    [_done, second] = of(office, lone, FollowUpKind.SUBSCRIBER)
    assert second.subject == "North to West"
    office.console.subscriptions.remove(late.id, by=ANNA)
    [_done, second] = of(office, lone, FollowUpKind.SUBSCRIBER)
    assert second.state is FollowUpState.DONE


def test_what_was_done_outside_is_done_again_after_a_roll_back(office, lone) -> None:
    share(office, lone)
    office.active(lone)
    office.console.probing.look(lone.id)
    follow_ups = office.console.follow_ups
    [amt], [shared] = of(office, lone, FollowUpKind.AMT), of(office, lone, FollowUpKind.SUBSCRIBER)
    follow_ups.done(amt.id, "unprovisioned", by=ANNA)
    follow_ups.done(shared.id, "carla did it", by=ANNA)
    office.console.changes.roll_back(lone.id, typed_name=lone.name, by=ANNA)
    again = {each.kind: each for each in follow_ups.of(lone.id) if each.id > shared.id}
    assert again[FollowUpKind.AMT].steps == ()
    assert again[FollowUpKind.SUBSCRIBER].subscription == shared.subscription
    assert follow_ups.done(again[FollowUpKind.SUBSCRIBER].id, "back", by=ANNA).state is (
        FollowUpState.DONE
    )


def test_a_waived_one_comes_back_on_its_day(office, lone) -> None:
    office.assigned(lone)
    follow_ups, now = office.console.follow_ups, office.console.desk.now(lone)
    [work] = of(office, lone, FollowUpKind.AMT)
    with pytest.raises(ZencaError, match="lies in the past"):
        follow_ups.waive(work.id, "no time", now, by=ANNA)
    follow_ups.waive(work.id, "no time", now + timedelta(days=2), by=ANNA)
    office.clock.forward(days=1)
    assert of(office, lone, FollowUpKind.AMT)[0].state is FollowUpState.WAIVED
    office.clock.forward(days=1, minutes=1)
    [again] = of(office, lone, FollowUpKind.AMT)
    assert (again.state, again.recheck) == (FollowUpState.OPEN, None)
    assert again.evidence.startswith("To be looked at again: anna waived it until 20")
    assert again.evidence.endswith(": no time")


def test_many_are_ended_and_taken_back_with_one_line_of_the_journal_each(office, lone) -> None:
    for number in range(2, 6):
        add(office, lone, f"AMT-{number}", amt=True)
    office.assigned(lone)
    follow_ups, now = office.console.follow_ups, office.console.desk.now(lone)
    ids = [each.id for each in of(office, lone, FollowUpKind.AMT)]
    before = office.console.desk.store.journal.head().sequence
    follow_ups.own(ids, "berta", by=ANNA)
    follow_ups.waive_all(ids, "all in the cellar", now + timedelta(days=9), by=ANNA)
    follow_ups.reopen_all(ids, by=ANNA)
    entries = office.console.desk.store.journal.entries(limit=3)
    assert entries[0].sequence == before + 3
    assert [each.kind for each in entries] == [
        "follow-up.open", "follow-up.waived", "follow-up.owner",
    ]  # fmt: skip
    assert json.loads(entries[1].detail)["number"] == 5
    states = {(each.state, each.owner) for each in of(office, lone, FollowUpKind.AMT)}
    assert states == {(FollowUpState.OPEN, "berta")}
    follow_ups.own(ids[:1], "", by=ANNA)
    assert of(office, lone, FollowUpKind.AMT)[0].owner == ""


def test_a_bulk_is_done_for_all_or_for_none(office, lone) -> None:
    office.active(lone)
    phone = add(office, lone, "Phone", DeviceKind.MOBILE)
    office.console.devices.tell_stage(
        lone.id, [phone.id], Stage.NOT_ASSIGNED, evidence="new", by=ANNA
    )
    every = office.console.follow_ups.of(lone.id)
    assert {each.kind for each in every} == {
        FollowUpKind.AMT, FollowUpKind.END_OVERLAP, FollowUpKind.RE_ENROL, FollowUpKind.RE_REGISTER,
    }  # fmt: skip
    with pytest.raises(ZencaError, match="zenca itself sees"):
        office.console.follow_ups.done_all([each.id for each in every], "all of it", by=ANNA)
    assert office.console.follow_ups.of(lone.id) == every
    with pytest.raises(ZencaError, match="1,000,000 characters"):
        office.console.follow_ups.done(every[0].id, "x" * 1_000_000, by=ANNA)
    with pytest.raises(ZencaError, match="How is it known"):
        office.console.follow_ups.done(every[0].id, " ", by=ANNA)


def test_a_device_that_left_the_inventory_keeps_nothing_open(office, lone) -> None:
    office.active(lone)
    phone = add(office, lone, "Phone", DeviceKind.MOBILE)
    assert [each.subject for each in of(office, lone, FollowUpKind.CHECK_STAGE)] == ["Phone"]
    office.console.devices.remove(lone.id, [phone.id], by=ANNA)
    [left] = of(office, lone, FollowUpKind.CHECK_STAGE)
    assert (left.state, left.evidence) == (FollowUpState.DONE, "The device left the inventory.")


def test_phones_to_be_enrolled_again_are_listed_with_the_sentence_for_their_people(
    office, lone
) -> None:
    [server] = office.console.servers.of(lone.id)
    office.console.servers.edit(server.id, mdm=True, by=ANNA)
    office.active(lone)
    assert office.console.re_enrolling.lists(lone.id) == []
    phone = add(office, lone, "iPhone Berta", DeviceKind.MOBILE, user="berta")
    office.console.devices.tell_stage(
        lone.id, [phone.id], Stage.NOT_ASSIGNED, evidence="new", by=ANNA
    )
    [found] = office.console.re_enrolling.lists(lone.id)
    assert found.words == server.fqdn
    [waiting] = found.phones
    assert (waiting.device.id, waiting.device.user) == (phone.id, "berta")
    assert "iPhone Berta" in waiting.sentence
    assert server.fqdn in waiting.sentence
    written = as_csv([found]).splitlines()
    assert len(written) == 2
    assert "berta" in written[1]


def test_phones_are_listed_by_the_mdm_server_they_belong_to(office, lone) -> None:
    [server] = office.console.servers.of(lone.id)
    office.active(lone)
    office.console.servers.edit(server.id, mdm=True, aliases=("mdm.example",), by=ANNA)
    office.console.servers.add(lone.id, "mdm2.example", mdm=True, by=ANNA)
    own = {"Ours": server.fqdn, "By alias": "MDM.example", "Other": "mdm9.example", "Nobody": ""}
    phones = [
        add(office, lone, name, DeviceKind.MOBILE, mdm_server=its) for name, its in own.items()
    ]
    office.console.devices.tell_stage(
        lone.id, [each.id for each in phones], Stage.NOT_ASSIGNED, evidence="new", by=ANNA
    )
    found = office.console.re_enrolling.lists(lone.id)
    assert {each.words: {phone.device.name for phone in each.phones} for each in found} == {
        server.fqdn: {"Ours", "By alias"},
        "mdm9.example": {"Other"},
        f"one of mdm2.example, {server.fqdn}": {"Nobody"},
    }
    assert [len(each.servers) for each in found] == [1, 1, 2], "who is not known comes last"
    for each in found:
        for phone in each.phones:
            assert each.words in phone.sentence
            assert phone.device.name in phone.sentence


def test_only_a_phone_has_an_mdm_server(office, lone) -> None:
    devices = office.console.devices
    with pytest.raises(ZencaError, match="Only a mobile device has an MDM server"):
        add(office, lone, "pc", mdm_server="mdm.example")
    phone = add(office, lone, "phone", DeviceKind.MOBILE, mdm_server="MDM.example.")
    assert devices.find(lone.id, "phone").mdm_server == "mdm.example"
    with pytest.raises(ZencaError, match="is not a server name"):
        devices.edit(phone.id, mdm_server="no name", by=ANNA)
    with pytest.raises(ZencaError, match="Only a mobile device"):
        devices.edit(phone.id, kind=DeviceKind.WORKSTATION, by=ANNA)
    assert devices.find(lone.id, "phone") == phone
