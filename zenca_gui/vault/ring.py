"""Passphrases in the OS keyring: written, read back, and refused where they would lie in plain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.vault.backend import Kind, kind_of
from zenca_gui.vault.secret_service import default_collection_is_locked

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from zenca_gui.core.ports.vault import Vault

USER = "zenca"
LONGEST = 512
"""Characters; Windows holds 2,560 bytes an entry, in UTF-16."""


class KeyringVault:
    """`core.ports.vault.Vault` over the `keyring` library, which is slow to import."""

    def __init__(self, database_uuid: str) -> None:
        self._uuid = database_uuid

    def state(self) -> VaultState:
        """Tell whether it can be used; never raises, and asks nobody anything."""
        try:
            kind = kind_of(_backend())
            if kind is Kind.SECRET_SERVICE:
                locked = default_collection_is_locked()
                if locked is None:
                    return VaultState.MISSING
                return VaultState.LOCKED if locked else VaultState.READY
        except Exception:  # noqa: BLE001 - keyring lets every library's own errors through
            return VaultState.MISSING
        return {
            Kind.NONE: VaultState.MISSING,
            Kind.PLAINTEXT: VaultState.PLAINTEXT,
        }.get(kind, VaultState.READY)

    def get(self, name: str) -> Secret | None:
        """Return what is kept under `name`, None where nothing is."""
        with _in_sentences():
            text = _safe().get_password(self._service(name), USER)
        return None if text is None else Secret(text)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, read it back and compare."""
        if len(secret.reveal()) > LONGEST:
            raise VaultError(
                _("A passphrase of more than {most} characters does not fit the keyring.").format(
                    most=LONGEST
                ),
                _("Nothing was stored. Use a shorter one."),
            )
        with _in_sentences():
            _safe().set_password(self._service(name), USER, secret.reveal())
        if self.get(name) != secret:
            raise VaultError(
                _("The keyring did not keep what it was given."),
                _("Nothing that depends on it was stored. Look at the keyring, and try again."),
            )

    def delete(self, name: str) -> None:
        """Forget it; nothing happens where nothing is kept."""
        with _in_sentences():
            backend, service = _safe(), self._service(name)
            if backend.get_password(service, USER) is not None:
                backend.delete_password(service, USER)

    def of_database(self, uuid: str) -> KeyringVault:
        """Return the same keyring for another database's secrets."""
        return KeyringVault(uuid)

    def _service(self, name: str) -> str:
        return f"zenca:{self._uuid}:{name}"


def _backend() -> KeyringBackend:
    import keyring

    return keyring.get_keyring()


def _safe() -> KeyringBackend:
    """Return the backend, unless there is none or it would write what anybody can read."""
    backend = _backend()
    kind = kind_of(backend)
    if kind is Kind.NONE:
        raise _missing()
    if kind is Kind.PLAINTEXT:
        raise VaultError(
            _("The keyring of this account keeps passphrases unencrypted."),
            _(
                "Nothing was stored or read. Set up a keyring that encrypts (GNOME Keyring, "
                "KWallet, Windows Credential Manager), or give passphrases in a file."
            ),
        )
    return backend


@contextmanager
def _in_sentences() -> Iterator[None]:
    """Turn whatever a keyring raises into one sentence: each brings its libraries' own errors."""
    try:
        yield
    except VaultError:
        raise
    except Exception as error:
        raise _sentence(error) from error


def _sentence(error: Exception) -> VaultError:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        return _missing()
    if isinstance(error, KeyringLocked | InitError):
        return VaultError(
            _("The keyring is locked."),
            _(
                "Nothing was stored or read. Unlock it (log in to the desktop, or open its "
                "password dialog), and try again."
            ),
        )
    return VaultError(
        _("The keyring did not answer as it should."),
        _("Nothing was stored or read. See whether it is running and unlocked, and try again."),
    )


def _missing() -> VaultError:
    return VaultError(
        _("This account has no keyring."),
        _(
            "Nothing was stored or read. Start one (GNOME Keyring, KWallet), or give passphrases "
            "in a file."
        ),
    )


if TYPE_CHECKING:

    def _fits(vault: KeyringVault) -> Vault:
        return vault
