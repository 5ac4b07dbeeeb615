"""Can the CA's key be opened once this workstation is gone? The recovery sheet, and its proof."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import Section, Sheet
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services.desk import Desk

GROUP = 6
"""Letters of the check group: 30 bits, enough against a guess."""


@dataclass
class Recovery:
    """Print what opens the keys, and see that a person has it."""

    desk: Desk

    def sheet(self, zone: ZoneId, *, by: Actor) -> Sheet:
        """Return the sheet. It holds passphrases: show it, print it, save it 0600, nothing else."""
        home = self.desk.zone(zone)
        if self.desk.vault.state() in (VaultState.READY, VaultState.MEMORY):
            self.identity(home, by=by)  # else nothing would keep it
        home = self.desk.zone(zone)
        secrets = self._secrets(home)
        generations = self.desk.store.authorities.generations(zone)
        return Sheet(
            title=_("Recovery sheet of the zone {zone}").format(zone=home.name),
            about=_(
                "Printed {when}. Keep it under lock, away from the workstation. Together with "
                "zenca's database or a backup it opens every key of this zone; alone, nothing."
            ).format(when=to_iso(self.desk.now(home))),
            sections=(
                Section(
                    heading=_("Passphrases"),
                    words=(
                        _(
                            "Each opens the sealed keys of its name, in zenca or with any OpenSSL: "
                            "openssl pkey -in KEYFILE."
                        ),
                    ),
                    pairs=tuple((name, secret.reveal()) for name, secret in secrets),
                ),
                Section(
                    heading=_("CA generations"),
                    header=(_("Generation"), _("Key"), _("SHA-256 fingerprint")),
                    rows=tuple(
                        (g.name, f"key:{g.key_id}" if g.key_id else _("not held by zenca"),
                         fingerprint(g.certificate.sha256))
                        for g in generations
                    ),
                ),
                Section(
                    heading=_("Check group"),
                    words=(_("zenca asks for these letters before it lets a change begin."),),
                    pairs=((_("Check group"), check_group(secrets)),),
                ),
            ),
        )  # fmt: skip

    def question(self, zone: ZoneId) -> str:
        """Say what is to be typed back."""
        return _("The check group, {n} letters and digits at the end of {zone}'s sheet").format(
            n=GROUP, zone=self.desk.zone(zone).name
        )

    def prove(self, zone: ZoneId, group: str, *, by: Actor) -> None:
        """Compare what was typed with the sheet as it is now; remembered until a key is added."""
        home = self.desk.zone(zone)
        secrets = self._secrets(home)
        if not is_check_group(group, secrets):
            raise ZencaError(
                _("This is not the check group of the newest recovery sheet."),
                _("Nothing was changed. Save the sheet again if a key was made since."),
            )
        with self.desk.change(by, home) as change:
            self.desk.store.zones.replace(replace(home, recovery_proved_for=self._covers(home)))
            change.record(
                "recovery.proved", _("{name} proved to have the recovery sheet.").format(name=by),
                {"keys": [name for name, _secret in secrets]}, evidence=Evidence.TOLD,
            )  # fmt: skip

    def proved(self, zone: ZoneId) -> bool:
        """Tell whether a person proved to have the sheet that covers every CA key of today.

        Where zenca holds no key at all there is nothing to prove.
        """
        home = self.desk.zone(zone)
        covers = self._covers(home)
        return not covers or home.recovery_proved_for == covers

    def identity(self, zone: Zone, *, by: Actor) -> Secret:
        """Return the identity that opens the zone's automatic backups; made at first use."""
        name = f"backup:{zone.id}"
        if zone.backup_recipient:
            kept = self.desk.vault.get(name)
            if kept is None:
                raise VaultError(
                    _("The keyring holds no identity for this zone's backups."),
                    _("Nothing was changed. Take it from the recovery sheet: {name}.").format(
                        name=name
                    ),
                )
            return kept
        self.desk.must_hold()
        identity, recipient = self.desk.backups.identity()
        self.desk.vault.put(name, identity)
        with self.desk.change(by, zone) as change:
            self.desk.store.zones.replace(replace(zone, backup_recipient=recipient))
            change.record(
                "backup.identity", _("Made an identity for backups."), {"recipient": recipient}
            )
        return identity

    def _wrappings(self, zone: Zone) -> list[str]:
        keys = self.desk.store.authorities.keys(zone.id)
        return sorted({f"key:{key.wrapped_by}" for key in keys})

    def _covers(self, zone: Zone) -> str:
        """Sum up the CA keys; where zenca holds none (an external CA, the server's), all keys."""
        keys = self.desk.store.authorities.keys(zone.id)
        of_ca = {str(k.wrapped_by) for k in keys if k.purpose == "ca"}
        wrappings = sorted(of_ca or {str(k.wrapped_by) for k in keys})
        return hashlib.sha256("\n".join(wrappings).encode()).hexdigest() if wrappings else ""

    def _secrets(self, zone: Zone) -> list[tuple[str, Secret]]:
        found: list[tuple[str, Secret]] = []
        names = [*self._wrappings(zone), *([f"backup:{zone.id}"] if zone.backup_recipient else [])]
        for name in names:
            secret = self.desk.vault.get(name)
            if secret is None:
                raise VaultError(
                    _("The keyring holds no passphrase under {name}.").format(name=name),
                    _("Nothing was changed. Restore it from an older recovery sheet or a backup."),
                )
            found.append((name, secret))
        return found


def new_sheet(secrets: Sequence[tuple[str, Secret]]) -> Sheet:
    """Return the sheet of keys that are about to be made and that no keyring will know."""
    return Sheet(
        title=_("Passphrases of new keys"),
        about=_(
            "No keyring keeps these passphrases. Without them zenca's new keys cannot be opened "
            "once zenca has ended. Keep this under lock; afterwards save the zone's recovery "
            "sheet, which holds all of them."
        ),
        sections=(
            Section(
                heading=_("Passphrases"),
                pairs=tuple((name, secret.reveal()) for name, secret in secrets),
            ),
            Section(
                heading=_("Check group"),
                words=(_("zenca asks for these letters where the sheet is not saved as a file."),),
                pairs=((_("Check group"), check_group(secrets)),),
            ),
        ),
    )


def is_check_group(typed: str, secrets: Sequence[tuple[str, Secret]]) -> bool:
    """Tell whether these are the letters of the sheet, however they were written."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return hmac.compare_digest(letters.encode(), check_group(secrets).encode())


def check_group(secrets: Sequence[tuple[str, Secret]]) -> str:
    """Return the letters that only somebody with the sheet, or the secrets, can know."""
    digest = hashlib.sha256(b"zenca recovery sheet")
    for name, secret in secrets:
        digest.update(f"\0{name}\0{secret.reveal()}".encode())
    return b32encode(digest.digest()).decode()[:GROUP]
