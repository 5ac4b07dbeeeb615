"""What if the keyring cannot be used while a person is at the window? They are asked.

What was given is held in this process only, for one piece of work or until zenca ends; once the
keyring is ready, it goes home into it. New passphrases count only once the person has them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from zenca_gui.core.asking import Answer, Asking, Unkept, Wanted
from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.vault.typed import parse_passphrases

if TYPE_CHECKING:
    from zenca_gui.core.ports.vault import Vault

log = logging.getLogger(__name__)

ASKED_FOR = ("key:", "backup:")


class Lock(Protocol):
    """What a passphrase opens."""

    @property
    def words(self) -> str:
        """What it is, for the person who is asked."""
        ...

    def opens(self, secret: Secret, /) -> bool:
        """Tell whether this is the passphrase."""
        ...


@dataclass(slots=True)
class _Held:
    secret: Secret
    stays: bool
    sure: bool
    """Seen to open its lock, or made here."""


class AskingVault:
    """`core.ports.vault.Vault` over the keyring, and over a person where that cannot be used."""

    def __init__(self, under: Vault, asking: Asking) -> None:
        self._under = under
        self._asking = asking
        self._turn = threading.RLock()
        self._held: dict[str, _Held] = {}
        self._new: dict[str, Secret] = {}
        self._never_kept: set[str] = set()
        self.lock_of: Callable[[str], Lock | None] = lambda _name: None
        """Finds what a name's passphrase opens; app joins it to the database."""
        asking.at_rest = self.forget

    def state(self) -> VaultState:
        """Tell whether the keyring can be used; asks nobody."""
        return self._under.state()

    def get(self, name: str) -> Secret | None:
        """Return what the keyring keeps, what was given before, or what a person gives now."""
        if not name.startswith(ASKED_FOR):
            return self._under.get(name)
        with self._turn:
            self._bring_home()
            held = self._given(name)
            return held if held is not None else self._sought(name)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it in the keyring; without one, once a person has it on paper or in a file."""
        if not name.startswith(ASKED_FOR):
            self._under.put(name, secret)
            return
        with self._turn:
            try:
                self._under.put(name, secret)
            except VaultError as trouble:
                if self._under.state() is VaultState.READY or not self._asking.listening:
                    raise
                self._hand_over(name, secret, trouble)

    def delete(self, name: str) -> None:
        """Forget it; VaultError where it may lie in a keyring that is away."""
        with self._turn:
            self._held.pop(name, None)
            self._new.pop(name, None)
            if name in self._never_kept:
                self._never_kept.remove(name)
            else:
                self._under.delete(name)

    def of_database(self, uuid: str) -> Vault:
        """Return the same keyring for another database's secrets; nobody is asked for those."""
        return self._under.of_database(uuid)

    def forget(self) -> None:
        """Forget what was given for one piece of work, which is over."""
        with self._turn:
            self._new.clear()
            for name in [name for name, held in self._held.items() if not held.stays]:
                del self._held[name]

    def _given(self, name: str) -> Secret | None:
        held = self._held.get(name)
        if held is None or held.sure:
            return held.secret if held else None
        lock = self.lock_of(name)
        if lock is None or not lock.opens(held.secret):
            del self._held[name]
            return None
        held.sure = True
        return held.secret

    def _sought(self, name: str) -> Secret | None:
        trouble: VaultError | None = None
        try:
            found = self._under.get(name)
            if found is not None:
                return found
        except VaultError as error:
            trouble = error
        lock = self.lock_of(name) if self._asking.listening else None
        if lock is not None:
            return self._asked(name, lock)
        if trouble is not None:
            raise trouble
        return None

    def _asked(self, name: str, lock: Lock) -> Secret:
        refusal = ""
        while True:
            answer = self._asking.ask(
                Wanted(name=name, opens=lock.words, why=self._under.state(), refusal=refusal)
            )
            if answer is None:
                raise VaultError(
                    _("No passphrase was given."),
                    _(
                        "Nothing was changed. The passphrase stands on the recovery sheet, beside "
                        "{name}."
                    ).format(name=name),
                )
            found, refusal = self._tried(name, lock, answer)
            if found is not None:
                return found

    def _tried(self, name: str, lock: Lock, answer: Answer) -> tuple[Secret | None, str]:
        try:
            if answer.again:
                kept = self._under.get(name)
                return kept, "" if kept else _("The keyring does not hold this passphrase.")
            named, anything = parse_passphrases(answer.text.reveal())
        except VaultError as error:
            return None, error.title
        secret = named.get(name, anything)
        if secret is None:
            return None, _("The sheet does not hold {name}.").format(name=name)
        if not lock.opens(secret):
            return None, _("This passphrase does not open it.")
        for other, text in named.items():
            self._held.setdefault(other, _Held(text, stays=answer.stays, sure=False))
        self._held[name] = _Held(secret, stays=answer.stays, sure=True)
        self._bring_home()
        return secret, ""

    def _hand_over(self, name: str, secret: Secret, trouble: VaultError) -> None:
        refusal = ""
        self._never_kept.add(name)
        while True:
            answer = self._asking.ask(
                Unkept(
                    secrets=(*self._new.items(), (name, secret)),
                    why=self._under.state(),
                    refusal=refusal,
                )
            )
            if answer is None:
                raise VaultError(
                    _("The passphrase of the new key was not saved by anybody."),
                    _(
                        "No key was made and nothing was changed. Start or unlock a keyring, or "
                        "save the passphrase when zenca offers it."
                    ),
                ) from trouble
            if not answer.again:
                self._new[name] = secret
                self._held[name] = _Held(secret, stays=True, sure=True)
                return
            try:
                self._under.put(name, secret)
            except VaultError as error:
                refusal = error.title
            else:
                self._never_kept.discard(name)
                return

    def _bring_home(self) -> None:
        """Put into the keyring what was held here while it was away."""
        sure = {name: held.secret for name, held in self._held.items() if held.sure}
        if not sure or self._under.state() is not VaultState.READY:
            return
        for name, secret in sure.items():
            try:
                self._under.put(name, secret)
            except VaultError as trouble:
                log.info("%s stays in memory: %s", name, trouble.title)
                return
            self._never_kept.discard(name)
            del self._held[name]


if TYPE_CHECKING:

    def _fits(vault: AskingVault) -> Vault:
        return vault
