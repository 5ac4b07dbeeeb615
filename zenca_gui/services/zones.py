"""Which zones are there, and what are their settings?"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from zenca_gui.core.clock import WORKSTATION, TimeSource
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import zone_name
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import ZENCA, Actor, Carrier, Zone, ZoneId
from zenca_gui.services.desk import Desk
from zenca_gui.services.zone_settings import changed

log = logging.getLogger(__name__)


@dataclass
class Zones:
    """Add, rename, set, remove."""

    desk: Desk

    def all(self) -> list[Zone]:
        """Return every zone, by name."""
        return list(self.desk.store.zones.all())

    def get(self, zone: ZoneId) -> Zone:
        """Return one; NotFound."""
        return self.desk.zone(zone)

    def named(self, name: str) -> Zone:
        """Return the zone of this name; NotFound."""
        return self.desk.zone_named(name)

    def add(
        self,
        name: str,
        *,
        by: Actor,
        carrier: Carrier = Carrier.ZONE,
        time: TimeSource = WORKSTATION,
        lab: str = "",
    ) -> Zone:
        """Add a zone. It makes its backup identity later, with its CA."""
        name = self._free(zone_name(name))
        with self.desk.change(by) as change:
            zone = self.desk.store.zones.add(
                Zone(id=ZoneId(0), name=name, carrier=carrier, time=time, lab=lab)
            )
            change.record(
                "zone.added",
                _("Added the zone."),
                {"name": name},
                evidence=Evidence.TOLD,
                zone=zone,
            )
        return zone

    def rename(self, zone: ZoneId, name: str, *, by: Actor) -> Zone:
        """Give a zone another name; refused while a change is open, whose papers name it."""
        old = self.desk.zone(zone)
        name = zone_name(name)
        if name == old.name:
            return old
        if name.casefold() != old.name.casefold():
            self._free(name)
        if self.desk.store.changes.open(zone) is not None:
            raise ZencaError(
                _("A change of this zone's CA is open."),
                _("Nothing was changed. Rename the zone once the change is closed."),
            )
        with self.desk.change(by, old) as change:
            renamed = replace(old, name=name)
            self.desk.store.zones.replace(renamed)
            change.record(
                "zone.renamed",
                _("Renamed the zone to {name}.").format(name=name),
                {"from": old.name, "to": name},
                evidence=Evidence.TOLD,
            )
        return renamed

    def set(self, zone: ZoneId, settings: dict[str, str], *, by: Actor) -> Zone:
        """Change settings, all or none; keys and values as `zenca zone set` takes them."""
        old = self.desk.zone(zone)
        new = changed(old, settings)
        if new == old:
            return old
        with self.desk.change(by, old) as change:
            self.desk.store.zones.replace(new)
            change.record(
                "zone.set", _("Changed settings of the zone."), dict(settings),
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return new

    def remove(self, zone: ZoneId, *, confirm: str, by: Actor) -> None:
        """Delete a zone with its keys and their passphrases; its name must be typed."""
        old = self.desk.zone(zone)
        if confirm != old.name:
            raise ZencaError(
                _("The typed name is not the zone's."),
                _("Nothing was removed. Type {name} to remove it.").format(name=old.name),
            )
        keys = self.desk.store.authorities.keys(zone)
        with self.desk.change(by, old) as change:
            self.desk.store.authorities.destroy_keys([key.id for key in keys])
            self.desk.store.zones.remove(zone)
            change.record(
                "zone.removed", _("Removed the zone with everything in it."),
                {"keys": sorted(key.id for key in keys)}, evidence=Evidence.TOLD,
            )  # fmt: skip
        self._forget(
            old,
            sorted(
                {f"key:{key.wrapped_by}" for key in keys} | {f"backup:{zone}", f"zenworks:{zone}"}
            ),
        )

    def _forget(self, gone: Zone, names: list[str]) -> None:
        left = []
        for name in names:
            try:
                self.desk.vault.delete(name)
            except VaultError as trouble:
                left.append(name)
                log.info("%s stays in the keyring: %s", name, trouble.title)
        if left:
            with self.desk.change(ZENCA) as change:
                change.record(
                    "passphrase.left",
                    _("Passphrases of {zone}, which open nothing any more, are still in the "
                      "keyring: {names}.").format(zone=gone.name, names=", ".join(left)),
                    {"entries": left},
                )  # fmt: skip

    def _free(self, name: str) -> str:
        if self.desk.store.zones.named(name) is not None:
            raise ZencaError(
                _("There is a zone “{name}” already.").format(name=name),
                _("Nothing was changed. Choose another name."),
            )
        return name
