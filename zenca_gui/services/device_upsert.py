"""Which device is a row of a list about, and what is new of it? By GUID, else by name and kind."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from zenca_gui.core.device_list import BadCell, Listed, amt_words
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.core.stage_evidence import heard, says_nothing
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.change.parts import assigned_since
from zenca_gui.services.desk import Desk
from zenca_gui.services.device_list import Row
from zenca_gui.services.devices import made_guid

Good = tuple[Row, Listed]
_SAID = ("guid", "name", "kind", "os", "user", "mdm_server", "amt", "lost", "retired", "test")
"""What a row may say that is simply so from then on."""
_words = attrgetter(*_SAID)


@dataclass(slots=True)
class Counts:
    """What became of the rows. `older`: they were known better already."""

    added: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0
    contradicted: int = 0
    twins: int = 0
    """New devices by GUID that have the name and kind of one that was known."""

    @property
    def wrote(self) -> bool:
        """Whether anything of the inventory is different."""
        return bool(self.added or self.changed)


class Upsert:
    """Brings rows into the inventory, inside one transaction; each device at most once."""

    def __init__(
        self, desk: Desk, home: Zone, *, source: str, refuse: Callable[[Row, BadCell], None]
    ) -> None:
        self._rows = desk.store.devices
        self._home, self._source, self._refuse = home, source, refuse
        self._since = assigned_since(desk, home.id)
        self._lines = array("L")
        """By a device's id: the line that spoke of it, 0 for none. Four bytes a device."""
        self.counts = Counts()

    def take(self, good: Sequence[Good]) -> Iterator[Row]:
        """Bring these in; yield the rows that were taken."""
        batch = _Batch(self._rows.by_guid, self._rows.of_names, self._home, good)
        new: dict[str, Good] = {}
        changed: list[Device] = []
        contacts: list[tuple[DeviceId, datetime]] = []
        for row, listed in good:
            device = batch.device(listed)
            if isinstance(device, BadCell):
                self._refuse(row, device)
                continue
            why = self._spoken_of(device) if device else self._cannot_add(listed, new)
            if why is not None:
                self._refuse(row, why)
                continue
            if device is None:
                new[self._guid(listed)] = row, listed
                self.counts.twins += batch.has_twin(listed)
                yield row
                continue
            after = self._after(device, listed)
            if isinstance(after, BadCell):
                self._refuse(row, after)
                continue
            self._note(device.id, row.line)
            moved = after.last_contact if after.last_contact != device.last_contact else None
            if moved is not None:
                contacts.append((device.id, moved))
            as_before = replace(after, last_contact=device.last_contact) if moved else after
            if as_before != device:
                changed.append(after)
            elif moved is None:
                self.counts.same += 1
                yield row
                continue
            self.counts.changed += 1
            yield row
        self._write(new, changed, contacts)

    def _write(
        self,
        new: dict[str, Good],
        changed: Sequence[Device],
        contacts: Sequence[tuple[DeviceId, datetime]],
    ) -> None:
        made = [self._made(guid, listed) for guid, (_row, listed) in new.items()]
        self.counts.added += len(made)
        if contacts:
            self._rows.heard(contacts)
        if changed:
            self._rows.replace(changed)
        if not made:
            return
        for device, (row, _listed) in zip(self._rows.enter(made), new.values(), strict=True):
            self._note(device, row.line)

    def _spoken_of(self, device: Device) -> BadCell | None:
        line = self._lines[device.id] if device.id < len(self._lines) else 0
        return BadCell(column="", why=_twice(line)) if line else None

    def _cannot_add(self, listed: Listed, new: dict[str, Good]) -> BadCell | None:
        if not listed.name:
            return BadCell(
                column="", why=_("There is no device of this GUID, and the row names none.")
            )
        if listed.kind is None:
            return BadCell(
                column="", why=_("The device is new, and the row does not say of what kind it is.")
            )
        known = new.get(self._guid(listed))
        return BadCell(column="", why=_twice(known[0].line)) if known else None

    def _guid(self, listed: Listed) -> str:
        assert listed.kind is not None
        return listed.guid or made_guid(self._home.id, listed.name, listed.kind)

    def _made(self, guid: str, listed: Listed) -> Device:
        assert listed.kind is not None
        phone = listed.kind is DeviceKind.MOBILE
        said = self._said(listed)
        if said is not None and says_nothing(said, since=self._since):
            said, self.counts.older = None, self.counts.older + 1
        return Device(
            id=DeviceId(0), zone=self._home.id, guid=guid, name=listed.name, kind=listed.kind,
            os=listed.os, user=listed.user, mdm_server=listed.mdm_server if phone else "",
            amt=bool(listed.amt), lost=bool(listed.lost), retired=bool(listed.retired),
            test=bool(listed.test), last_contact=listed.last_contact,
            stage=said.stage if said else Stage.UNKNOWN, stage_at=said.at if said else None,
            stage_evidence=said.evidence if said else None, stage_by=said.by if said else "",
            stage_reason=said.reason if said else "",
        )  # fmt: skip

    def _after(self, device: Device, listed: Listed) -> Device | BadCell:
        after, said = device, _words(listed)
        if said != (known := _words(device)):
            new = {
                name: value
                for name, value, old in zip(_SAID, said, known, strict=True)
                if value not in (None, "", old)
            }
            after = replace(device, **new) if new else device
        if after.kind is not DeviceKind.MOBILE and after.mdm_server:
            after = replace(after, mdm_server="")
        elif after.amt and after.kind is DeviceKind.MOBILE:
            return BadCell(column="", why=amt_words())
        contact, older = listed.last_contact, False
        if contact is not None and contact != device.last_contact:
            older = device.last_contact is not None and contact < device.last_contact
            after = after if older else replace(after, last_contact=contact)
        if (said_stage := self._said(listed)) is not None:
            before, after = after, heard(after, said_stage, since=self._since)
            older = older or (after == before and listed.stage is not before.stage)
            self.counts.contradicted += after.stage_other not in (None, before.stage_other)
        self.counts.older += older
        return after

    def _said(self, listed: Listed) -> StageSaid | None:
        if listed.stage is None or listed.stage_at is None:
            return None
        return StageSaid(
            stage=listed.stage, at=listed.stage_at, evidence=Evidence.REPORTED,
            by=self._source, reason=listed.reason,
        )  # fmt: skip

    def _note(self, device: DeviceId, line: int) -> None:
        if device >= len(self._lines):
            self._lines.extend([0] * (device + 1 - len(self._lines)))
        self._lines[device] = line


