"""What came of reading a zone from ZENworks, and how is that said?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zenworks import Absent, NotRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the devices that were told of."""

    read: int = 0
    added: int = 0
    changed: int = 0
    """Also those whose last contact moved on."""
    same: int = 0
    twins: int = 0
    """New ones by GUID that have the name and kind of one that was known."""
    odd_dates: int = 0
    """Devices with a contact in the future, which was left out."""
    servers: int = 0
    """Servers of the zone whose system or version is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What a whole reading did, or would do (`dry_run`)."""

    taken: Taken
    before: int
    """Devices that a reading which broke off had brought already."""
    not_read: int
    first_not_read: tuple[NotRead, ...]
    absent: Absent
    nagged_at: datetime | None
    nag_trouble: str
    """Why it is not known when ZENworks last warned, "" where it is."""
    dry_run: bool

    @property
    def read(self) -> int:
        """Return of how many devices ZENworks told."""
        return self.taken.read + self.before

    @property
    def words(self) -> str:
        """Say it in a line."""
        line = (
            _("{devices}: {added} would be new, {changed} changed, {same} as they were.")
            if self.dry_run
            else _("{devices}: {added} new, {changed} changed, {same} as they were.")
        )
        return line.format(
            devices=ngettext("{n} device", "{n} devices", self.read).format(n=self.read),
            added=self.taken.added, changed=self.taken.changed,
            same=self.taken.same + self.before,
        )  # fmt: skip

    @property
    def remarks(self) -> list[str]:
        """Say what a person should look at, a sentence each."""
        taken, said = self.taken, []
        if self.not_read:
            said.append(not_read_words(self.not_read))
        if self.absent.number:
            said.append(
                ngettext(
                    "{n} device of the inventory is not in ZENworks (any more); it stays here.",
                    "{n} devices of the inventory are not in ZENworks (any more); they stay here.",
                    self.absent.number,
                ).format(n=self.absent.number)
            )
        if taken.twins:
            said.append(
                ngettext(
                    "{n} new device has the name and kind of another one.",
                    "{n} new devices have the name and kind of others.",
                    taken.twins,
                ).format(n=taken.twins)
            )
        if taken.odd_dates:
            said.append(
                ngettext(
                    "{n} device names a contact in the future, which was left out.",
                    "{n} devices name contacts in the future, which were left out.",
                    taken.odd_dates,
                ).format(n=taken.odd_dates)
            )
        return said


def not_read_words(number: int) -> str:
    """Say how many devices could not be read."""
    return ngettext(
        "{n} device could not be read; it stays as it was.",
        "{n} devices could not be read; they stay as they were.",
        number,
    ).format(n=number)
