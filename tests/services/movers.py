"""Offices that hand databases over, quickly: age and passwords at no cost."""

from dataclasses import replace
from typing import cast

from tests.services.office import Office
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.ports.pki import Backups
from zenca_gui.core.secret import Secret
from zenca_gui.services.console import console

WORDS = Secret("four words by hand")
PASSWORD = Secret("correct horse")


class QuickAge:
    """age with a scrypt of no cost: the real one takes a second each time, and is tried once."""

    def __init__(self, real: object) -> None:
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def encrypt_with(self, data: bytes, passphrase: Secret) -> bytes:
        return b"quick\n" + passphrase.reveal().encode() + b"\n" + data

    def decrypt(self, data: bytes, secret: Secret) -> bytes:
        _quick, passphrase, inside = data.split(b"\n", 2)
        if passphrase != secret.reveal().encode():
            raise BadMaterial("no", "no")
        return inside


class QuickPasswords:
    """Passwords at no cost."""

    def hash(self, password: Secret) -> str:
        return f"quick:{password.reveal()}"

    def fits(self, password: Secret, kept: str) -> bool:
        return kept == f"quick:{password.reveal()}"


def moving(office: Office, *, real_age: bool = False) -> Office:
    """The same office with quick parts."""
    desk = office.console.desk
    age = desk.backups if real_age else cast(Backups, QuickAge(desk.backups))
    quick = replace(desk, passwords=QuickPasswords(), backups=age)
    return Office(console(quick, local=office.console.warnings.local), office.clock)
