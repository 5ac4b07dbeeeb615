"""What does the passphrase of this name open, and is this the one?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zenca_gui.core.certificate import SealedKey
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.services.desk import Desk
from zenca_gui.services.sealing import entry

_PROBE = b"zenca"


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What is closed, in words, and a try at opening it."""

    words: str
    opens: Callable[[Secret], bool]


@dataclass(frozen=True)
class Locks:
    """Finds what a passphrase's name stands for in the database."""

    desk: Desk

    def of(self, name: str) -> Lock | None:
        """Return what lies under this name, None where nothing does."""
        for zone in self.desk.store.zones.all():
            if zone.backup_recipient and name == f"backup:{zone.id}":
                return self._backups(zone)
            keys = self.desk.store.authorities.keys(zone.id)
            found = [key for key in keys if entry(key.wrapped_by) == name]
            if found:
                return self._keys(zone, found)
        return None

    def _keys(self, zone: Zone, keys: list[SealedKey]) -> Lock:
        held = {key.id for key in keys}
        names = [
            g.name for g in self.desk.store.authorities.generations(zone.id) if g.key_id in held
        ]
        words = (
            _("the key of the CA {generation} of {zone}").format(
                generation=", ".join(names), zone=zone.name
            )
            if names
            else _("the keys of servers of {zone}").format(zone=zone.name)
        )

        def opens(secret: Secret) -> bool:
            try:
                self.desk.pki.unseal(keys[0].pem, secret)
            except BadMaterial:
                return False
            return True

        return Lock(words=words, opens=opens)

    def _backups(self, zone: Zone) -> Lock:
        def opens(secret: Secret) -> bool:
            closed = self.desk.backups.encrypt_to(_PROBE, zone.backup_recipient)
            try:
                return self.desk.backups.decrypt(closed, secret) == _PROBE
            except BadMaterial:
                return False

        return Lock(words=_("the automatic backups of {zone}").format(zone=zone.name), opens=opens)
