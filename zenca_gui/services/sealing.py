"""How is a key made safe? The order in which id, passphrase and sealed key come to lie.

A first transaction reserves the id; the passphrase is written to the keyring and read back; the
caller's own transaction stores the sealed key, and with it the row that needs it (DESIGN 4 Keys).
A crash in between leaves a reserved id and at most an orphaned passphrase: `clear_reserved`.
A key that is gone leaves one too where the keyring is away: its id is noted among them.
Whoever reserves holds `store.sealing()` until its key is stored, so nobody clears it meanwhile.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zenca_gui.core.certificate import KeyId, SealedKey
from zenca_gui.core.errors import BadMaterial, VaultError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Signer
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ZENCA, Zone
from zenca_gui.services.desk import Desk

log = logging.getLogger(__name__)


def entry(key: KeyId) -> str:
    """Return the keyring entry of a key's passphrase."""
    return f"key:{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """A reserved id whose passphrase the keyring holds."""

    id: KeyId
    passphrase: Secret


def reserve(desk: Desk, zone: Zone) -> Wrapping:
    """Reserve an id and bring its passphrase into the keyring; nothing needs it yet."""
    key = KeyId(secrets.token_hex(8))
    passphrase = desk.pki.new_passphrase()
    with desk.change(ZENCA, zone) as change:
        desk.store.authorities.reserve_key(key, zone.id, change.at)
        change.record("key.reserved", _("Reserved a place for a key."), {"key": key})
    try:
        desk.vault.put(entry(key), passphrase)
    except VaultError:
        give_up(desk)
        raise
    return Wrapping(id=key, passphrase=passphrase)


def sealed(
    desk: Desk, zone: Zone, wrapping: Wrapping, signers: Sequence[Signer], *, purpose: str
) -> list[SealedKey]:
    """Seal keys under one passphrase; the first takes the reserved id itself.

    The passphrase is read from the keyring once more: what cannot be read cannot be relied on.
    """
    if desk.vault.get(entry(wrapping.id)) != wrapping.passphrase:
        raise VaultError(
            _("The keyring did not keep the passphrase of the new key."),
            _("No key was stored and nothing was changed. Look at your keyring and try again."),
        )
    return [
        SealedKey(
            id=wrapping.id if at == 0 else KeyId(secrets.token_hex(8)),
            zone=zone.id,
            purpose=purpose,
            pem=desk.pki.seal(signer, wrapping.passphrase),
            wrapped_by=wrapping.id,
            public_sha256=signer.public_sha256,
        )
        for at, signer in enumerate(signers)
    ]


def passphrase_of(desk: Desk, key: SealedKey) -> Secret:
    """Return the passphrase of a sealed key; VaultError where the keyring has none."""
    found = desk.vault.get(entry(key.wrapped_by))
    if found is None:
        raise VaultError(
            _("The keyring holds no passphrase for this key."),
            _(
                "Nothing was changed. Take the recovery sheet and enter the passphrase of {key}, "
                "or restore a backup."
            ).format(key=entry(key.wrapped_by)),
        )
    return found


def opened(desk: Desk, key_id: KeyId | None, public_sha256: str) -> Signer:
    """Unseal a key and make sure that it is the certificate's; never on the main thread."""
    key = desk.store.authorities.key(key_id) if key_id else None
    if key is None:
        raise BadMaterial(
            _("zenca does not hold this key."),
            _("Nothing was changed. Import the key, or restore a backup that holds it."),
        )
    signer = desk.pki.unseal(key.pem, passphrase_of(desk, key))
    if signer.public_sha256 != public_sha256:
        raise BadMaterial(
            _("The key that lies here is not the certificate's."),
            _("Nothing was changed. Restore a backup: the database was altered from outside."),
        )
    return signer


def clear_reserved(desk: Desk) -> int:
    """Clear ids that were reserved and never used, here and in the keyring; return how many."""
    with desk.store.sealing():
        return give_up(desk)


def give_up(desk: Desk) -> int:
    """Do the same for a caller that holds the right to seal; what cannot be cleared stays noted."""
    rows, cleared = desk.store.authorities, 0
    needed = {key.wrapped_by for zone in desk.store.zones.all() for key in rows.keys(zone.id)}
    for key in rows.reserved_keys():
        try:
            if key not in needed:  # a backup may have brought its keys back
                desk.vault.delete(entry(key))
        except VaultError as trouble:
            log.info("%s is cleared later: %s", entry(key), trouble.title)
            continue
        with desk.change(ZENCA) as change:
            rows.release_key(key)
            change.record(
                "key.released", _("Gave up a place for a key that was never made."), {"key": key}
            )
        cleared += 1
    return cleared


def forget(desk: Desk, zone: Zone, wrappings: Iterable[KeyId]) -> None:
    """Take passphrases out of the keyring whose keys are gone; those out of reach are noted."""
    for key in sorted(wrappings):
        try:
            desk.vault.delete(entry(key))
        except VaultError as trouble:
            if key in desk.store.authorities.reserved_keys():
                continue
            with desk.change(ZENCA, zone) as change:
                desk.store.authorities.reserve_key(key, zone.id, change.at)
                change.record(
                    "passphrase.left",
                    _("A passphrase that opens nothing any more is still in the keyring."),
                    {"entry": entry(key), "why": trouble.title},
                )
