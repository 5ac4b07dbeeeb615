"""Which devices are in the zone, and what did a person say of them?"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.device_choice import chosen
from zenca_gui.core.device_list import amt_words
from zenca_gui.core.device_query import DeviceQuery, FirstRows
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import host_name, person_name, shown
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.verdict import Verdict, verdict
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, ZoneId
from zenca_gui.services.change.parts import left_behind_from
from zenca_gui.services.desk import Desk
from zenca_gui.services.several_devices import SeveralDevices


@dataclass
class Devices:
    """List, add, edit, remove, and take a person's word for a stage."""

    desk: Desk

    def query(self, zone: ZoneId, **filters: Any) -> DeviceQuery:
        """Return a query with what verdicts need filled in: activation and the zone's time."""
        change = self.desk.store.changes.open(zone)
        return DeviceQuery(
            zone=zone,
            activated_at=left_behind_from(self.desk, change) if change else None,
            now=self.desk.now(self.desk.zone(zone)),
            **filters,
        )

    def ids(self, query: DeviceQuery) -> array[int]:
        """Return the ids of all that fit, in order; never on the main thread."""
        return self.desk.store.devices.ids(query)

    def ids_unless(self, query: DeviceQuery, stop: Callable[[], bool]) -> array[int] | None:
        """Return the same, or None once `stop` says that nobody waits for it any more."""
        return self.desk.store.devices.ids_unless(query, stop)

    def first(self, query: DeviceQuery, number: int) -> FirstRows:
        """Return the first so many of them, before the whole order is known."""
        return self.desk.store.devices.first(query, number)

    def page(self, ids: Sequence[int]) -> Sequence[Device]:
        """Return these devices, in this order."""
        return self.desk.store.devices.page(ids)

    def verdict(self, device: Device) -> Verdict | None:
        """Return what an open change asks for this device, None where none is open."""
        change = self.desk.store.changes.open(device.zone)
        if change is None or change.assigned_at is None or change.state is ChangeState.CANCELLING:
            return None
        now = self.desk.now(self.desk.zone(device.zone))
        return verdict(device, activated_at=left_behind_from(self.desk, change), now=now)

    def find(self, zone: ZoneId, text: str) -> Device:
        """Return the device of this GUID or name; NotFound, or a refusal where several fit."""
        by_guid = self.desk.store.devices.by_guid(zone, [text])
        found = list(by_guid.values()) or list(self.desk.store.devices.named(zone, text))
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFound(
                _("There is no device “{name}” in this zone.").format(name=shown(text)),
                _("Nothing was changed. Search the list of devices."),
            )
        raise ZencaError(
            ngettext(
                "{n} device is called “{name}”.", "{n} devices are called “{name}”.", len(found)
            ).format(n=len(found), name=shown(text)),
            _("Nothing was changed. Name it by its GUID."),
        )

    def add(
        self, zone: ZoneId, name: str, kind: DeviceKind, *, by: Actor, guid: str = "", **fields: Any
    ) -> Device:
        """Add one by hand; without a GUID it gets one made from zone, name and kind."""
        name = person_name(name)
        guid = guid.strip() or made_guid(zone, name, kind)
        device = _sound(
            Device(id=DeviceId(0), zone=zone, guid=guid, name=name, kind=kind, **fields)
        )
        if self.desk.store.devices.by_guid(zone, [device.guid]):
            raise ZencaError(
                _("There is such a device already: {name}.").format(name=name),
                _("Nothing was changed. Edit it, or give another name or GUID."),
            )
        with self.desk.change(by, self.desk.zone(zone)) as change:
            [added] = self.desk.store.devices.add([device])
            change.record(
                "device.added", _("Added the device {name}.").format(name=name),
                {"guid": device.guid, "name": name, "kind": kind.value}, evidence=Evidence.TOLD,
            )  # fmt: skip
        return added

    def edit(self, device: DeviceId, *, by: Actor, **fields: Any) -> Device:
        """Change the fields given; the others stay as they are."""
        old = self.desk.store.devices.get(device)
        new = replace(old, **fields)
        new = _sound(replace(new, name=person_name(new.name)))
        if new == old:
            return old
        with self.desk.change(by, self.desk.zone(old.zone)) as change:
            self.desk.store.devices.replace([new])
            change.record(
                "device.edited", _("Changed the device {name}.").format(name=new.name),
                {"guid": old.guid, "fields": sorted(fields)}, evidence=Evidence.TOLD,
            )  # fmt: skip
        return new

    def remove(self, zone: ZoneId, devices: Sequence[DeviceId], *, by: Actor) -> int:
        """Take these devices out of the inventory; one journal line names them by a digest."""
        return self.several.remove(zone, chosen(devices), by=by)

    def tell_stage(
        self, zone: ZoneId, devices: Sequence[int], stage: Stage, *, evidence: str, by: Actor
    ) -> int:
        """Take a person's word for the stage of these devices; it must say how they know."""
        return self.several.tell_stage(zone, chosen(devices), stage, evidence=evidence, by=by)

    @property
    def several(self) -> SeveralDevices:
        """What can be said of many at once."""
        return SeveralDevices(self.desk)


def made_guid(zone: ZoneId, name: str, kind: DeviceKind) -> str:
    """Return what stands for the GUID of a device that was entered without one."""
    return hashlib.sha256(f"{zone}\0{name.casefold()}\0{kind.value}".encode()).hexdigest()[:32]


def _sound(device: Device) -> Device:
    if device.amt and device.kind is DeviceKind.MOBILE:
        raise ZencaError(amt_words(), _("Nothing was changed. Choose one of the two."))
    if not device.mdm_server:
        return device
    if device.kind is not DeviceKind.MOBILE:
        raise ZencaError(
            _("Only a mobile device has an MDM server."),
            _("Nothing was changed. Leave the MDM server empty, or say that it is mobile."),
        )
    return replace(device, mdm_server=host_name(device.mdm_server))
