"""A device whose stage of the rollout has not begun does not see the update."""

from dataclasses import replace
from datetime import timedelta

from zenca_gui.core.ports.lab import Habit, LabDevice
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.notes import Kit
from zenca_gui.lab.offer import Offer

KINDS = {"a": DeviceKind.WORKSTATION, "b": DeviceKind.WORKSTATION}


def offered_kit(change: str = "one", **more: bool) -> Kit:
    return Kit(
        name=change, trust=(b"ca",), future=frozenset({change}),
        **{"activated": False, "overlap": True, **more},
    )  # fmt: skip


def test_who_waits_is_offered_nothing_and_who_does_not_is() -> None:
    offer, kit = Offer(kinds=KINDS), offered_kit()
    offer.publish(kit, waiting=["a"])
    assert (offer.for_device("a"), offer.for_device("b")) == (None, kit)
    offer.publish(kit, waiting=[])
    assert offer.for_device("a") == kit


def test_who_took_it_goes_on_with_it_though_its_stage_is_stopped() -> None:
    offer = Offer(kinds=KINDS)
    kit = offered_kit()
    offer.took("a", kit.change)
    later = replace(kit, activated=True)
    offer.publish(later, waiting=["a", "b"])
    assert (offer.for_device("a"), offer.for_device("b")) == (later, None)


def test_tools_bring_nothing_to_who_waits() -> None:
    offer, kit = Offer(kinds=KINDS), offered_kit(by_tools=True)
    offer.publish(kit, waiting=["a"])
    assert (offer.brought("a"), offer.brought("b")) == (None, kit)


def test_waiting_for_one_change_is_no_waiting_for_the_next() -> None:
    offer = Offer(kinds=KINDS)
    offer.publish(offered_kit(), waiting=["a"])
    offer.kit = offered_kit("two")
    assert offer.for_device("a") == offer.kit


def test_in_a_lab_a_device_takes_the_update_once_its_stage_begins(start_lab, kit) -> None:
    habit = Habit(name="chatty desktop", every=timedelta(seconds=1))
    lab = start_lab(
        *(
            LabDevice(guid=guid, name=guid, kind=DeviceKind.WORKSTATION, habit=habit)
            for guid in ("early", "waits")
        )
    )
    lab.door.publish(replace(kit(), waiting=frozenset({"waits"})))
    lab.wait_for(lambda r: r.guid == "early" and r.stage is Stage.PENDING)
    number = lab.last_number
    met = lab.wait_for(lambda r: r.guid == "waits" and r.can_talk is True, after=number)
    assert met.stage is None
    lab.door.publish(kit())
    lab.wait_for(lambda r: r.guid == "waits" and r.stage is Stage.PENDING)
