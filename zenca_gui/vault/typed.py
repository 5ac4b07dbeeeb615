"""Passphrases that the administrator typed or gave in a file, before any keyring is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret

if TYPE_CHECKING:
    from zenca_gui.core.ports.vault import Vault

_NAMED = re.compile(r"\s*((?:key|backup):[A-Za-z0-9._-]+)(?:\s*[:=]\s*|\s+|\Z)(.*)")
KEY = "key:"


class TypedVault:
    """`core.ports.vault.Vault` over what was typed, and the keyring under it where one is ready.

    Where the keyring cannot be used, what is put lives in this process only, and `state` says so.
    """

    def __init__(
        self, under: Vault, typed: Mapping[str, Secret], anything: Secret | None = None
    ) -> None:
        self._under = under
        self._known = dict(typed)
        self._anything = anything
        self._only_here: set[str] = set()

    def state(self) -> VaultState:
        """Say READY where the keyring is, else MEMORY: what is put ends with this process."""
        return VaultState.READY if self._ready() else VaultState.MEMORY

    def get(self, name: str) -> Secret | None:
        """Return what was typed for `name`, for any key, or what the keyring keeps."""
        if name in self._known:
            return self._known[name]
        if self._anything is not None and name.startswith(KEY):
            return self._anything
        return self._under.get(name) if self._ready() else None

    def put(self, name: str, secret: Secret) -> None:
        """Keep it in the keyring where that is ready, and in this process in any case."""
        if self._ready():
            self._under.put(name, secret)
            self._only_here.discard(name)
        else:
            self._only_here.add(name)
        self._known[name] = secret

    def delete(self, name: str) -> None:
        """Forget it; VaultError where it may lie in a keyring that is away."""
        self._known.pop(name, None)
        if name in self._only_here:
            self._only_here.remove(name)
        else:
            self._under.delete(name)

    def of_database(self, uuid: str) -> Vault:
        """Return the keyring under it: what was typed belongs to this database."""
        return self._under.of_database(uuid)

    def _ready(self) -> bool:
        return self._under.state() is VaultState.READY


def parse_passphrases(text: str) -> tuple[Mapping[str, Secret], Secret | None]:
    """Read a passphrase file: a recovery sheet's names and secrets, or one passphrase for all.

    On a sheet a name (`key:…`, `backup:…`) is followed by its secret, on its line or the next.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    named = {}
    for i, line in enumerate(lines):
        match = _NAMED.match(line)
        if match is None:
            continue
        name, secret = match[1], match[2].strip()
        if not secret:
            secret = lines[i + 1].strip() if i + 1 < len(lines) else ""
            if _NAMED.match(secret):
                secret = ""
        if not secret:
            raise _unreadable(_("There is no secret beside {name}.").format(name=name))
        named[name] = Secret(secret)
    if named:
        return named, None
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) != 1:
        raise _unreadable(
            _("It is empty.") if not filled else _("It has several lines and no names of keys.")
        )
    return {}, Secret(filled[0])


def _unreadable(why: str) -> VaultError:
    return VaultError(
        _("The passphrase file cannot be read. {why}").format(why=why),
        _("Nothing was changed. Give one passphrase, or the text of a recovery sheet."),
    )


if TYPE_CHECKING:

    def _fits(vault: TypedVault) -> Vault:
        return vault
