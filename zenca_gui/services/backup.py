"""Is there a copy? Backups of one zone as age files: written, verified, brought back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from zenca_gui.core.errors import BadMaterial, StoreError, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.journal import Entry, Head
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.names import shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services.desk import Desk
from zenca_gui.services.recovery import Recovery
from zenca_gui.services.restoring import refuse_under_a_change

FORMAT = "zenca-backup-1"
KEPT = 20
"""Automatic backups of one zone that are kept; destroyed keys age out with them."""
LARGEST = 2 << 30
MAKES_KEYS = ("ca.entered", "ca.custody", "change.material", "change.requests")
"""What the journal calls the moments from which on a key is sealed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStanding:
    """When the last backup was made, and whether keys were made after it."""

    last: datetime | None
    lacks_keys: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    """What a backup holds, after it was opened and read."""

    zone: str
    made_at: datetime
    generations: int
    keys: int
    servers: int
    devices: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The zone as it is now, and what the backup did not know."""

    zone: Zone
    from_head: str
    lost: tuple[Entry, ...]
    """Later entries of the zone's journal that the backup does not know, oldest first."""

    @property
    def lost_entries(self) -> int:
        """Count them."""
        return len(self.lost)


@dataclass
class Backup:
    """Write, verify, restore."""

    desk: Desk
    recovery: Recovery

    def automatic(self, zone: ZoneId, *, by: Actor) -> Path:
        """Write one to the identity on the recovery sheet, into the data folder's `backups`."""
        home = self.desk.zone(zone)
        self.recovery.identity(home, by=by)
        stamp = self.desk.clock().strftime("%Y%m%dT%H%M%SZ")
        folder = self.desk.folder / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        names = (f"zone-{zone}-{stamp}{more}.age" for more in _more())
        out = next(folder / name for name in names if not (folder / name).exists())
        path = self.write(zone, out, passphrase=None, by=by)
        for old in sorted(folder.glob(f"zone-{zone}-*.age"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return path

    def write(
        self, zone: ZoneId, out: Path, *, passphrase: Secret | None, by: Actor, force: bool = False
    ) -> Path:
        """Write the zone whole: rows, sealed keys, their passphrases, journal; file mode 0600."""
        self.desk.must_hold()
        home = self.desk.zone(zone)
        if out.exists() and not force:
            raise ZencaError(
                _("{path} exists already.").format(path=out),
                _("Nothing was written. Choose another name."),
            )
        recipient = home.backup_recipient
        if passphrase is None and not recipient:
            self.recovery.identity(home, by=by)
            recipient = self.desk.zone(zone).backup_recipient
        whole = self._whole(home)
        data = json.dumps(whole, ensure_ascii=False).encode()
        sealed = (
            self.desk.backups.encrypt_with(data, passphrase)
            if passphrase is not None
            else self.desk.backups.encrypt_to(data, recipient)
        )
        write_private(out, sealed)
        if passphrase is None:
            self.verify(out, self.recovery.identity(self.desk.zone(zone), by=by))
        else:
            self.verify(out, passphrase)
        with self.desk.change(by, home) as change:
            change.record(
                "backup.written", _("Wrote a backup and read it back."),
                {"file": out.name, "at": to_text(change.at), "head": whole["head"]},
            )  # fmt: skip
        return out

    def last(self, zone: ZoneId) -> datetime | None:
        """Return when a backup of this zone was last written and read back (workstation time)."""
        return self.standing(zone).last

    def standing(self, zone: ZoneId) -> BackupStanding:
        """Return when that was, and whether it lacks a key that was made since."""
        name = self.desk.zone(zone).name
        newer = False
        for entry in self.desk.store.journal.entries(zone=name, limit=20_000):
            if entry.kind == "backup.written":
                return BackupStanding(last=entry.at, lacks_keys=newer)
            newer = newer or entry.kind in MAKES_KEYS
        return BackupStanding(last=None, lacks_keys=newer)

    def verify(self, path: Path, secret: Secret | None = None) -> BackupSummary:
        """Open a backup and read all of it; BadMaterial where it is not whole."""
        found = self._read(path, secret)
        rows = found["rows"]
        return BackupSummary(
            zone=str(found["zone"]),
            made_at=from_text(str(found["made_at"])),
            generations=_number(rows, "generation"),
            keys=len(found["passphrases"]),
            servers=_number(rows, "server"),
            devices=_number(rows, "device"),
            head=str(found["head"]),
        )

    def restore(
        self, path: Path, secret: Secret | None, *, by: Actor, ca_only: bool = False
    ) -> Restored:
        """Put the zone of a backup in the place of the one of its name; says what it lost.

        `ca_only`: generations and CA keys alone; servers, devices and settings stay.
        """
        self.desk.must_hold()
        found = self._read(path, secret)
        head = Head.from_text(str(found["head"]))
        name = str(found["zone"])
        refuse_under_a_change(self.desk.store, name, found["rows"], ca_only=ca_only)
        lost = self._unknown_to(head, name)
        for entry, kept in dict(found["passphrases"]).items():
            if not entry.startswith("backup:"):
                self.desk.vault.put(entry, Secret(kept))
        words = (
            _("Restored the CA alone from the journal's entry {n}.")
            if ca_only
            else _("Restored the zone from the journal's entry {n}.")
        )
        with self.desk.change(by) as change:
            store = self.desk.store
            zone = (store.load_authority if ca_only else store.load)(found["rows"])
            change.record(
                "ca.restored" if ca_only else "zone.restored",
                words.format(n=head.sequence),
                {"head": head.to_text(), "lost": [e.sequence for e in lost]},
                evidence=Evidence.TOLD, zone=zone,
            )  # fmt: skip
        for entry, kept in dict(found["passphrases"]).items():
            if entry.startswith("backup:") and not ca_only:
                self.desk.vault.put(f"backup:{zone.id}", Secret(kept))
        return Restored(zone=zone, from_head=head.to_text(), lost=lost)

    def _unknown_to(self, head: Head, zone: str) -> tuple[Entry, ...]:
        """Return the zone's entries here that are not in a backup made at this head.

        The line that says the backup was written is no loss. Where the head is of another
        database's journal, none of the entries here is in it.
        """
        rows = self.desk.store.journal
        at = rows.entries(before=head.sequence + 1, limit=1)
        after = head.sequence if at and at[0].hash == head.hash else 0
        return tuple(
            entry for entry in reversed(rows.entries(zone=zone, limit=100_000))
            if entry.sequence > after and not _says_it_was_written(entry, head)
        )  # fmt: skip

    def _whole(self, zone: Zone) -> dict[str, Any]:
        names = sorted({f"key:{k.wrapped_by}" for k in self.desk.store.authorities.keys(zone.id)})
        passphrases: dict[str, str] = {}
        for name in [*names, f"backup:{zone.id}"]:
            kept = self.desk.vault.get(name)
            if kept is not None:
                passphrases[name] = kept.reveal()
        return {
            "format": FORMAT,
            "zone": zone.name,
            "made_at": to_text(self.desk.clock()),
            "head": self.desk.store.journal.head().to_text(),
            "passphrases": passphrases,
            "rows": self.desk.store.dump(zone.id),
        }

    def _read(self, path: Path, secret: Secret | None) -> dict[str, Any]:
        try:
            if path.stat().st_size > LARGEST:
                raise BadMaterial(
                    _("{path} is too big for a backup.").format(path=path),
                    _("Nothing was changed. Choose a file that zenca wrote."),
                )
            data = path.read_bytes()
        except OSError as error:
            raise StoreError(
                _("{path} cannot be read: {why}.").format(path=path, why=error.strerror),
                _("Nothing was changed. Look at the file's name and rights."),
            ) from error
        for candidate in [secret] if secret is not None else self._identities():
            try:
                found = json.loads(self.desk.backups.decrypt(data, candidate))
            except BadMaterial:
                continue
            except ValueError as error:
                raise _not_ours(path) from error
            if not isinstance(found, dict) or found.get("format") != FORMAT:
                raise _not_ours(path)
            return found
        raise BadMaterial(
            _("{path} does not open with this passphrase.").format(path=shown(path.name)),
            _("Nothing was changed. Give the backup's passphrase, or the identity on the sheet."),
        )

    def _identities(self) -> list[Secret]:
        kept = [self.desk.vault.get(f"backup:{z.id}") for z in self.desk.store.zones.all()]
        return [identity for identity in kept if identity is not None]


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read: born 0600 beside its place, then renamed."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise StoreError(
            _("{path} could not be written: {why}.").format(path=path, why=error.strerror),
            _("Nothing was changed. Choose another place, or make room."),
        ) from error


def _says_it_was_written(entry: Entry, head: Head) -> bool:
    """Tell whether this is the line about the very backup that was made at this head."""
    if entry.kind != "backup.written":
        return False
    known = json.loads(entry.detail).get("head")
    return entry.sequence == head.sequence + 1 if known is None else known == head.to_text()


def _more() -> Iterator[str]:
    """Yield what tells backups of one second apart, in an order that names sort by."""
    yield ""
    yield from (f"_{at:04}" for at in count(2))


def _number(rows: Any, table: str) -> int:
    return len(rows["rows"][table])


def _not_ours(path: Path) -> BadMaterial:
    return BadMaterial(
        _("{path} is not a backup that zenca wrote.").format(path=shown(path.name)),
        _("Nothing was changed. Choose another file."),
    )