class _Batch:
    """The devices that a batch of rows may be about, read at once."""

    def __init__(
        self,
        by_guid: Callable[..., object],
        of_names: Callable[..., Sequence[Device]],
        home: Zone,
        good: Sequence[Good],
    ) -> None:
        self._zone = home.id
        guids = [listed.guid for _row, listed in good if listed.guid]
        found = by_guid(home.id, guids) if guids else {}
        assert isinstance(found, dict)
        self._by_guid: dict[str, Device] = found
        names = {
            listed.name for _row, listed in good if listed.name and listed.guid not in self._by_guid
        }
        self._by_name: dict[str, list[Device]] = {}
        for device in of_names(home.id, sorted(names)) if names else ():
            self._by_name.setdefault(device.name.casefold(), []).append(device)

    def device(self, listed: Listed) -> Device | BadCell | None:
        """Return the device that a row is about, None for a new one."""
        if listed.guid in self._by_guid:
            return self._by_guid[listed.guid]
        alike = self._alike(listed)
        if listed.guid:  # one that was entered without a GUID gets it now
            nameless = [each for each in alike if self._has_none(each)]
            return nameless[0] if len(nameless) == 1 and len(alike) == 1 else None
        if len(alike) > 1:
            return BadCell(
                column="",
                why=ngettext(
                    "{n} device has this name: the row must give the GUID.",
                    "{n} devices have this name: the row must give the GUID.",
                    len(alike),
                ).format(n=len(alike)),
            )
        return alike[0] if alike else None

    def has_twin(self, listed: Listed) -> bool:
        """Tell whether a device of this name and kind was known."""
        return bool(self._alike(listed))

    def _alike(self, listed: Listed) -> list[Device]:
        known = self._by_name.get(listed.name.casefold(), ()) if listed.name else ()
        return [each for each in known if listed.kind in (None, each.kind)]

    def _has_none(self, device: Device) -> bool:
        return device.guid in ("", made_guid(self._zone, device.name, device.kind))


def _twice(line: int) -> str:
    return _("Line {line} speaks of the same device; that one was taken.").format(line=line)
