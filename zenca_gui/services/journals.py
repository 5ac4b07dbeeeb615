"""What happened, and is the record whole?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.journal import Entry, Finding, Head, check
from zenca_gui.services.desk import HEAD, Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a walk over the whole journal found."""

    finding: Finding
    words: str
    mirrored: bool
    """Whether a head from outside the database took part."""


@dataclass
class Journals:
    """Read and verify."""

    desk: Desk

    def entries(
        self, zone: str | None, *, before: int | None = None, limit: int = 200, search: str = ""
    ) -> Sequence[Entry]:
        """Return entries, newest first; None: of all zones."""
        return self.desk.store.journal.entries(zone=zone, before=before, limit=limit, search=search)

    def count(self, zone: str | None, *, search: str = "") -> int:
        """Return how many there are."""
        return self.desk.store.journal.count(zone=zone, search=search)

    def verify(self, head: Head | None = None) -> Verified:
        """Walk the chain and compare it with the head given, else with the keyring's mirror."""
        outside = head or self._mirror()
        finding = check(self.desk.store.journal.walk(), outside)
        return Verified(finding=finding, words=verdict_words(finding), mirrored=outside is not None)

    def _mirror(self) -> Head | None:
        try:
            kept = self.desk.vault.get(HEAD)
            return Head.from_text(kept.reveal()) if kept else None
        except (VaultError, ValueError):
            return None


def verdict_words(finding: Finding) -> str:
    """Say it in a sentence."""
    if finding.broken_at is not None:
        return _("The journal is broken at entry {n}: it, or one before it, was altered.").format(
            n=finding.broken_at
        )
    if finding.outside_missing:
        return _("The journal was rewritten or cut: the head kept outside is not in it.")
    whole = ngettext(
        "The journal is whole: {n} entry.", "The journal is whole: {n} entries.", finding.entries
    ).format(n=finding.entries)
    if not finding.outside:
        return _("{whole} It is consistent in itself; no proof against a rewrite.").format(
            whole=whole
        )
    if finding.not_mirrored:
        return _("{whole} {n} of them are not yet mirrored.").format(
            whole=whole, n=finding.not_mirrored
        )
    return whole
