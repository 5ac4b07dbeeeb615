"""Who lives in a lab? Its devices and their habits, and how they enter the zone's inventory."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from zenca_gui.core.i18n import _
from zenca_gui.core.ports.lab import Bond, Habit, LabDevice
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.desk import Desk

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def devices_of(lab: str, number: int, *, seed: int = 1) -> list[LabDevice]:
    """Return the lab's devices: chatty desktops, sleepy laptops, phones, and some who are away."""
    chance = random.Random(seed)  # noqa: S311 - habits, not secrets
    made = []
    for at in range(1, number + 1):
        kind, habit, bond = _sort(at)
        age = timedelta(seconds=chance.random() * habit.every.total_seconds())
        away = timedelta(days=12) if habit.away_until else timedelta(0)
        letter = {"mobile": "PH", "server": "SV"}.get(kind.value, "WS")
        made.append(
            LabDevice(
                guid=hashlib.sha256(f"{lab}\0{at}".encode()).hexdigest()[:32],
                name=f"LAB-{letter}-{at:04}", kind=kind, habit=habit, bond=bond,
                last_contact_age=age + away,
            )
        )  # fmt: skip
    return made


def _sort(at: int) -> tuple[DeviceKind, Habit, Bond]:
    month = timedelta(days=35)
    match at % 8:
        case 1:
            asleep = Habit(name="sleepy laptop", every=2 * DAY, away_from=timedelta(0),
                           away_until=month)  # fmt: skip
            return DeviceKind.WORKSTATION, asleep, Bond.PIN_ANCHOR
        case 2:
            return DeviceKind.MOBILE, Habit(name="phone", every=8 * HOUR), Bond.CHAIN
        case 3:
            leave = Habit(name="phone on leave", every=12 * HOUR, away_from=timedelta(0),
                          away_until=month)  # fmt: skip
            return DeviceKind.MOBILE, leave, Bond.CHAIN
        case 4:
            return DeviceKind.SERVER, Habit(name="chatty server", every=HOUR), Bond.PIN_LEAF
        case 5:
            return DeviceKind.WORKSTATION, Habit(name="laptop", every=DAY), Bond.PIN_ANCHOR
        case _:
            return DeviceKind.WORKSTATION, Habit(name="chatty desktop", every=HOUR), Bond.CHAIN


def enter(desk: Desk, zone: Zone, plans: Sequence[LabDevice], *, by: Actor) -> None:
    """Write them into the zone's inventory, as a report would have told them.

    Its phones belong to the servers that have the MDM role, in turn.
    """
    now = desk.now(zone)
    phones = cycle([each.fqdn for each in desk.store.servers.of(zone.id) if each.mdm] or [""])
    with desk.change(by, zone) as change:
        desk.store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=zone.id, guid=plan.guid, name=plan.name,
                    kind=plan.kind, os="Lab OS", user=plan.habit.name,
                    mdm_server=next(phones) if plan.kind is DeviceKind.MOBILE else "",
                    amt=plan.name.endswith("0") and plan.kind is not DeviceKind.MOBILE,
                    last_contact=now - plan.last_contact_age,
                    stage=Stage.NOT_ASSIGNED, stage_at=now, stage_evidence=Evidence.REPORTED,
                    stage_by="lab",
                )
                for plan in plans
            ]
        )  # fmt: skip
        change.record(
            "lab.devices", _("Entered the lab's devices."), {"number": len(plans)},
            evidence=Evidence.REPORTED,
        )  # fmt: skip
