"""How does one page of what ZENworks told come into the inventory? In one transaction, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from zenca_gui.core.device_list import BadCell, Listed
from zenca_gui.core.device_row import LONGEST_CELL
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import person_name, plain, shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zenworks import (
    DeviceFacts,
    NotRead,
    ZoneDevice,
    last_contact,
    unbelievable,
)
from zenca_gui.core.zone import Actor, Device, DeviceKind, Zone
from zenca_gui.services.desk import Change, Desk
from zenca_gui.services.device_list import Row
from zenca_gui.services.device_upsert import Upsert
from zenca_gui.services.sync_result import Taken

SOURCE = "ZENworks"
"""Who is named as having told; a name, and not translated."""
AGENTS = frozenset({DeviceKind.SERVER, DeviceKind.WORKSTATION})


class _TakenBackError(Exception):
    """Ends a trial."""


class PageTaker:
    """Takes in pages, and counts."""

    def __init__(
        self,
        desk: Desk,
        home: Zone,
        *,
        by: Actor,
        dry_run: bool,
        refuse: Callable[[NotRead], None],
    ) -> None:
        self._desk, self._home, self._by = desk, home, by
        self._dry_run, self._refuse = dry_run, refuse
        self.taken = Taken()

    def take(self, devices: Sequence[ZoneDevice], *, asked: Sequence[str], begun: datetime) -> None:
        """Bring these in. `asked`: whom the reading asked about, also where no device came of it.

        `begun`: what the reading tells is as of then.
        """
        if not asked:
            return
        with suppress(_TakenBackError), self._desk.change(self._by, self._home) as change:
            self._one_transaction(change, devices, begun)
            self._desk.store.zenworks.told(self._home.id, asked)
            if self._dry_run:
                raise _TakenBackError

    def _one_transaction(
        self, change: Change, devices: Sequence[ZoneDevice], begun: datetime
    ) -> None:
        store, home = self._desk.store, self._home
        now = self._desk.now(home)
        by_guid = {device.guid: device for device in devices}
        before = store.devices.by_guid(home.id, list(by_guid))
        good: list[tuple[Row, Listed]] = []
        for device in by_guid.values():
            listed = self._listed(device, before, now)
            if isinstance(listed, NotRead):
                self._refuse(listed)
            else:
                good.append((Row(line=len(good) + 1, cells=(device.guid, device.name)), listed))
        store.contacts.looked(home.id, min(home.time.at(begun), now))
        upsert = Upsert(self._desk, home, source=SOURCE, refuse=self._refused)
        took = [row.cells[0] for row in upsert.take(good)]
        after = store.devices.by_guid(home.id, list(by_guid))
        servers = self._servers(by_guid.values())
        store.zenworks.note(
            [_facts(by_guid[guid], after[guid], now) for guid in took if guid in after]
        )
        counts = upsert.counts
        self._record(change, before, after, servers)
        so_far = self.taken
        self.taken = Taken(
            read=so_far.read + len(by_guid),
            added=so_far.added + counts.added,
            changed=so_far.changed + counts.changed,
            same=so_far.same + counts.same,
            twins=so_far.twins + counts.twins,
            odd_dates=so_far.odd_dates
            + sum(unbelievable(device.contacts, now=now) for device in by_guid.values()),
            servers=so_far.servers + len(servers),
        )

    def _record(
        self,
        change: Change,
        before: Mapping[str, Device],
        after: Mapping[str, Device],
        servers: Sequence[str],
    ) -> None:
        """Write the page's journal line; a contact that moved on is no change of the zone."""
        new = sum(guid not in before for guid in after)
        other = sum(
            guid in before and replace(device, last_contact=before[guid].last_contact)
            != before[guid]
            for guid, device in after.items()
        )  # fmt: skip
        if not (new or other or servers):
            return
        change.record(
            "devices.synced",
            _("Read from ZENworks: {added} new, {changed} changed.").format(
                added=new, changed=other
            ),
            {"devices": len(after), "added": new, "changed": other, "servers": list(servers)},
            evidence=Evidence.REPORTED,
        )

    def _listed(
        self, device: ZoneDevice, before: Mapping[str, Device], now: datetime
    ) -> Listed | NotRead:
        try:
            name = person_name(device.name)
        except ZencaError as error:
            return NotRead(guid=device.guid, name=shown(device.name), why=error.title)
        if not plain(device.guid) or len(device.guid) > LONGEST_CELL:
            return NotRead(guid="", name=name, why=_("Its GUID holds what cannot be shown."))
        known = before.get(device.guid)
        satellite = known is not None and known.kind is DeviceKind.SATELLITE
        return Listed(
            guid=device.guid,
            name=name,
            # ZENworks lists satellites among the others: that one was told here stays
            kind=DeviceKind.SATELLITE if satellite and device.kind in AGENTS else device.kind,
            os=shown(device.os, LONGEST_CELL),
            user=shown(device.user, LONGEST_CELL),
            lost=device.lost,
            retired=device.retired,
            test=device.test,
            last_contact=last_contact(device.contacts, now=now),
        )

    def _refused(self, row: Row, why: BadCell) -> None:
        guid, name = row.cells
        self._refuse(NotRead(guid=guid, name=name, why=why.why))

    def _servers(self, devices: Iterable[ZoneDevice]) -> list[str]:
        """Bring the system and version of the zone's own servers up to date; return which."""
        rows, changed = self._desk.store.servers, []
        told = {
            device.dns.rstrip(".").casefold(): device
            for device in devices
            if device.kind is DeviceKind.SERVER and device.dns
        }
        for server in rows.of(self._home.id) if told else ():
            found = told.get(server.fqdn.casefold())
            if found is None:
                continue
            after = replace(
                server,
                os=shown(found.os, LONGEST_CELL) or server.os,
                version=shown(found.version, LONGEST_CELL) or server.version,
            )
            if after != server:
                rows.replace(after)
                changed.append(server.fqdn)
        return changed


def _facts(told: ZoneDevice, device: Device, now: datetime) -> DeviceFacts:
    return DeviceFacts(
        device=device.id,
        folder=shown(told.folder, LONGEST_CELL),
        version=shown(told.version, LONGEST_CELL),
        status=shown(told.status, LONGEST_CELL),
        read_at=now,
    )
