"""How is a backup closed, and opened again? age files, which `age -d` opens anywhere."""

from __future__ import annotations

import pyrage

from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret

_IDENTITY = "AGE-SECRET-KEY-1"


class AgeBackups:
    """age-encryption.org/v1, to a recipient or under a passphrase (the Backups port)."""

    def identity(self) -> tuple[Secret, str]:
        """Make an identity; the secret half belongs on the recovery sheet and nowhere else."""
        made = pyrage.x25519.Identity.generate()
        return Secret(str(made)), str(made.to_public())

    def encrypt_to(self, data: bytes, recipient: str) -> bytes:
        """Encrypt so that only the recipient's identity opens it."""
        try:
            return pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient.strip())])
        except (pyrage.RecipientError, pyrage.EncryptError) as error:
            raise BadMaterial(
                _("This is not a recipient of backups."),
                _("Nothing was written. A recipient begins with age1."),
            ) from error

    def encrypt_with(self, data: bytes, passphrase: Secret) -> bytes:
        """Encrypt under a passphrase (scrypt): takes a second, never on the main thread."""
        if not passphrase:
            raise BadMaterial(
                _("A backup needs a passphrase."), _("Nothing was written. Choose a passphrase.")
            )
        return pyrage.passphrase.encrypt(data, passphrase.reveal())

    def decrypt(self, data: bytes, secret: Secret) -> bytes:
        """Open a backup with an identity or a passphrase, whichever it is."""
        try:
            text = secret.reveal().strip()
            if text.upper().startswith(_IDENTITY):
                return pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(text.upper())])
            return pyrage.passphrase.decrypt(data, secret.reveal())
        except (pyrage.DecryptError, pyrage.IdentityError) as error:
            raise BadMaterial(
                _("This secret does not open the backup."),
                _("Nothing was changed. Give its identity or passphrase, or another backup file."),
            ) from error
